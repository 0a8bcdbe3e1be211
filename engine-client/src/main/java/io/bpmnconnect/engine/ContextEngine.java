package io.bpmnconnect.engine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Completes every stage, and calls every listener, in the logging context of the task: the threads
 * of an engine's transport are shared by tasks and know none. Belongs directly around the adapter.
 * Safe for use by any thread.
 */
public final class ContextEngine extends ForwardingEngine {

  private final TaskThreads threads;

  /** Takes over the engine: closing this closes it. */
  public ContextEngine(ProcessEngine engine, TaskThreads threads) {
    super(engine);
    this.threads = threads;
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    return inContext(engine.execute(command));
  }

  @Override
  public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
    return inContext(engine.activateJobs(activation));
  }

  @Override
  public CompletionStage<Void> unlockJobs(String worker) {
    return inContext(engine.unlockJobs(worker));
  }

  @Override
  public CompletionStage<EngineInfo> info() {
    return inContext(engine.info());
  }

  @Override
  public JobStream openJobStream(JobActivation activation, JobStream.Listener listener) {
    return engine.openJobStream(
        activation,
        new JobStream.Listener() {
          @Override
          public void activated(ActivatedJob job) {
            threads.run(() -> listener.activated(job));
          }

          @Override
          public void ended(Optional<EngineException> failure) {
            threads.run(() -> listener.ended(failure));
          }
        });
  }

  private <T> CompletionStage<T> inContext(CompletionStage<T> stage) {
    CompletableFuture<T> completed = new CompletableFuture<>();
    stage.whenComplete(
        (result, failure) ->
            threads.run(
                () -> {
                  if (failure == null) {
                    completed.complete(result);
                  } else {
                    completed.completeExceptionally(failure);
                  }
                }));
    return completed;
  }
}
