package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.JobRef;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A delivery that notes its outcome, and fails the test when it is given two. */
final class TestDelivery implements Delivery {

  final String lane;
  final String name;
  final Queue<EngineException> failedAttempts = new ConcurrentLinkedQueue<>();
  final CompletableFuture<CommandResult> outcome = new CompletableFuture<>();
  volatile boolean wanted = true;

  /** Thrown instead of noting an outcome, when it is set. */
  volatile Error fault;

  /** Thrown when it is told of a failed attempt, when it is set. */
  volatile RuntimeException attemptFault;

  private final EngineCommand command;

  /** Settles a job. */
  TestDelivery(String lane, String name) {
    this(lane, name, new CompleteJob(JobRef.of(name), Map.of(), Optional.empty()));
  }

  private TestDelivery(String lane, String name, EngineCommand command) {
    this.lane = lane;
    this.name = name;
    this.command = command;
  }

  /** In a lane of its own: publishes a message, which the limit counts. */
  static TestDelivery publishing(String name) {
    return new TestDelivery(
        name,
        name,
        new PublishMessage(
            name,
            new Correlation.ByKey(name, Optional.empty()),
            Duration.ZERO,
            Optional.empty(),
            Map.of(),
            Optional.empty()));
  }

  /** In a lane of its own: correlates a message. */
  static TestDelivery correlating(String name) {
    return new TestDelivery(
        name,
        name,
        new CorrelateMessage(
            name,
            new Correlation.ByKey(name, Optional.empty()),
            Map.of(),
            Optional.empty(),
            false));
  }

  @Override
  public Object lane() {
    return lane;
  }

  @Override
  public EngineCommand command() {
    return command;
  }

  @Override
  public void attemptFailed(EngineException failure, Duration lasted) {
    failedAttempts.add(failure);
    if (attemptFault != null) {
      throw attemptFault;
    }
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
    if (command instanceof PublishMessage message) {
      return message.name();
    }
    return command instanceof CorrelateMessage message
        ? message.name()
        : ((CompleteJob) command).job().key();
  }
}
