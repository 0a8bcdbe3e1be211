package io.bpmnconnect.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.DoubleStream;

/**
 * How much each of several sides gets done in a second. They take turns, one at a time, and what
 * counts is what the engine says to have done: the same for all of them.
 *
 * @param warmUp how long each side is on before the first round
 * @param done how much the engine has done since any moment in the past
 */
record Throughput(Rounds rounds, Duration warmUp, LongSupplier done) {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration QUIET = Duration.ofMillis(500);

  Throughput(Rounds rounds, LongSupplier done) {
    this(rounds, rounds.warmUp(), done);
  }

  /**
   * A round of a side.
   *
   * @param perSecond how much it got done
   * @param cpuMicros the CPU time that its process used for each
   */
  record Turn(double perSecond, double cpuMicros) {}

  /** The rounds of a side. */
  record Rates(List<Turn> turns) {

    double median() {
      return median(turns.stream().mapToDouble(Turn::perSecond));
    }

    double cpuMicros() {
      return median(turns.stream().mapToDouble(Turn::cpuMicros));
    }

    double least() {
      return turns.stream().mapToDouble(Turn::perSecond).min().orElseThrow();
    }

    double most() {
      return turns.stream().mapToDouble(Turn::perSecond).max().orElseThrow();
    }

    private static double median(DoubleStream values) {
      double[] sorted = values.sorted().toArray();
      int half = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
  }

  /**
   * What came out beside the best of several.
   *
   * @param best the name of the one that was best in the round before those that count
   * @param rates of all: the others have that one round only
   */
  record Contest(String best, Map<String, Rates> rates) {

    /** What ours is compared with. */
    double reference() {
      return rates.get(best).median();
    }
  }

  /** Lets all sides take turns, and closes them. */
  Map<String, Rates> measure(Map<String, Side> sides) throws Exception {
    try {
      warmUp(sides);
      return turns(sides);
    } finally {
      close(sides);
    }
  }

  /**
   * Lets ours take turns with the best of the others, and closes all. Which one that is, a round of
   * its own decides: the highest of several figures that vary is higher than any of them deserves.
   */
  Contest measure(Map<String, Side> others, String name, Side ours) throws Exception {
    Map<String, Side> sides = new LinkedHashMap<>(others);
    sides.put(name, ours);
    try {
      warmUp(sides);
      Map<String, Rates> rates = new LinkedHashMap<>();
      for (Map.Entry<String, Side> other : others.entrySet()) {
        Turn turn = turn(other.getKey(), other.getValue());
        rates.put(other.getKey(), new Rates(List.of(turn)));
      }
      String best = RateTable.best(rates);
      sides.keySet().retainAll(Set.of(best, name));
      rates.putAll(turns(sides));
      return new Contest(best, rates);
    } finally {
      close(others);
      ours.close();
    }
  }

  private void warmUp(Map<String, Side> sides) throws Exception {
    for (Map.Entry<String, Side> side : sides.entrySet()) {
      turnOn(side.getKey(), side.getValue(), warmUp);
      turnOff(side.getKey(), side.getValue());
    }
  }

  private Map<String, Rates> turns(Map<String, Side> sides) throws Exception {
    Map<String, List<Turn>> turns = new LinkedHashMap<>();
    for (int round = 0; round < rounds.count(); round++) {
      for (Map.Entry<String, Side> side : sides.entrySet()) {
        turns
            .computeIfAbsent(side.getKey(), name -> new ArrayList<>())
            .add(turn(side.getKey(), side.getValue()));
      }
    }
    Map<String, Rates> rates = new LinkedHashMap<>();
    turns.forEach((side, all) -> rates.put(side, new Rates(List.copyOf(all))));
    return rates;
  }

  private static void close(Map<String, Side> sides) throws IOException {
    for (Side side : sides.values()) {
      side.close();
    }
  }

  private Turn turn(String name, Side side) throws Exception {
    turnOn(name, side, rounds.settling());
    long cpuBefore = side.cpuNanos();
    long from = done.getAsLong();
    long begin = System.nanoTime();
    pause(rounds.each());
    long to = done.getAsLong();
    long nanos = System.nanoTime() - begin;
    long cpu = side.cpuNanos() - cpuBefore;
    turnOff(name, side);
    if (to == from) {
      throw new IllegalStateException(name + " has stopped: it did nothing while it was measured");
    }
    return new Turn((to - from) * 1e9 / nanos, cpu / 1e3 / (to - from));
  }

  /** Returns when it has been at work for so long. */
  private void turnOn(String name, Side side, Duration time) throws Exception {
    long before = done.getAsLong();
    side.on();
    awaitFirst(name, before);
    pause(time);
  }

  private void turnOff(String name, Side side) throws Exception {
    side.off();
    awaitQuiet(name);
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
