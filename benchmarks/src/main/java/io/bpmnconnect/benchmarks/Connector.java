package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.ConnectWorker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A connector in the stack's worker, which is paused while it is not its turn. */
final class Connector implements Side {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ConnectWorker worker;
  private final String name;
  private final Map<String, String> config;
  private boolean created;

  private Connector(ConnectWorker worker, String name, Map<String, String> config) {
    this.worker = worker;
    this.name = name;
    this.config = config;
  }

  /** Our sink of a topic. */
  static Connector sink(
      ConnectWorker worker, String name, String topic, Map<String, String> settings) {
    Map<String, String> config = new HashMap<>(settings);
    config.put("connector.class", "io.bpmnconnect.sink.ProcessEngineSinkConnector");
    config.put("topics", topic);
    return new Connector(worker, name, config);
  }

  /** Our source of a job type. */
  static Connector source(ConnectWorker worker, String name, Map<String, String> settings) {
    Map<String, String> config = new HashMap<>(settings);
    config.put("connector.class", "io.bpmnconnect.source.ProcessEngineSourceConnector");
    return new Connector(worker, name, config);
  }

  @Override
  public void on() {
    if (created) {
      worker.rest().resume(name);
    } else {
      worker.rest().putConfig(name, config);
      created = true;
    }
    worker.rest().waitUntilRunning(name, PATIENCE);
  }

  /** That of the whole worker, in which no other connector is on. */
  @Override
  public long cpuNanos() {
    return ProcessHandle.of(worker.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO)
        .toNanos();
  }

  @Override
  public void off() {
    worker.rest().pause(name);
  }

  @Override
  public void close() {
    if (created) {
      worker.rest().delete(name);
    }
  }
}
