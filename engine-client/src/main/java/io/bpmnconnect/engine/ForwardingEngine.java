package io.bpmnconnect.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The base of what stands in front of an engine: whatever a subclass does not change goes straight
 * to the engine, so that nothing a port learns later is lost on the way.
 */
public abstract class ForwardingEngine implements ProcessEngine {

  protected final ProcessEngine engine;

  /** Takes over the engine: closing this closes it. */
  protected ForwardingEngine(ProcessEngine engine) {
    this.engine = engine;
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    return engine.execute(command);
  }

  /** For who has to hear the end: an engine that throws, which it must not, fails the command. */
  protected final CompletionStage<CommandResult> forward(EngineCommand command) {
    try {
      return engine.execute(command);
    } catch (RuntimeException | Error thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  @Override
  public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
    return engine.activateJobs(activation);
  }

  @Override
  public JobStream openJobStream(JobActivation activation, JobStream.Listener listener) {
    return engine.openJobStream(activation, listener);
  }

  @Override
  public CompletionStage<Void> unlockJobs(String worker) {
    return engine.unlockJobs(worker);
  }

  @Override
  public CompletionStage<EngineInfo> info() {
    return engine.info();
  }

  @Override
  public void close() {
    engine.close();
  }
}
