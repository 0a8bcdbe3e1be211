package io.bpmnconnect.benchmarks;

import java.net.URI;
import org.camunda.bpm.client.ExternalTaskClient;

/**
 * The official Java client of the Camunda 7 family with a worker that completes each external task
 * at once. It fetches and handles on one thread, as it always does.
 */
final class ExternalTaskWorker implements Side {

  private static final long ASYNC_RESPONSE_TIMEOUT_MS = 5_000;
  private static final long LOCK_MS = 60_000;

  private final ExternalTaskClient client;

  /**
   * A worker that is off.
   *
   * @param engine the root of the REST API
   * @param topic of the tasks that it completes
   * @param maxTasks how many it fetches at once
   */
  ExternalTaskWorker(URI engine, String topic, int maxTasks) {
    client =
        ExternalTaskClient.create()
            .baseUrl(engine.toString())
            .workerId(topic)
            .maxTasks(maxTasks)
            .asyncResponseTimeout(ASYNC_RESPONSE_TIMEOUT_MS)
            .disableAutoFetching()
            .build();
    client
        .subscribe(topic)
        .lockDuration(LOCK_MS)
        .handler((task, service) -> service.complete(task))
        .open();
  }

  @Override
  public void on() {
    client.start();
  }

  @Override
  public void off() {
    client.stop();
  }

  @Override
  public long cpuNanos() {
    return OwnCpu.nanos();
  }

  @Override
  public void close() {
    client.stop();
  }
}
