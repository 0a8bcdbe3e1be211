package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.ProcessEngine;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** An engine whose answers a test gives. */
record FakeEngine(Function<EngineCommand, CompletionStage<CommandResult>> answer)
    implements ProcessEngine {

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    return answer.apply(command);
  }

  @Override
  public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<EngineInfo> info() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    // holds nothing open
  }
}
