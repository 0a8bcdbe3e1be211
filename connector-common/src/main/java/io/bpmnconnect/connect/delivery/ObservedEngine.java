package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.connect.metrics.Latency;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.ForwardingEngine;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobStream;
import io.bpmnconnect.engine.ProcessEngine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Watches each single call of an engine: how long the answer took, what errors there are, whether
 * the engine is there at all. Safe for use by any thread.
 */
public final class ObservedEngine extends ForwardingEngine {

  private final EngineHealth health;
  private final Latency latency;
  private final Consumer<ErrorKind> errors;

  /**
   * Takes over the engine: closing this closes it.
   *
   * @param latency of commands, refused ones included
   * @param errors told the kind of each failed call; must not block
   */
  public ObservedEngine(
      ProcessEngine engine, EngineHealth health, Latency latency, Consumer<ErrorKind> errors) {
    super(engine);
    this.health = health;
    this.latency = latency;
    this.errors = errors;
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    long begin = System.nanoTime();
    return engine
        .execute(command)
        .whenComplete(
            (result, failure) -> {
              latency.record(System.nanoTime() - begin);
              observe(failure);
            });
  }

  @Override
  public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
    return engine.activateJobs(activation).whenComplete((jobs, failure) -> observe(failure));
  }

  @Override
  public JobStream openJobStream(JobActivation activation, JobStream.Listener listener) {
    return engine.openJobStream(
        activation,
        new JobStream.Listener() {
          @Override
          public void activated(ActivatedJob job) {
            health.answered();
            listener.activated(job);
          }

          @Override
          public void ended(Optional<EngineException> failure) {
            failure.ifPresent(ObservedEngine.this::observe);
            listener.ended(failure);
          }
        });
  }

  @Override
  public CompletionStage<Void> unlockJobs(String worker) {
    return engine.unlockJobs(worker).whenComplete((done, failure) -> observe(failure));
  }

  private void observe(Throwable failure) {
    if (failure == null) {
      health.answered();
    } else {
      EngineException refusal = EngineException.from(failure);
      health.failed(refusal);
      errors.accept(refusal.kind());
    }
  }
}
