package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.RequestHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;

/** Headers of the user's own for every request to the engine; each value may be a secret. */
final class EngineHeaders {

  static final String PREFIX = "engine.headers.";

  /** After all other keys of the group. */
  private static final int ORDER = 100;

  private final AbstractConfig config;
  private final EngineAdapter engine;
  private final Problems problems;
  private final Map<String, String> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private EngineHeaders(AbstractConfig config, EngineAdapter engine, Problems problems) {
    this.config = config;
    this.engine = engine;
    this.problems = problems;
  }

  /** Adds the keys of the headers that this configuration names. */
  static ConfigDef defineNamed(ConfigDef def, Map<String, String> config, String group) {
    int order = ORDER;
    for (String key : new TreeSet<>(config.keySet())) {
      if (key.startsWith(PREFIX)) {
        String name = key.substring(PREFIX.length());
        def.define(
            key,
            Type.PASSWORD,
            null,
            Importance.LOW,
            "The value of the header \"" + name + "\" of every request to the engine.",
            group,
            ++order,
            Width.LONG,
            "Header " + name);
      }
    }
    return def;
  }

  /** Reads the headers. What cannot be sent is added to the problems, without its value. */
  static RequestHeaders from(AbstractConfig config, EngineAdapter engine, Problems problems) {
    return new EngineHeaders(config, engine, problems).read();
  }

  private RequestHeaders read() {
    Map<String, String> headers = new TreeMap<>();
    for (String key : new TreeSet<>(config.values().keySet())) {
      if (key.startsWith(PREFIX)) {
        String name = key.substring(PREFIX.length());
        String value = Optional.ofNullable(config.getPassword(key)).map(Password::value).orElse("");
        nameProblem(name).ifPresent(problem -> problems.add(key, problem));
        valueProblem(value).ifPresent(problem -> problems.add(key, problem));
        String other = keys.putIfAbsent(name, key);
        if (other != null) {
          problems.add(key, "is the same header as " + other + ": letter case does not count");
        }
        headers.put(name, value);
      }
    }
    return new RequestHeaders(headers);
  }

  private Optional<String> nameProblem(String name) {
    if (name.equalsIgnoreCase("Authorization")) {
      return Optional.of("must not be " + name + ": engine.auth.* has the keys for credentials");
    }
    if (name.equalsIgnoreCase("Proxy-Authorization")) {
      return Optional.of("must not be " + name + ": that is engine.proxy.username and -password");
    }
    if (name.equalsIgnoreCase(config.getString(AuthConfig.API_KEY_HEADER))) {
      return Optional.of("is the header of " + AuthConfig.API_KEY + " already");
    }
    return HeaderRules.nameProblem(name, engine);
  }

  private static Optional<String> valueProblem(String value) {
    if (value.isBlank()) {
      return Optional.of("must not be empty");
    }
    return HeaderRules.isValue(value) ? Optional.empty() : Optional.of(HeaderRules.NOT_A_VALUE);
  }
}
