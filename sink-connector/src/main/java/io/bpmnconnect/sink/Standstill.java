package io.bpmnconnect.sink;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a task in which records wait although no command is on its way, and tells the log. It
 * mends nothing: a task that stands still and says nothing is found by nobody.
 *
 * <p>Belongs to the task's thread, but for {@link #lasts()}.
 */
final class Standstill {

  /** Longer than acknowledgements of dead letters and results take, with retries. */
  static final Duration WORTH_TELLING = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Standstill.class);

  private final LongSupplier nanoClock;
  private long finished;
  private volatile boolean standing;
  private volatile long since;
  private boolean told;

  /**
   * Measures time by a clock.
   *
   * @param nanoClock in nanoseconds from any origin, never going back
   */
  Standstill(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Looks once more.
   *
   * @param finishedNow how many records were finished since the start; one more than at the last
   *     look is movement
   * @param waiting whether records wait, and nothing is in flight
   * @param state what to tell
   */
  void look(long finishedNow, boolean waiting, Supplier<String> state) {
    long now = nanoClock.getAsLong();
    boolean moved = finishedNow != finished;
    finished = finishedNow;
    if (!waiting || moved) {
      standing = false;
      if (told) {
        told = false;
        log.info("The task goes on: {}", state.get());
      }
    } else if (!standing) {
      since = now;
      standing = true;
    } else if (!told && now - since >= WORTH_TELLING.toNanos()) {
      told = true;
      log.warn(
          "Records have waited for {} s though nothing is on its way to the engine: {}. A dead"
              + " letter or a result may not be acknowledged; if Kafka is well, restart the task"
              + " and report this line",
          WORTH_TELLING.toSeconds(),
          state.get());
    }
  }

  /** How long the task has stood still; zero while it does not. Safe to call from any thread. */
  Duration lasts() {
    return standing ? Duration.ofNanos(Math.max(0, nanoClock.getAsLong() - since)) : Duration.ZERO;
  }
}
