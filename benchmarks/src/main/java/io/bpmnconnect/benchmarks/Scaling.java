package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Throughput.Rates;
import io.bpmnconnect.stack.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a record costs a worker, and what it holds in memory, as tasks, lanes, job types and
 * variables grow. The cost is CPU time: with an engine that answers at once, the rate says more of
 * the machine than of the connector. All variants have the same worker, one after the other, when
 * its JIT compilers are done: the threads of many tasks leave them little of two cores, and one
 * task would seem cheaper for having been compiled sooner.
 */
final class Scaling implements Scenario {

  private static final int PARTITIONS = 8;
  private static final int MOST_PER_SECOND = 80_000;
  private static final int MOST_BYTES_PER_SECOND = 300_000_000;
  private static final int BUFFERED_BYTES = 32_000_000;
  private static final int MOST_LANES = 100_000;
  private static final int MOST_TYPES = 1_000;
  private static final int JOBS_OF_A_TYPE = 100;
  private static final int FEW_JOBS_OF_A_TYPE = 10;
  private static final String ORDERS = "orders";
  private static final String JOBS = "jobs";

  /**
   * What grows, in the order of the table; the first three are to cost the same for each record.
   * Few jobs of many types show what requests for few jobs cost. The plain client shows what its
   * commands in flight alone make of the cost: a lane has one.
   */
  private enum Dimension {
    TASKS,
    LANES,
    JOB_TYPES,
    FEW_JOBS,
    VARIABLES,
    PLAIN_CLIENT
  }

  /**
   * A variant.
   *
   * @param liveHeap of the worker, in bytes; not a number where there is no worker
   */
  private record Measured(Dimension dimension, String variant, Rates rates, double liveHeap) {}

  @Override
  public String name() {
    return "scaling";
  }

  @Override
  public String about() {
    return "CPU time and memory as tasks, lanes, job types and variables grow";
  }

  @Override
  public Findings run(Lab lab) throws Exception {
    List<Measured> measured = new ArrayList<>();
    try (NullEngine engine = NullEngine.start();
        LocalStack stack =
            lab.stack().kafka(kafka -> kafka.property("message.max.bytes", "8388608")).start()) {
      Bench bench = new Bench(lab.rounds(), engine, stack, measured);
      bench.compile();
      bench.tasks();
      bench.lanes();
      bench.jobTypes();
      bench.variables();
      bench.plainClient();
    }
    return findings(measured);
  }

