package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * One delivery from its first attempt to its last. Touched by one thread at a time: by whoever
 * sends it, then by whoever hears the answer.
 */
final class Attempts {

  private final Delivery delivery;
  private int failed;
  private int ambiguous;
  private long firstNanos;
  private long sentNanos;
  private Long refusedNanos;

  Attempts(Delivery delivery) {
    this.delivery = delivery;
  }

  Delivery delivery() {
    return delivery;
  }

  EngineCommand command() {
    return delivery.command();
  }

  /** Whether the engine was never asked for it. */
  boolean isFresh() {
    return failed == 0;
  }

  void begin(long now) {
    if (isFresh()) {
      firstNanos = now;
    }
    sentNanos = now;
  }

  /**
   * Notes a failed attempt.
   *
   * @return the pause before the next one; empty when it was the last
   */
  Optional<Duration> failed(EngineException failure, RetryPolicy policy, long now) {
    failed++;
    ambiguous += failure.isAmbiguous() ? 1 : 0;
    Duration elapsed = elapsed(now);
    if (refusedForLong(failure, now) || !policy.retries(command(), failure, ambiguous, elapsed)) {
      return Optional.empty();
    }
    return Optional.of(policy.pause(command(), failure, failed, elapsed));
  }

  /**
   * Whether the credentials were refused to this command again and again for as long as that is
   * borne. While others succeed, it is this command that is refused.
   */
  private boolean refusedForLong(EngineException failure, long now) {
    if (failure.grace().isEmpty()) {
      refusedNanos = null;
      return false;
    }
    if (refusedNanos == null) {
      refusedNanos = now;
    }
    return now - refusedNanos >= failure.grace().get().toNanos();
  }

  /** How long the last attempt took. */
  Duration lasted(long now) {
    return Duration.ofNanos(now - sentNanos);
  }

  /** How long ago the first attempt began. */
  Duration elapsed(long now) {
    return Duration.ofNanos(now - firstNanos);
  }

  int count() {
    return failed;
  }

  /** The failure that the delivery ends with. */
  EngineException last(EngineException failure) {
    return failed == 1 ? failure : failure.during("after " + failed + " attempts");
  }
}
