package io.bpmnconnect.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a refused command is worth another attempt, and after what pause. The one place that decides
 * it.
 *
 * <p>Pauses grow exponentially with full jitter: each is drawn evenly from zero to the bound, so
 * that many clients of one engine do not come back together.
 *
 * @param backoff the bound of the first pause
 * @param maxBackoff the bound that later pauses grow to
 * @param deliveryTimeout how long after its first attempt a command is still tried again
 * @param unmatchedMessageRetry how long a message that nothing waits for is correlated again; zero
 *     for never
 */
public record RetryPolicy(
    Duration backoff,
    Duration maxBackoff,
    Duration deliveryTimeout,
    Duration unmatchedMessageRetry) {

  /**
   * A fault that the engine does not explain may be a poison command: it gets this many attempts.
   */
  static final int MAX_ATTEMPTS_ON_INTERNAL = 5;

  public RetryPolicy {
    Objects.requireNonNull(backoff);
    Objects.requireNonNull(maxBackoff);
    Objects.requireNonNull(deliveryTimeout);
    Objects.requireNonNull(unmatchedMessageRetry);
  }

  /**
   * Whether to try again.
   *
   * @param attempts how many were made
   * @param elapsed since the first of them began
   */
  boolean retries(EngineCommand command, ErrorKind kind, int attempts, Duration elapsed) {
    return switch (kind) {
      case BACKPRESSURE, UNAVAILABLE, TIMEOUT -> elapsed.compareTo(deliveryTimeout) < 0;
      case INTERNAL ->
          attempts < MAX_ATTEMPTS_ON_INTERNAL && elapsed.compareTo(deliveryTimeout) < 0;
      case NOT_FOUND ->
          command.operation() == Operation.CORRELATE_MESSAGE
              && elapsed.compareTo(unmatchedMessageRetry) < 0;
      case INVALID, UNAUTHENTICATED, FORBIDDEN, CONFLICT, UNSUPPORTED -> false;
    };
  }

  /** The pause before the attempt that follows {@code attempts} failed ones. */
  public Duration pause(int attempts) {
    long bound = maxBackoff.toMillis();
    int doublings = Math.min(attempts - 1, 30);
    long grown = Math.min(bound, backoff.toMillis() << doublings);
    // An overflowed shift turns negative or small; the cap on doublings keeps it from happening for
    // any first pause below a month.
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(grown + 1));
  }
}
