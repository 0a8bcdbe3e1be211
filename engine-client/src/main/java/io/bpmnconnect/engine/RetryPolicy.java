package io.bpmnconnect.engine;

import io.bpmnconnect.engine.EngineCommand.PublishMessage;
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
 * @param ambiguity how often what must not be done twice is attempted
 */
public record RetryPolicy(
    Duration backoff,
    Duration maxBackoff,
    Duration deliveryTimeout,
    Duration unmatchedMessageRetry,
    Ambiguity ambiguity) {

  /**
   * How long a fault that the engine does not explain is tried again. It may pass, as while an
   * engine restarts; or the command may be poison, and others must not wait for it for long.
   */
  static final Duration INTERNAL_RETRY = Duration.ofMinutes(1);

  private static final Duration LONGEST_UNMATCHED_PAUSE = Duration.ofSeconds(5);

  /** As good as for ever, and far from every overflow. */
  private static final Duration LONGEST_PAUSE = Duration.ofDays(36_500);

  public RetryPolicy {
    Objects.requireNonNull(backoff);
    Objects.requireNonNull(maxBackoff);
    Objects.requireNonNull(deliveryTimeout);
    Objects.requireNonNull(unmatchedMessageRetry);
    Objects.requireNonNull(ambiguity);
  }

  /**
   * Whether to try again.
   *
   * @param ambiguousAttempts how many attempts may have been carried out, this one included
   * @param elapsed since the first attempt began
   */
  public boolean retries(
      EngineCommand command, EngineException failure, int ambiguousAttempts, Duration elapsed) {
    if (!ambiguity.allowsAnother(command, failure, ambiguousAttempts)) {
      return false;
    }
    return elapsed.compareTo(window(command, failure)) < 0;
  }

  /** How long after its first attempt a command that failed so is tried again; zero for never. */
  private Duration window(EngineCommand command, EngineException failure) {
    return switch (failure.kind()) {
      case BACKPRESSURE, UNAVAILABLE, TIMEOUT, CONTENTION, SUSPENDED -> deliveryTimeout;
      case INTERNAL -> least(INTERNAL_RETRY, deliveryTimeout);
      case NOT_FOUND -> whileNothingWaits(command);
      case UNAUTHENTICATED -> failure.grace().isPresent() ? deliveryTimeout : Duration.ZERO;
      case INVALID, FORBIDDEN, CONFLICT, LOCK_LOST, UNSUPPORTED -> Duration.ZERO;
    };
  }

  /** An engine with a message buffer never says of a published message that nothing waits. */
  private Duration whileNothingWaits(EngineCommand command) {
    if (command instanceof PublishMessage message) {
      return message.timeToLive();
    }
    return command.operation() == Operation.CORRELATE_MESSAGE
        ? unmatchedMessageRetry
        : Duration.ZERO;
  }

  /** The pause before the attempt that follows {@code attempts} failed ones. */
  public Duration pause(int attempts) {
    long first = millis(backoff);
    long largest = millis(maxBackoff);
    int doublings = Math.min(attempts - 1, Long.SIZE - 2);
    // The comparison is with the largest bound shifted back, because the first one could overflow.
    long bound = first > largest >> doublings ? largest : first << doublings;
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(bound + 1));
  }

  /**
   * The pause before the next attempt of a command, which comes in time for what it is tried for. A
   * concurrent change is over when it is told, so the pause does not grow with it; and who will
   * wait for a message may come at any moment, so that pause does not grow for long.
   */
  public Duration pause(
      EngineCommand command, EngineException failure, int attempts, Duration elapsed) {
    Duration pause = pause(failure.kind() == ErrorKind.CONTENTION ? 1 : attempts);
    if (failure.kind() == ErrorKind.NOT_FOUND) {
      pause = least(pause, LONGEST_UNMATCHED_PAUSE);
    }
    Duration left = window(command, failure).minus(elapsed);
    return left.isNegative() ? pause : least(pause, left);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static long millis(Duration pause) {
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE.toMillis() : pause.toMillis();
  }
}
