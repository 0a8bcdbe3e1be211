package io.bpmnconnect.engine.auth;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Pauses between attempts that failed: each is twice as long as the one before, up to half a
 * minute, less a random part of up to a half so that many workers do not come back together. Not
 * safe for use by several threads; its owner guards it.
 */
final class Backoff {

  private static final long FIRST = Duration.ofMillis(500).toNanos();
  private static final long LONGEST = Duration.ofSeconds(30).toNanos();

  private final DoubleSupplier random;
  private int failures;
  private long until;

  /**
   * Starts without a pause.
   *
   * @param random from 0 (inclusive) to 1 (exclusive)
   */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /** Begins a pause, longer than the last one unless there was a success in between. */
  void failed(long now) {
    long bound = Math.min(LONGEST, FIRST << Math.min(failures, 10));
    failures++;
    until = now + bound - (long) (random.getAsDouble() * bound / 2);
  }

  void reset() {
    failures = 0;
  }

  boolean isOver(long now) {
    return failures == 0 || now - until >= 0;
  }

  /** Whether the last attempt was the first of a row to fail. */
  boolean isFirst() {
    return failures == 1;
  }
}
