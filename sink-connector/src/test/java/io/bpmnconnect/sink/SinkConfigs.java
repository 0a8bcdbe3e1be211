package io.bpmnconnect.sink;

import java.util.HashMap;
import java.util.Map;

/** Configurations to start from. */
final class SinkConfigs {

  private SinkConfigs() {}

  /** A valid configuration that publishes messages, changed; a {@code null} removes the key. */
  static Map<String, String> publishing(String... keysAndValues) {
    Map<String, String> config = connector();
    config.put("operation", "publish-message");
    config.put("message.name", "paid");
    config.put("message.correlation.key", "=value.id");
    return changed(config, keysAndValues);
  }

  /** A valid configuration with two routes, changed; a {@code null} removes the key. */
  static Map<String, String> routing(String... keysAndValues) {
    Map<String, String> config = connector();
    config.put("routes", "placed,closed");
    config.put("routes.placed.when", "=topic = \"orders\"");
    config.put("routes.placed.operation", "create-process-instance");
    config.put("routes.placed.process.id", "order");
    config.put("routes.closed.operation", "broadcast-signal");
    config.put("routes.closed.signal.name", "day-closed");
    return changed(config, keysAndValues);
  }

  /** What every connector needs, and nothing of what it does with a record. */
  static Map<String, String> connector(String... keysAndValues) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "orders-sink");
    config.put("connector.class", ProcessEngineSinkConnector.class.getName());
    config.put("topics", "orders");
    config.put("engine.url", "http://localhost:1");
    config.put("validate.connection", "false");
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
