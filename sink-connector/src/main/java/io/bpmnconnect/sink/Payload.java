package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.RouteField.VARIABLES;
import static io.bpmnconnect.sink.RouteField.VARIABLES_EXCLUDE;
import static io.bpmnconnect.sink.RouteField.VARIABLES_HEADERS;
import static io.bpmnconnect.sink.RouteField.VARIABLES_INCLUDE;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The variables that a command carries. */
final class Payload {

  private Payload() {}

  /** Those of the mapping, as far as they are included and not excluded, then those of headers. */
  static Map<String, Object> of(RecordFields fields) {
    List<String> included = fields.texts(VARIABLES_INCLUDE);
    List<String> excluded = fields.texts(VARIABLES_EXCLUDE);
    List<String> headers = fields.texts(VARIABLES_HEADERS);
    Map<String, Object> variables = mapped(fields);
    if (included.isEmpty() && excluded.isEmpty() && headers.isEmpty()) {
      return variables;
    }
    Map<String, Object> chosen = new LinkedHashMap<>(variables);
    if (!included.isEmpty()) {
      chosen.keySet().retainAll(included);
    }
    excluded.forEach(chosen::remove);
    Map<?, ?> record = (Map<?, ?>) fields.record().get(RecordVariables.HEADERS);
    for (String header : headers) {
      if (record.containsKey(header)) {
        chosen.put(header, record.get(header));
      }
    }
    return chosen;
  }

  /**
   * By default the record's value. What is not an object becomes {@code {"value": …}}. Not copied:
   * nobody changes it.
   */
  @SuppressWarnings("unchecked") // the names of plain values and of FEEL's contexts are texts
  private static Map<String, Object> mapped(RecordFields fields) {
    Object value =
        fields.isSet(VARIABLES)
            ? fields.value(VARIABLES).orElse(null)
            : fields.record().get(RecordVariables.VALUE);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> object) {
      return (Map<String, Object>) object;
    }
    return Collections.singletonMap(RecordVariables.VALUE, value);
  }
}
