package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.Camunda8;
import io.camunda.client.CamundaClient;
import io.camunda.zeebe.client.ZeebeClient;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Camunda's own Java client with a worker that completes each job at once. By gRPC it is the client
 * of 8.9; by REST that sends what only engines of its own version know, and 8.6 refuses it, so
 * there it is the client of the engine's version.
 */
final class OfficialWorker implements Side {

  private final Closeable client;
  private final Supplier<? extends AutoCloseable> opening;
  private AutoCloseable worker;

  private OfficialWorker(Closeable client, Supplier<? extends AutoCloseable> opening) {
    this.client = client;
    this.opening = opening;
  }

  /** A worker that gets its jobs that way, and completes them by the same protocol. */
  static OfficialWorker of(Protocol way, Camunda8 engine, String type, int maxJobsActive) {
    return switch (way) {
      case POLLED_BY_REST -> byRest(engine, type, maxJobsActive);
      case POLLED -> byGrpc(engine, type, maxJobsActive, false);
      case PUSHED -> byGrpc(engine, type, maxJobsActive, true);
    };
  }

  private static OfficialWorker byGrpc(
      Camunda8 engine, String type, int maxJobsActive, boolean pushed) {
    CamundaClient client = client(engine);
    return new OfficialWorker(
        client::close,
        () ->
            client
                .newWorker()
                .jobType(type)
                .handler((jobs, job) -> jobs.newCompleteCommand(job).send())
                .maxJobsActive(maxJobsActive)
                .streamEnabled(pushed)
                .open());
  }

  @SuppressWarnings("deprecation") // nothing else makes this version speak REST
  private static OfficialWorker byRest(Camunda8 engine, String type, int maxJobsActive) {
    ZeebeClient client =
        ZeebeClient.newClientBuilder()
            .restAddress(engine.restAddress())
            .grpcAddress(engine.grpcAddress())
            .usePlaintext()
            .preferRestOverGrpc(true)
            .build();
    return new OfficialWorker(
        client::close,
        () ->
            client
                .newWorker()
                .jobType(type)
                .handler((jobs, job) -> jobs.newCompleteCommand(job).send())
                .maxJobsActive(maxJobsActive)
                .open());
  }

  /** The client of 8.9 alone. */
  static CamundaClient client(Camunda8 engine) {
    return CamundaClient.newClientBuilder()
        .restAddress(engine.restAddress())
        .grpcAddress(engine.grpcAddress())
        .preferRestOverGrpc(false)
        .build();
  }

  @Override
  public void on() {
    worker = opening.get();
  }

  @Override
  public void off() throws Exception {
    worker.close();
  }

  @Override
  public long cpuNanos() {
    return OwnCpu.nanos();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
