package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.ZeebeEngine;
import io.camunda.client.CamundaClient;
import io.camunda.client.api.worker.JobWorker;
import io.camunda.client.api.worker.JobWorkerBuilderStep1.JobWorkerBuilderStep3;
import java.util.function.UnaryOperator;

/**
 * Camunda's own Java client with a worker that completes each job at once. It speaks gRPC: by REST
 * it sends what only engines of its own version know, and 8.6 refuses that.
 */
final class OfficialWorker implements Side {

  private final CamundaClient client;
  private final String type;
  private final UnaryOperator<JobWorkerBuilderStep3> settings;
  private JobWorker worker;

  private OfficialWorker(
      CamundaClient client, String type, UnaryOperator<JobWorkerBuilderStep3> settings) {
    this.client = client;
    this.type = type;
    this.settings = settings;
  }

  /** A worker that asks for jobs. */
  static OfficialWorker polling(ZeebeEngine engine, String type, int maxJobsActive) {
    return new OfficialWorker(client(engine), type, worker -> worker.maxJobsActive(maxJobsActive));
  }

  /** A worker that the engine pushes jobs to. */
  static OfficialWorker streaming(ZeebeEngine engine, String type, int maxJobsActive) {
    return new OfficialWorker(
        client(engine), type, worker -> worker.maxJobsActive(maxJobsActive).streamEnabled(true));
  }

  /** The client alone. */
  static CamundaClient client(ZeebeEngine engine) {
    return CamundaClient.newClientBuilder()
        .restAddress(engine.restAddress())
        .grpcAddress(engine.grpcAddress())
        .preferRestOverGrpc(false)
        .build();
  }

  @Override
  public void on() {
    worker =
        settings
            .apply(
                client
                    .newWorker()
                    .jobType(type)
                    .handler((jobs, job) -> jobs.newCompleteCommand(job).send()))
            .open();
  }

  @Override
  public void off() {
    worker.close();
  }

  @Override
  public long cpuNanos() {
    return OwnCpu.nanos();
  }

  @Override
  public void close() {
    client.close();
  }
}
