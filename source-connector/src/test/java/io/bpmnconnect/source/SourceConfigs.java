package io.bpmnconnect.source;

import java.util.HashMap;
import java.util.Map;

/** Configurations to start from. */
final class SourceConfigs {

  private SourceConfigs() {}

  /** A valid configuration without replies, changed; a {@code null} removes the key. */
  static Map<String, String> delivering(String... keysAndValues) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "jobs-source");
    config.put("connector.class", ProcessEngineSourceConnector.class.getName());
    config.put("engine.url", "http://localhost:1");
    config.put("validate.connection", "false");
    config.put("job.types", "charge-card");
    config.put("job.start.jitter.ms", "0");
    config.put("topic", "jobs");
    config.put("completion", "none");
    return changed(config, keysAndValues);
  }

  /** A valid configuration with replies, changed; a {@code null} removes the key. */
  static Map<String, String> replying(String... keysAndValues) {
    Map<String, String> config = delivering("completion", null);
    config.put("reply.topic", "replies");
    config.put("reply.consumer.bootstrap.servers", "localhost:1");
    return changed(config, keysAndValues);
  }

  private static Map<String, String> changed(Map<String, String> config, String... changes) {
    for (int i = 0; i < changes.length; i += 2) {
      if (changes[i + 1] == null) {
        config.remove(changes[i]);
      } else {
        config.put(changes[i], changes[i + 1]);
      }
    }
    return config;
  }
}