  /** What all variants use. */
  private record Bench(
      Rounds rounds, NullEngine engine, LocalStack stack, List<Measured> measured) {

    void compile() throws Exception {
      Orders.fill(stack, ORDERS, PARTITIONS, rounds.supply(MOST_PER_SECOND), Orders::key);
      stack.kafka().createTopics(PARTITIONS, JOBS);
      rates("sink to compile", sink("compiled-sink", ORDERS, Map.of()), rounds.warmUp());
      rates("source to compile", source("compiled-source", 10, JOBS_OF_A_TYPE), rounds.warmUp());
    }

    void tasks() throws Exception {
      for (int tasks : List.of(1, 2, 4, 8)) {
        Map<String, String> settings = Map.of("tasks.max", String.valueOf(tasks));
        measure(Dimension.TASKS, tasks + " tasks", sink("tasks-" + tasks, ORDERS, settings));
      }
    }

    void lanes() throws Exception {
      for (int lanes : List.of(1, 100, 10_000, MOST_LANES)) {
        String topic = "lanes-" + lanes;
        int records = rounds.supply(MOST_PER_SECOND);
        Orders.fill(stack, topic, PARTITIONS, records, number -> "lane-" + number % lanes);
        Map<String, String> settings = Map.of("max.buffered.records", String.valueOf(MOST_LANES));
        measure(Dimension.LANES, lanes + " lanes", sink(topic, topic, settings));
      }
    }

    void jobTypes() throws Exception {
      for (int types : List.of(10, 100, MOST_TYPES)) {
        measure(
            Dimension.JOB_TYPES,
            types + " job types",
            source("types-" + types, types, JOBS_OF_A_TYPE));
      }
      measure(
          Dimension.FEW_JOBS,
          MOST_TYPES + " job types, " + FEW_JOBS_OF_A_TYPE + " jobs each",
          source("few-jobs", MOST_TYPES, FEW_JOBS_OF_A_TYPE));
    }

    void variables() throws Exception {
      for (int bytes : List.of(100, 1_000, 10_000, 100_000, 1_000_000)) {
        String topic = "bytes-" + bytes;
        String filler = "x".repeat(bytes);
        int records = rounds.supply(Math.min(MOST_PER_SECOND, MOST_BYTES_PER_SECOND / bytes));
        Orders.fill(
            stack,
            topic,
            PARTITIONS,
            records,
            Orders::key,
            number -> "{\"number\":" + number + ",\"filler\":\"" + filler + "\"}");
        int buffered = Math.min(2_000, BUFFERED_BYTES / bytes);
        Map<String, String> settings =
            Map.of(
                "max.buffered.records",
                String.valueOf(buffered),
                "consumer.override.max.poll.records",
                String.valueOf(Math.min(500, buffered)));
        measure(Dimension.VARIABLES, bytes + " bytes", sink(topic, topic, settings));
      }
    }

    void plainClient() throws Exception {
      byte[] body = Orders.publication("o-1", "m-1", Orders.value(1));
      for (int inFlight : List.of(1, 64)) {
        Side loop =
            new HttpLoop(engine.address(), inFlight, SinkCommands.PUBLICATION, number -> body);
        String variant = "plain client, " + inFlight + " in flight";
        Rates rates = rates(variant, loop, rounds.warmUp());
        measured.add(new Measured(Dimension.PLAIN_CLIENT, variant, rates, Double.NaN));
      }
    }

    private Side sink(String name, String topic, Map<String, String> settings) {
      Map<String, String> all = new HashMap<>(SinkNull.settings(engine));
      all.putAll(settings);
      return Connector.sink(stack.worker(), name, topic, all);
    }

    private Side source(String name, int types, int jobsOfEach) {
      Map<String, String> settings = new HashMap<>();
      settings.put("engine.url", engine.address().toString());
      settings.put(
          "job.types",
          IntStream.range(0, types).mapToObj(i -> "type-" + i).collect(Collectors.joining(",")));
      settings.put("job.max.in.flight", String.valueOf(types * jobsOfEach));
      settings.put("topic", JOBS);
      settings.put("completion", "on-delivery");
      return Connector.source(stack.worker(), name, settings);
    }

    private void measure(Dimension dimension, String variant, Side connector) throws Exception {
      WatchedHeap side = new WatchedHeap(stack.worker(), connector);
      Rates rates = rates(variant, side, rounds.each());
      measured.add(new Measured(dimension, variant, rates, side.live()));
    }

    private Rates rates(String variant, Side side, Duration warmUp) throws Exception {
      Throughput throughput = new Throughput(rounds, warmUp, engine::commands);
      return throughput.measure(Map.of(variant, side)).get(variant);
    }
  }

  private Findings findings(List<Measured> measured) {
    Table table = new Table("variant", "records/s", "CPU µs each", "live heap MB");
    Map<String, Double> costs = new LinkedHashMap<>();
    for (Measured one : measured) {
      table.row(
          one.variant(),
          Table.figure(one.rates().median()),
          Table.figure(one.rates().cpuMicros()),
          Table.figure(one.liveHeap() / 1e6));
      costs.put(one.variant(), one.rates().cpuMicros());
    }
    List<Spread> spreads =
        Stream.of(Dimension.TASKS, Dimension.LANES, Dimension.JOB_TYPES)
            .map(dimension -> Spread.of(dimension, measured))
            .toList();
    Spread worst = Collections.max(spreads, Comparator.comparingDouble(Spread::ratio));
    Map<String, Object> more = new LinkedHashMap<>();
    spreads.forEach(spread -> more.put(spread.dimension().name(), spread.ratio()));
    return new Findings(
        table,
        new Comparison(name(), worst.dearest(), worst.cheapest(), 1.15, more),
        List.of(new Bars(name(), "CPU time of the worker for each record, in µs", costs)));
  }

  /** The CPU time of a record in the dearest and in the cheapest variant. */
  private record Spread(Dimension dimension, double dearest, double cheapest) {

    static Spread of(Dimension dimension, List<Measured> measured) {
      DoubleSummaryStatistics costs =
          measured.stream()
              .filter(one -> one.dimension() == dimension)
              .mapToDouble(one -> one.rates().cpuMicros())
              .summaryStatistics();
      return new Spread(dimension, costs.getMax(), costs.getMin());
    }

    double ratio() {
      return dearest / cheapest;
    }
  }
}
