package io.bpmnconnect.engine.camunda7;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.rest.JsonReads;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads typed variables as plain values. The engine is never asked to read them for us
 * (deserializeValues): one variable that it cannot read would make it refuse all jobs of a request,
 * and what it answers of a Json variable is not its content. Immutable.
 */
final class VariableReader {

  private static final String JAVA = "application/x-java-serialized-object";

  /** Stands for a value that cannot be read here. */
  private static final Object FOREIGN = new Object();

  private final boolean readObjects;

  VariableReader(VariableOptions options) {
    this.readObjects = options.readObjects();
  }

  /**
   * Variables as they were read.
   *
   * @param foreign names of those that only the engine can read, if anybody: Java objects of
   *     classes that we do not know; their values are the engine's text
   */
  record Read(Map<String, Object> values, List<String> foreign) {}

  Read read(JsonNode variables) {
    Map<String, Object> values = new LinkedHashMap<>();
    List<String> foreign = new ArrayList<>();
    for (Map.Entry<String, JsonNode> variable : variables.properties()) {
      Object value = value(variable.getValue());
      if (value == FOREIGN) {
        foreign.add(variable.getKey());
        value = variable.getValue().path("value").textValue();
      }
      values.put(variable.getKey(), value);
    }
    return new Read(values, foreign);
  }

  private Object value(JsonNode variable) {
    JsonNode value = variable.path("value");
    JsonNode info = variable.path("valueInfo");
    String type = variable.path("type").asText("");
    if (type.equals("File")) {
      return JsonReads.object(info); // the content is not in the answer
    }
    if (!value.isTextual()) {
      return JsonReads.plain(value);
    }
    return switch (type) {
      case "Json" -> json(value.textValue());
      case "Object" -> object(value.textValue(), info.path("serializationDataFormat").asText(""));
      default -> value.textValue();
    };
  }

  private Object object(String text, String format) {
    if (format.equals("application/json")) {
      return json(text);
    }
    if (!format.equals(JAVA) || !readObjects) {
      return text;
    }
    try {
      return SerializedJava.read(Base64.getDecoder().decode(text)).orElse(FOREIGN);
    } catch (IllegalArgumentException notBase64) {
      return FOREIGN;
    }
  }

  /** The engine keeps any text as Json; whoever wrote what is none meant the text. */
  private static Object json(String text) {
    try {
      return JsonReads.value(text);
    } catch (JsonProcessingException | NumberFormatException notJson) {
      return text;
    }
  }
}
