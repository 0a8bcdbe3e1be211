package io.bpmnconnect.benchmarks;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.FixedLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;
import io.bpmnconnect.engine.Ambiguity;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import io.bpmnconnect.engine.factory.ProcessEngines;
import io.bpmnconnect.stack.Camunda8;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Four clients that always have 400 commands together for an engine that takes a fraction of them
 * at once: far more than twice of what it can carry out. Which way to hold them back gets most of
 * them through, has fewest refused, and makes none wait for long?
 *
 * <p>All ways take turns on one engine, in several rounds, each with clients of its own, which are
 * measured when they have found their pace. Ours is compared with the best fixed limit, which
 * nobody knows beforehand.
 */
final class Overload implements Scenario {

  private static final int CLIENTS = 4;
  private static final int WANTED_AT_ONCE = 100;
  private static final Duration BETWEEN = Duration.ofSeconds(3);
  private static final RetryPolicy RETRIES =
      new RetryPolicy(
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          Duration.ofHours(1),
          Duration.ZERO,
          Ambiguity.UNBOUNDED);
  private static final String OURS = "ours";
  private static final String FIXED = "fixed ";

  private static final EngineCommand COMMAND =
      new CreateProcessInstance(
          new EngineCommand.Definition.ById(Orders.PROCESS, ById.LATEST),
          Map.of("order", "o-1", "amount", 42),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          false,
          OptionalLong.empty());

  private final Map<String, UnaryOperator<ProcessEngine>> limiters = new LinkedHashMap<>();

  Overload() {
    for (int fixed : List.of(2, 4, 8, 16, 32, WANTED_AT_ONCE)) {
      limiters.put(FIXED + fixed, engine -> limited(engine, FixedLimit.of(fixed)));
    }
    limiters.put(OURS, engine -> new AdaptiveEngine(engine, WANTED_AT_ONCE));
    limiters.put(
        "BALANCED",
        engine -> {
          BalancedLimit limit = new BalancedLimit();
          return new LimitedEngine(engine, limit, limit::pause);
        });
    limiters.put(
        "Gradient2",
        engine ->
            limited(engine, Gradient2Limit.newBuilder().maxConcurrency(WANTED_AT_ONCE).build()));
    limiters.put(
        "Vegas",
        engine -> limited(engine, VegasLimit.newBuilder().maxConcurrency(WANTED_AT_ONCE).build()));
  }

  private static ProcessEngine limited(ProcessEngine engine, Limit limit) {
    return new LimitedEngine(engine, limit, () -> Duration.ZERO);
  }

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public String about() {
    return "ways to limit the commands in flight, on an engine that gets more than it can do";
  }

  @Override
  public boolean needsCamunda8() {
    return true;
  }

  @Override
  public Findings run(Lab lab) throws Exception {
    Camunda8 engine = lab.camunda8();
    engine.admin().deploy("short.bpmn", Orders.MODEL);
    URI address = engine.restAddress();
    measure(address, limiters.get(FIXED + 16), lab.rounds()); // warms up both sides
    String best = bestFixed(address, lab.rounds());
    Map<String, List<Tally>> tallies = new LinkedHashMap<>();
    for (int i = 0; i < lab.rounds().count(); i++) {
      for (Map.Entry<String, UnaryOperator<ProcessEngine>> limiter : limiters.entrySet()) {
        tallies
            .computeIfAbsent(limiter.getKey(), name -> new ArrayList<>())
            .addAll(measure(address, limiter.getValue(), lab.rounds()));
        TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
      }
    }
    return findings(tallies, best, lab.rounds());
  }

  /**
   * The fixed limit that ours is compared with. A round of its own decides: the highest of several
   * figures that vary is higher than any of them deserves.
   */
  private String bestFixed(URI address, Rounds rounds) throws InterruptedException {
    Map<String, Long> commands = new LinkedHashMap<>();
    for (String limiter : limiters.keySet()) {
      if (limiter.startsWith(FIXED)) {
        commands.put(limiter, commands(measure(address, limiters.get(limiter), rounds)));
        TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
      }
    }
    return Collections.max(commands.entrySet(), Map.Entry.comparingByValue()).getKey();
  }

