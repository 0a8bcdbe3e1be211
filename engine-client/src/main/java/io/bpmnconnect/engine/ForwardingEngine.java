package io.bpmnconnect.engine;

import java.util.List;
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
