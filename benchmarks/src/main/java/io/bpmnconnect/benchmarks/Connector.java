package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.ConnectRest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A connector in the stack's worker, which is paused while it is not its turn. */
final class Connector implements Side {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ConnectRest connect;
  private final String name;
  private final Map<String, String> config;
  private boolean created;

  private Connector(ConnectRest connect, String name, Map<String, String> config) {
    this.connect = connect;
    this.name = name;
    this.config = config;
  }

  /** Our sink of a topic. */
  static Connector sink(ConnectRest connect, String topic, Map<String, String> settings) {
    Map<String, String> config = new HashMap<>(settings);
    config.put("connector.class", "io.bpmnconnect.sink.ProcessEngineSinkConnector");
    config.put("topics", topic);
    return new Connector(connect, "sink-" + topic, config);
  }

  /** Our source of a job type. */
  static Connector source(ConnectRest connect, String name, Map<String, String> settings) {
    Map<String, String> config = new HashMap<>(settings);
    config.put("connector.class", "io.bpmnconnect.source.ProcessEngineSourceConnector");
    return new Connector(connect, name, config);
  }

  @Override
  public void on() {
    if (created) {
      connect.resume(name);
    } else {
      connect.putConfig(name, config);
      created = true;
    }
    connect.waitUntilRunning(name, PATIENCE);
  }

  @Override
  public void off() {
    connect.pause(name);
  }

  @Override
  public void close() {
    if (created) {
      connect.delete(name);
    }
  }
}
