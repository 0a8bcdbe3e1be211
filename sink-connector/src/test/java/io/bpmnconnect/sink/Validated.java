package io.bpmnconnect.sink;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;

/** What validation of a configuration answers. */
final class Validated {

  private Validated() {}

  /** The messages of each key that has any. */
  static Map<String, List<String>> errors(Map<String, String> config) {
    Map<String, List<String>> errors = new TreeMap<>();
    new ProcessEngineSinkConnector()
        .validate(config)
        .configValues()
        .forEach(
            value -> {
              if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
              }
            });
    return errors;
  }

  /** Each key as a form shows it. */
  static Map<String, ConfigValue> values(Map<String, String> config) {
    return new ProcessEngineSinkConnector()
        .validate(config).configValues().stream()
            .collect(Collectors.toMap(ConfigValue::name, Function.identity()));
  }
}