  private static long commands(List<Tally> clients) {
    return clients.stream().mapToLong(Tally::commands).sum();
  }

  /** One round of one limiter: a tally for each client. */
  private static List<Tally> measure(
      URI address, UnaryOperator<ProcessEngine> limiter, Rounds rounds)
      throws InterruptedException {
    List<Tally> tallies = new ArrayList<>();
    long begin = System.nanoTime() + rounds.settling().toNanos();
    long end = begin + rounds.each().toNanos();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Tally tally = new Tally(begin, end);
      tallies.add(tally);
      Thread client = new Thread(() -> send(address, limiter, tally, end), "client-" + i);
      client.start();
      clients.add(client);
    }
    for (Thread client : clients) {
      client.join();
    }
    return tallies;
  }

  private static void send(
      URI address, UnaryOperator<ProcessEngine> limiter, Tally tally, long end) {
    EngineSettings settings =
        new EngineSettings(
            EngineType.CAMUNDA8,
            address,
            new Authentication.None(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            WANTED_AT_ONCE,
            "benchmarks",
            NetworkSettings.DEFAULT,
            Map.of());
    ProcessEngine counted = new CountedEngine(ProcessEngines.open(settings), tally);
    try (ProcessEngine engine = new RepeatingEngine(limiter.apply(counted), RETRIES)) {
      Semaphore wanted = new Semaphore(WANTED_AT_ONCE);
      while (wanted.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        long asked = System.nanoTime();
        engine
            .execute(COMMAND)
            .whenComplete(
                (result, failure) -> {
                  if (failure == null) {
                    tally.done(System.nanoTime() - asked);
                  }
                  wanted.release();
                });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Findings findings(Map<String, List<Tally>> tallies, String best, Rounds rounds) {
    Table table =
        new Table(
            "limiter",
            "commands/s",
            "rejected %",
            "answer p99 ms",
            "command p50 ms",
            "command p99 ms",
            "fairness");
    Map<String, Double> rates = new LinkedHashMap<>();
    tallies.forEach(
        (limiter, clients) -> {
          double rate = commands(clients) / rounds.seconds();
          rates.put(limiter, rate);
          table.row(
              limiter,
              Table.figure(rate),
              Table.figure(100 * mean(clients, Tally::rejectedShare)),
              Table.figure(mean(clients, tally -> tally.attemptMillis(99))),
              Table.figure(mean(clients, tally -> tally.commandMillis(50))),
              Table.figure(mean(clients, tally -> tally.commandMillis(99))),
              Table.figure(fairness(clients)));
        });
    return new Findings(
        table,
        new Comparison(
            name(),
            rates.get(OURS),
            rates.get(best),
            0.95,
            Map.of(
                "referenceIs",
                best,
                "rejected",
                mean(tallies.get(OURS), Tally::rejectedShare),
                "rejectedTarget",
                0.02)),
        List.of(new Bars(name(), "Commands a second, engine overloaded", rates)));
  }

  private static double mean(List<Tally> clients, ToDoubleFunction<Tally> figure) {
    return clients.stream().mapToDouble(figure).average().orElse(0);
  }

  /** What the client with the least got through, as a part of what the one with the most did. */
  private static double fairness(List<Tally> rounds) {
    long[] commands = new long[CLIENTS];
    for (int i = 0; i < rounds.size(); i++) {
      commands[i % CLIENTS] += rounds.get(i).commands();
    }
    LongSummaryStatistics each = LongStream.of(commands).summaryStatistics();
    return each.getMax() == 0 ? 0 : (double) each.getMin() / each.getMax();
  }
}
