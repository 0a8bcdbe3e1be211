package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Contest.Choice;
import io.bpmnconnect.benchmarks.Contest.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Lets all sides take turns, and closes them. */
  Map<String, Rates> measure(Map<String, Side> sides) throws Exception {
    try {
      warmUp(sides);
      return turns(rounds.count(), sides);
    } finally {
      close(sides);
    }
  }

  /** The same for a single contest. */
  Outcome measure(Contest contest) throws Exception {
    return measure(List.of(contest)).get(0);
  }

  /**
   * Lets ours of each contest take turns with the best of its others, and closes all. Which one
   * that is, a round of its own decides: the highest of several figures that vary is higher than
   * any of them deserves.
   *
   * @return what came out of each, in the same order
   */
  List<Outcome> measure(List<Contest> contests) throws Exception {
    Map<String, Side> sides = new LinkedHashMap<>();
    contests.forEach(contest -> sides.putAll(contest.sides()));
    try {
      warmUp(sides);
      List<Choice> choices = new ArrayList<>();
      for (Contest contest : contests) {
        choices.add(new Choice(contest, turns(1, contest.others())));
      }
      Map<String, Side> chosen = new LinkedHashMap<>();
      choices.forEach(choice -> chosen.putAll(choice.sides()));
      Map<String, Rates> rates = turns(rounds.count(), chosen);
      return choices.stream().map(choice -> choice.outcome(rates)).toList();
    } finally {
      close(sides);
    }
  }

  private void warmUp(Map<String, Side> sides) throws Exception {
    for (Map.Entry<String, Side> side : sides.entrySet()) {
      turnOn(side.getKey(), side.getValue(), warmUp);
      turnOff(side.getKey(), side.getValue());
    }
  }

  private Map<String, Rates> turns(int count, Map<String, Side> sides) throws Exception {
    Map<String, List<Turn>> turns = new LinkedHashMap<>();
    for (int round = 0; round < count; round++) {
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
