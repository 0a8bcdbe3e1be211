package io.bpmnconnect.benchmarks;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.ProcessEngine;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Counts each attempt of a command, and how long the engine took to answer it. */
final class CountedEngine implements ProcessEngine {

  private final ProcessEngine engine;
  private final Tally tally;

  CountedEngine(ProcessEngine engine, Tally tally) {
    this.engine = engine;
    this.tally = tally;
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    long sent = System.nanoTime();
    return engine
        .execute(command)
        .whenComplete(
            (result, failure) -> {
              tally.answered(System.nanoTime() - sent);
              if (failure != null) {
                if (EngineException.from(failure).kind() == ErrorKind.BACKPRESSURE) {
                  tally.rejected();
                } else {
                  tally.otherwiseFailed();
                }
              }
            });
  }

  @Override
  public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
    return engine.activateJobs(activation);
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
