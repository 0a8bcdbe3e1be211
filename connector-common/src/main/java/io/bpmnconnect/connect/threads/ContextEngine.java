package io.bpmnconnect.connect.threads;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ForwardingEngine;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobStream;
import io.bpmnconnect.engine.LogContext;
import io.bpmnconnect.engine.ProcessEngine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Has everything that depends on an engine's answer run in the logging context of the task: the
 * threads that bring answers are shared by all tasks of a worker.
 */
final class ContextEngine extends ForwardingEngine {

  private final LogContext context;

  ContextEngine(ProcessEngine engine, LogContext context) {
    super(engine);
    this.context = context;
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    return context.carriedBy(engine.execute(command));
  }

  @Override
  public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
    return context.carriedBy(engine.activateJobs(activation));
  }

  @Override
  public JobStream openJobStream(JobActivation activation, JobStream.Listener listener) {
    return engine.openJobStream(
        activation,
        new JobStream.Listener() {
          @Override
          public void activated(ActivatedJob job) {
            context.run(() -> listener.activated(job));
          }

          @Override
          public void ended(Optional<EngineException> failure) {
            context.run(() -> listener.ended(failure));
          }
        });
  }

  @Override
  public CompletionStage<Void> unlockJobs(String worker) {
    return context.carriedBy(engine.unlockJobs(worker));
  }

  @Override
  public CompletionStage<EngineInfo> info() {
    return context.carriedBy(engine.info());
  }
}
