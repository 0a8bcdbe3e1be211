package io.bpmnconnect.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much each of several sides gets done in a second. They take turns, one at a time, and what
 * counts is what the engine says to have done: the same for all of them.
 *
 * @param done how much the engine has done since any moment in the past
 */
record Throughput(Rounds rounds, LongSupplier done) {

  /** How long a side is on, at least, before it is measured. */
  static final Duration SETTLING = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration QUIET = Duration.ofSeconds(1);

  /**
   * What a side got done in each of its rounds.
   *
   * @param perSecond in the order of the rounds
   */
  record Rates(List<Double> perSecond) {

    Rates {
      perSecond = perSecond.stream().sorted().toList();
    }

    double median() {
      int half = perSecond.size() / 2;
      return perSecond.size() % 2 == 1
          ? perSecond.get(half)
          : (perSecond.get(half - 1) + perSecond.get(half)) / 2;
    }

    double least() {
      return perSecond.get(0);
    }

    double most() {
      return perSecond.get(perSecond.size() - 1);
    }
  }

  /** Lets all sides take turns, and closes them. */
  Map<String, Rates> measure(Map<String, Side> sides) throws Exception {
    try {
      Map<String, List<Double>> measured = new LinkedHashMap<>();
      for (int round = 0; round <= rounds.count(); round++) {
        for (Map.Entry<String, Side> side : sides.entrySet()) {
          double rate = turn(side.getKey(), side.getValue());
          if (round > 0) { // the first one was to warm up
            measured.computeIfAbsent(side.getKey(), name -> new ArrayList<>()).add(rate);
          }
        }
      }
      Map<String, Rates> rates = new LinkedHashMap<>();
      measured.forEach((side, perSecond) -> rates.put(side, new Rates(perSecond)));
      return rates;
    } finally {
      sides.values().forEach(Throughput::close);
    }
  }

  private static void close(Side side) {
    try {
      side.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot close " + side, e);
    }
  }

  private double turn(String name, Side side) throws Exception {
    long before = done.getAsLong();
    side.on();
    awaitFirst(name, before);
    pause(SETTLING);
    long from = done.getAsLong();
    long begin = System.nanoTime();
    pause(rounds.each());
    long to = done.getAsLong();
    long nanos = System.nanoTime() - begin;
    side.off();
    awaitQuiet(name);
    if (to == from) {
      throw new IllegalStateException(name + " has stopped: it did nothing while it was measured");
    }
    return (to - from) * 1e9 / nanos;
  }

  private void awaitFirst(String name, long before) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (done.getAsLong() == before) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            name + " has done nothing within " + PATIENCE.toSeconds() + " s");
      }
      pause(Duration.ofMillis(50));
    }
  }

  private void awaitQuiet(String name) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long last = -1;
    for (long now = done.getAsLong(); now != last; now = done.getAsLong()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            name + " still works " + PATIENCE.toSeconds() + " s after it was turned off");
      }
      last = now;
      pause(QUIET);
    }
  }

  private static void pause(Duration duration) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(duration.toNanos());
  }
}
