package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.rest.JsonReads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Variables as the engine keeps them: each a text with the name of its encoding. What this adapter
 * writes is JSON; what others wrote in another encoding is read as that text. Immutable.
 *
 * @param encrypted names of the variables that the engine is asked to encrypt
 */
record Variables(Set<String> encrypted) {

  private static final String JSON = "json";

  /** The names of a list that is separated by commas. */
  static Set<String> names(String list) {
    return list.isEmpty() ? Set.of() : Set.of(list.split(","));
  }

  List<Map<String, Object>> encode(Map<String, Object> variables) {
    List<Map<String, Object>> encoded = new ArrayList<>(variables.size());
    variables.forEach(
        (name, value) -> encoded.add(Map.of("name", name, "data", data(name, value))));
    return encoded;
  }

  private Map<String, Object> data(String name, Object value) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("encoding", JSON);
    data.put("value", write(name, value));
    if (encrypted.contains(name)) {
      data.put("encrypted", true);
    }
    return data;
  }

  private static String write(String name, Object value) {
    try {
      return JsonReads.write(value);
    } catch (JsonProcessingException e) {
      throw EngineException.of(
          ErrorKind.INVALID,
          "variable " + name + " cannot be written as JSON: " + e.getOriginalMessage(),
          e);
    }
  }

  /** The variables of an answer, by name. */
  static Map<String, Object> decode(JsonNode answer) {
    Map<String, Object> variables = new LinkedHashMap<>();
    for (JsonNode variable : JsonReads.list(answer, "variables")) {
      JsonNode data = variable.path("data");
      String text = data.path("value").asText("");
      variables.put(
          JsonReads.required(variable, "name"),
          data.path("encoding").asText("").equalsIgnoreCase(JSON) ? read(text) : text);
    }
    return variables;
  }

  /** Whoever wrote what is no JSON under its name meant the text. */
  private static Object read(String text) {
    try {
      return JsonReads.value(text);
    } catch (JsonProcessingException notJson) {
      return text;
    }
  }
}
