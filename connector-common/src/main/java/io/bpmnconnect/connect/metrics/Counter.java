package io.bpmnconnect.connect.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A total that only grows. Safe for use by any thread, and cheap when many count at once. */
public final class Counter {

  private final LongAdder total = new LongAdder();

  Counter() {}

  public void increment() {
    total.increment();
  }

  /**
   * Adds to the total.
   *
   * @throws IllegalArgumentException if the amount is negative
   */
  public void add(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("a counter only grows, but was to grow by " + amount);
    }
    total.add(amount);
  }

  public long value() {
    return total.sum();
  }
}
