package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.JobRef;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A delivery that notes its outcome, and fails the test when it is given two. */
final class TestDelivery implements Delivery {

  final String lane;
  final String name;
  final CompletableFuture<CommandResult> outcome = new CompletableFuture<>();
  volatile boolean wanted = true;

  /** Thrown instead of noting an outcome, when it is set. */
  volatile Error fault;

  TestDelivery(String lane, String name) {
    this.lane = lane;
    this.name = name;
  }

  @Override
  public Object lane() {
    return lane;
  }

  @Override
  public EngineCommand command() {
    return new CompleteJob(JobRef.of(name), Map.of(), Optional.empty());
  }

  @Override
  public boolean isWanted() {
    return wanted;
  }

  @Override
  public void succeeded(CommandResult result) {
    if (fault != null) {
      throw fault;
    }
    if (!outcome.complete(result)) {
      throw new IllegalStateException("a second outcome of " + name);
    }
  }

  @Override
  public void failed(EngineException failure) {
    if (!outcome.completeExceptionally(failure)) {
      throw new IllegalStateException("a second outcome of " + name);
    }
  }

  static String name(EngineCommand command) {
    return ((CompleteJob) command).job().key();
  }
}
