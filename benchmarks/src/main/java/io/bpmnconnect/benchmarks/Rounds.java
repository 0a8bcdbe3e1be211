package io.bpmnconnect.benchmarks;

import java.time.Duration;

/**
 * How often each side has its turn, after it has warmed up, and how long it is measured then. The
 * system properties {@code rounds} and {@code seconds} make a run shorter or longer.
 */
record Rounds(int count, Duration each) {

  private static final Duration LONGEST_SETTLING = Duration.ofSeconds(2);

  static Rounds fromSystemProperties() {
    int count = Integer.getInteger("rounds", 3);
    int seconds = Integer.getInteger("seconds", 10);
    if (count < 1 || seconds < 1) {
      throw new IllegalArgumentException("rounds and seconds must be at least 1");
    }
    return new Rounds(count, Duration.ofSeconds(seconds));
  }

  /**
   * How long a side is on before its first round: the JIT compiler of a worker is busy for half a
   * minute, and would be measured with it.
   */
  Duration warmUp() {
    return each.multipliedBy(3);
  }

  /** How long a side is on, at least, before it is measured. */
  Duration settling() {
    return each.compareTo(LONGEST_SETTLING) < 0 ? each : LONGEST_SETTLING;
  }

  /** How many seconds one side is measured, all rounds together. */
  double seconds() {
    return count * (double) each.toSeconds();
  }

  /** How many things one side does at most that does so many in a second at most. */
  int supply(long perSecond) {
    return supply(warmUp(), perSecond);
  }

  /** The same with a warm-up of its own. */
  int supply(Duration warmUp, long perSecond) {
    long seconds = warmUp.toSeconds() + count * (each.toSeconds() + settling().toSeconds());
    return Math.toIntExact(perSecond * seconds);
  }
}
