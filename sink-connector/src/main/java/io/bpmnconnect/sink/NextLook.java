package io.bpmnconnect.sink;

import java.time.Duration;

/**
 * How soon Connect is to call put() again while records are on their way, with or without new ones.
 *
 * <p>While the partitions are paused, no record comes that would end the wait of Connect's poll,
 * and a fast engine works off a whole buffer in a tenth of a second. So the next look is due when
 * enough is done to go on, by the pace since the last one; a look that comes sooner is for nothing.
 *
 * <p>Belongs to the task's thread.
 */
final class NextLook {

  static final Duration SOONEST = Duration.ofMillis(10);
  static final Duration LATEST = Duration.ofMillis(100);

  private int openBefore;
  private long lookedAt;

  /**
   * Looks once more.
   *
   * @param taken how many records have come since the last look
   * @param open how many are not done
   * @param untilResumed how many of them have to get done before a paused task goes on; 0 when it
   *     is not paused
   * @param now in nanoseconds, as of {@link System#nanoTime()}
   */
  Duration after(int taken, int open, int untilResumed, long now) {
    int done = openBefore + taken - open;
    long took = now - lookedAt;
    openBefore = open;
    lookedAt = now;
    if (untilResumed == 0) {
      return LATEST;
    }
    if (done <= 0) {
      return taken > 0 ? SOONEST : LATEST; // what has just come says nothing of the pace
    }
    long nanos = took / done * untilResumed;
    return Duration.ofNanos(Math.min(Math.max(nanos, SOONEST.toNanos()), LATEST.toNanos()));
  }
}
