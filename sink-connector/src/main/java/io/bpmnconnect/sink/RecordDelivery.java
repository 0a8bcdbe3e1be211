package io.bpmnconnect.sink;

import io.bpmnconnect.connect.delivery.Delivery;
import io.bpmnconnect.connect.delivery.OffsetTracker.Tracked;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * One record's command on its way, and what the engine said to it.
 *
 * <p>The engine's threads report to it, one after the other; {@code failedAttempts} and the fields
 * below it carry what one has seen to the next.
 */
final class RecordDelivery implements Delivery {

  private final SinkRecord record;
  private final Tracked tracked;
  private final Object lane;
  private final Route route;
  private final EngineCommand command;
  private final OutcomeHandler outcomes;
  private final long arrived = System.nanoTime();
  private final AtomicInteger failedAttempts = new AtomicInteger();
  private volatile boolean ambiguous;
  private volatile boolean unknown;
  private volatile Duration lasted = Duration.ZERO;

  RecordDelivery(
      SinkRecord record,
      Tracked tracked,
      Object lane,
      Route route,
      EngineCommand command,
      OutcomeHandler outcomes) {
    this.record = record;
    this.tracked = tracked;
    this.lane = lane;
    this.route = route;
    this.command = command;
    this.outcomes = outcomes;
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
  public boolean isWanted() {
    return tracked.isOpen();
  }

  @Override
  public void attemptFailed(EngineException failure, Duration took) {
    boolean retry = failedAttempts.getAndIncrement() > 0;
    ambiguous |= failure.isAmbiguous();
    unknown |= outcomes.isAmbiguous(command, failure);
    lasted = took;
    outcomes.attemptFailed(command, failure, retry);
  }

  @Override
  public void succeeded(CommandResult result) {
    int attempts = failedAttempts.get() + 1;
    outcomes.succeeded(
        report(Outcome.SUCCEEDED, Optional.of(result), Optional.empty(), attempts), tracked);
  }

  @Override
  public void failed(EngineException refusal) {
    outcomes.refused(
        report(Outcome.FAILED, Optional.empty(), Optional.of(refusal), failedAttempts.get()),
        route,
        command,
        ambiguous,
        lasted,
        tracked);
  }

  private DeliveryReport report(
      Outcome outcome,
      Optional<CommandResult> result,
      Optional<EngineException> refusal,
      int attempts) {
    return new DeliveryReport(
        record,
        route.configuredName(),
        Optional.of(command.operation()),
        outcome,
        result,
        refusal,
        Optional.empty(),
        attempts,
        unknown && outcome == Outcome.FAILED,
        Duration.ofNanos(System.nanoTime() - arrived));
  }
}
