package io.bpmnconnect.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.FixedLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;
import io.bpmnconnect.benchmarks.Benchmarks.Scenario;
import io.bpmnconnect.engine.AdaptiveConcurrencyEngine;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import io.bpmnconnect.engine.RetryingEngine;
import io.bpmnconnect.engine.factory.ProcessEngines;
import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.LocalStack;
import io.bpmnconnect.stack.StackHome;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * An engine whose clients always have more commands than it can carry out. Which way to hold them
 * back gets most of them through, and makes none wait for long?
 *
 * <p>All ways take turns on one engine, in several rounds, each with clients of its own.
 */
final class LimiterScenario implements Scenario {

  private static final int CLIENTS = 4;
  private static final int WANTED_AT_ONCE = 100;
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("seconds", 10));
  private static final Duration BETWEEN = Duration.ofSeconds(3);
  private static final RetryPolicy RETRIES =
      new RetryPolicy(
          Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofHours(1), Duration.ZERO, true);
  private static final String OURS = "ours (AIMD)";

  private static final String PROCESS =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
          targetNamespace="benchmarks">
        <bpmn:process id="short" isExecutable="true">
          <bpmn:startEvent id="start"/>
          <bpmn:endEvent id="end"/>
          <bpmn:sequenceFlow id="flow" sourceRef="start" targetRef="end"/>
        </bpmn:process>
      </bpmn:definitions>
      """;

  private static final EngineCommand COMMAND =
      new CreateProcessInstance(
          "short", ById.LATEST, Map.of("order", "o-1", "amount", 42), Optional.empty());

  private final Map<String, UnaryOperator<ProcessEngine>> limiters = new LinkedHashMap<>();

  LimiterScenario() {
    for (int fixed : List.of(2, 4, 8, 16, 32, WANTED_AT_ONCE)) {
      limiters.put("fixed " + fixed, engine -> limited(engine, FixedLimit.of(fixed)));
    }
    limiters.put(OURS, engine -> new AdaptiveConcurrencyEngine(engine, WANTED_AT_ONCE));
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
  public void run(StackHome home, Path work) throws Exception {
    try (LocalStack stack =
        LocalStack.builder(home, work).workers(0).tuning(JvmTuning.THROUGHPUT).start()) {
      stack.engine().admin().deploy("short.bpmn", PROCESS);
      URI address = stack.engine().restAddress();
      measure(address, limiters.get("fixed 16"), new ArrayList<>()); // warms up both sides
      Map<String, List<Tally>> tallies = new LinkedHashMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (String limiter : limiters.keySet()) {
          measure(
              address,
              limiters.get(limiter),
              tallies.computeIfAbsent(limiter, name -> new ArrayList<>()));
          TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
        }
      }
      print(tallies);
    }
  }

  /** One round of one limiter: adds a tally for each client. */
  private static void measure(
      URI address, UnaryOperator<ProcessEngine> limiter, List<Tally> tallies)
      throws InterruptedException {
    long end = System.nanoTime() + ROUND.toNanos();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Tally tally = new Tally();
      tallies.add(tally);
      Thread client = new Thread(() -> send(address, limiter, tally, end), "client-" + i);
      client.start();
      clients.add(client);
    }
    for (Thread client : clients) {
      client.join();
    }
  }

  private static void send(
      URI address, UnaryOperator<ProcessEngine> limiter, Tally tally, long end) {
    EngineSettings settings =
        new EngineSettings(
            EngineType.CAMUNDA,
            address,
            new Authentication.None(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            WANTED_AT_ONCE,
            "benchmarks");
    ProcessEngine counted = new CountedEngine(ProcessEngines.open(settings), tally);
    try (ProcessEngine engine = new RetryingEngine(limiter.apply(counted), RETRIES)) {
      Semaphore wanted = new Semaphore(WANTED_AT_ONCE);
      while (wanted.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        long asked = System.nanoTime();
        engine
            .execute(COMMAND)
            .whenComplete(
                (result, failure) -> {
                  long now = System.nanoTime();
                  if (failure == null && now <= end) {
                    tally.done(now - asked);
                  }
                  wanted.release();
                });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void print(Map<String, List<Tally>> tallies) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%n%-14s %12s %10s %12s %12s %12s %10s%n",
        "limiter",
        "commands/s",
        "rejected",
        "answer p99",
        "command p50",
        "command p99",
        "fairness");
    tallies.forEach(
        (limiter, clients) ->
            System.out.printf(
                Locale.ROOT,
                "%-14s %12.0f %9.2f%% %9.0f ms %9.0f ms %9.0f ms %10.2f%n",
                limiter,
                rate(clients),
                100 * mean(clients, Tally::rejectedShare),
                mean(clients, tally -> tally.attemptMillis(99)),
                mean(clients, tally -> tally.commandMillis(50)),
                mean(clients, tally -> tally.commandMillis(99)),
                fairness(clients)));
    Map.Entry<String, List<Tally>> best =
        tallies.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("fixed"))
            .max(Comparator.comparingDouble(entry -> rate(entry.getValue())))
            .orElseThrow();
    double ours = rate(tallies.get(OURS));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("scenario", "limiters");
    line.put("ours", Math.round(ours));
    line.put("reference", Math.round(rate(best.getValue())));
    line.put("referenceIs", best.getKey());
    line.put("ratio", Math.round(100 * ours / rate(best.getValue())) / 100.0);
    line.put("target", 0.95);
    line.put(
        "rejected", Math.round(10_000 * mean(tallies.get(OURS), Tally::rejectedShare)) / 10_000.0);
    System.out.println(new ObjectMapper().writeValueAsString(line));
  }

  /** Commands a second of all clients together, over all rounds. */
  private static double rate(List<Tally> clients) {
    return clients.stream().mapToLong(Tally::commands).sum()
        / (double) (ROUNDS * ROUND.toSeconds());
  }

  private static double mean(List<Tally> clients, ToDoubleFunction<Tally> figure) {
    return clients.stream().mapToDouble(figure).average().orElse(0);
  }

  /** What the client with the least got through, as a part of what the one with the most did. */
  private static double fairness(List<Tally> clients) {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int client = 0; client < CLIENTS; client++) {
      long commands = 0;
      for (int round = 0; round < ROUNDS; round++) {
        commands += clients.get(round * CLIENTS + client).commands();
      }
      least = Math.min(least, commands);
      most = Math.max(most, commands);
    }
    return most == 0 ? 0 : (double) least / most;
  }
}
