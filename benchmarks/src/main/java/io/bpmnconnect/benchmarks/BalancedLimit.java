package io.bpmnconnect.benchmarks;

import com.netflix.concurrency.limits.limit.AbstractLimit;
import java.time.Duration;

/**
 * The adaptive profile of Camunda's own clients (BALANCED), as far as it is described: no limit
 * until the first rejection; then 16, times 0.7 or, from the third rejection in a row, 0.5; at one
 * command a growing pause; one more a second while below 16, times 1.5 above it, and no limit again
 * after half a minute without a rejection.
 */
final class BalancedLimit extends AbstractLimit {

  private static final int NONE = 10_000;
  private static final int HEALTHY = 16;
  private static final Duration RECOVERY = Duration.ofSeconds(1);
  private static final Duration CALM = Duration.ofSeconds(2);
  private static final Duration FORGET = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private int severity;
  private long lastRejection = System.nanoTime();
  private long lastChange = System.nanoTime();
  private volatile Duration pause = Duration.ZERO;

  BalancedLimit() {
    super(NONE);
  }

  /** How long each command waits while the limit can fall no further. */
  Duration pause() {
    return pause;
  }

  @Override
  protected int _update(long startTime, long rtt, int inflight, boolean didDrop) {
    long now = System.nanoTime();
    return didDrop ? rejected(now) : accepted(now);
  }

  private int rejected(long now) {
    lastRejection = now;
    lastChange = now;
    severity++;
    int limit = getLimit();
    if (limit == NONE) {
      return HEALTHY;
    }
    if (limit == 1) {
      Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
    return Math.max(1, (int) (limit * (severity >= 3 ? 0.5 : 0.7)));
  }

  private int accepted(long now) {
    pause = Duration.ZERO;
    int limit = getLimit();
    if (limit == NONE || now - lastChange < RECOVERY.toNanos()) {
      return limit;
    }
    lastChange = now;
    if (now - lastRejection >= FORGET.toNanos()) {
      severity = 0;
      return NONE;
    }
    if (severity > 0 && now - lastRejection >= CALM.toNanos()) {
      severity--;
    }
    return limit < HEALTHY ? limit + 1 : (int) Math.ceil(limit * 1.5);
  }
}
