package io.bpmnconnect.connect.config;

import java.util.ArrayList;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** Validates a connector's configuration: each value, then across keys, then the connection. */
public final class ConfigValidation {

  private ConfigValidation() {}

  /**
   * Validates a configuration as {@code PUT /connector-plugins/…/config/validate} answers it.
   *
   * @param definition the keys that this configuration can have
   * @param parse reads the configuration as a task would, collecting what does not fit together;
   *     only called when every single value is valid
   */
  public static Config validate(
      ConfigDef definition,
      Map<String, String> config,
      BiFunction<AbstractConfig, Problems, EngineConfig> parse) {
    Map<String, ConfigValue> values = definition.validateAll(config);
    if (values.values().stream().allMatch(value -> value.errorMessages().isEmpty())) {
      Problems problems = new Problems();
      EngineConfig engine =
          parse.apply(new AbstractConfig(definition, config, Map.of(), false), problems);
      if (problems.found().isEmpty() && engine.validateConnection()) {
        ConnectionCheck.run(engine.settings(1), problems);
      }
      problems.addTo(values);
    }
    return new Config(new ArrayList<>(values.values()));
  }
}
