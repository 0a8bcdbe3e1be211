package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.EngineInfo;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** Validates a connector's configuration: each value, then across keys, then the connection. */
public final class ConfigValidation {

  /** A connector's settings, as far as validation looks at them. */
  public interface Settings {
    EngineConfig engine();

    /** Adds what the settings ask for and the engine does not have. */
    default void check(EngineInfo engine, Problems problems) {}
  }

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
      BiFunction<AbstractConfig, Problems, Settings> parse) {
    Map<String, ConfigValue> values = definition.validateAll(config);
    if (values.values().stream().allMatch(value -> value.errorMessages().isEmpty())) {
      Problems problems = new Problems();
      Settings settings =
          parse.apply(new AbstractConfig(definition, config, Map.of(), false), problems);
      if (problems.found().isEmpty() && settings.engine().validateConnection()) {
        EngineConfig engine = settings.engine();
        ConnectionCheck.run(engine.settings(1), engine.auth().keys(), problems)
            .ifPresent(info -> settings.check(info, problems));
      }
      problems.addTo(values);
    }
    return new Config(new ArrayList<>(values.values()));
  }
}
