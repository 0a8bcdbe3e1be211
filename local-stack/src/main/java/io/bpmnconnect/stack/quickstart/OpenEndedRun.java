package io.bpmnconnect.stack.quickstart;

import java.time.Duration;

/** Places orders at a steady rate and closes the day now and then, until Ctrl-C. */
final class OpenEndedRun {

  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration DAY = Duration.ofSeconds(15);

  private final int rate;
  private final Shop shop;
  private final Watch watch;
  private final LiveTable table;
  private final CtrlC ctrlC;

  OpenEndedRun(int rate, Shop shop, Watch watch, LiveTable table, CtrlC ctrlC) {
    this.rate = rate;
    this.shop = shop;
    this.watch = watch;
    this.table = table;
    this.ctrlC = ctrlC;
  }

  /** Returns true, as it ends only when it is asked to. */
  boolean run() {
    long start = System.nanoTime();
    Duration nextDay = DAY;
    long placed = 0;
    while (!ctrlC.pressed()) {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      for (long due = elapsed.toMillis() * rate / 1000; placed < due; placed++) {
        shop.placeOrder();
      }
      if (elapsed.compareTo(nextDay) > 0) {
        shop.closeDay();
        nextDay = elapsed.plus(DAY);
      }
      Figures figures = watch.look(TICK);
      if (!ctrlC.pressed()) {
        table.show(figures, elapsed);
      }
    }
    return true;
  }
}
