package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Tally.Answer;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.ForwardingEngine;
import io.bpmnconnect.engine.ProcessEngine;
import java.util.concurrent.CompletionStage;

/** Counts each attempt of a command, and how long the engine took to answer it. */
final class CountedEngine extends ForwardingEngine {

  private final Tally tally;

  CountedEngine(ProcessEngine engine, Tally tally) {
    super(engine);
    this.tally = tally;
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    long sent = System.nanoTime();
    return engine
        .execute(command)
        .whenComplete(
            (result, failure) -> tally.answered(System.nanoTime() - sent, answer(failure)));
  }

  private static Answer answer(Throwable failure) {
    if (failure == null) {
      return Answer.DONE;
    }
    return EngineException.from(failure).kind() == ErrorKind.BACKPRESSURE
        ? Answer.REJECTED
        : Answer.FAILED;
  }
}
