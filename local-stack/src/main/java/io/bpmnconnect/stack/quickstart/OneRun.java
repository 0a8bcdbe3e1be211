package io.bpmnconnect.stack.quickstart;

import io.bpmnconnect.stack.ConnectRest;
import java.io.PrintStream;
import java.time.Duration;

/** Runs a number of orders to their end. */
final class OneRun {

  private static final Duration TICK = Duration.ofMillis(250);

  /** Longer than a shipment that nobody waits for is tried again. */
  private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(75);

  private static final Duration LONGEST_START = Duration.ofMinutes(5);
  private static final Duration LONGEST_PER_ORDER = Duration.ofMillis(100);

  private final int orders;
  private final Shop shop;
  private final Watch watch;
  private final PrintStream out;
  private final PrintStream progress;
  private final CtrlC ctrlC;
  private final LiveTable table;
  private final long start = System.nanoTime();

  OneRun(int orders, Shop shop, Watch watch, PrintStream out, PrintStream progress, CtrlC ctrlC) {
    this.orders = orders;
    this.shop = shop;
    this.watch = watch;
    this.out = out;
    this.progress = progress;
    this.ctrlC = ctrlC;
    this.table = new LiveTable(progress, false);
  }

  /** Prints the result and returns whether every order came to its end. */
  boolean run(ConnectRest connect) {
    for (int i = 0; i < orders; i++) {
      shop.placeOrder();
    }
    Figures last = runToTheEnd();
    if (ctrlC.pressed()) {
      return false;
    }
    out.println(last.toJson(elapsed().toMillis() / 1000.0));
    if (!last.succeeded(orders)) {
      progress.println("quickstart: not every order came to its end");
      Connectors.failure(connect).ifPresent(progress::println);
    }
    return last.succeeded(orders);
  }

  private Figures runToTheEnd() {
    Duration deadline = LONGEST_START.plus(LONGEST_PER_ORDER.multipliedBy(orders));
    Duration lastChange = Duration.ZERO;
    boolean dayClosed = false;
    Figures figures = watch.look(TICK);
    while (!ctrlC.pressed()
        && !figures.ended(orders)
        && elapsed().compareTo(lastChange.plus(LONGEST_STANDSTILL)) < 0
        && elapsed().compareTo(deadline) < 0) {
      Figures next = watch.look(TICK);
      if (!next.equals(figures)) {
        lastChange = elapsed();
      } else if (!dayClosed && next.onlyTheDayIsMissing(orders)) {
        // Nothing moves: the counters, which the engine does not read all at once, fit together.
        dayClosed = true;
        shop.closeDay();
      }
      figures = next;
      table.show(figures, elapsed());
    }
    return figures;
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
