package io.bpmnconnect.engine.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Rings once after a time, unless it is turned off before. Safe for use by any thread.
 *
 * <p>There is one for each exchange, so it has to cost little: a future that is cancelled makes two
 * exceptions with their stack traces and, before Java 17.0.14 (JDK-8303742), stays with the timer
 * until its time is over.
 */
public final class Alarm {

  /** One that never rings. */
  static final Alarm NONE = new Alarm(CompletableFuture.completedFuture(false));

  private final CompletableFuture<Boolean> rings;

  private Alarm(CompletableFuture<Boolean> rings) {
    this.rings = rings;
  }

  /**
   * Sets one.
   *
   * @param action runs on the JDK's timer thread; must not block
   */
  public static Alarm after(long time, TimeUnit unit, Runnable action) {
    CompletableFuture<Boolean> rings =
        new CompletableFuture<Boolean>().completeOnTimeout(true, time, unit);
    rings.thenAccept(
        isTime -> {
          if (isTime) {
            action.run();
          }
        });
    return new Alarm(rings);
  }

  /** Does nothing when it has rung. */
  public void off() {
    rings.complete(false);
  }
}
