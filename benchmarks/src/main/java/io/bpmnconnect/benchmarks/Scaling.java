package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Throughput.Rates;
import io.bpmnconnect.stack.ConnectWorker;
import io.bpmnconnect.stack.LocalStack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a record costs a worker, and what it holds in memory, as tasks, lanes, job types and
 * variables grow. The cost is CPU time: with an engine that answers at once, the rate says more of
 * the machine than of the connector. Each variant has a worker of its own, so that memory tells of
 * it alone.
 */
final class Scaling implements Scenario {

  private static final int PARTITIONS = 8;
  private static final int MOST_PER_SECOND = 30_000;
  private static final int MOST_BYTES_PER_SECOND = 200_000_000;
  private static final int BUFFERED_BYTES = 32_000_000;
  private static final int MOST_LANES = 100_000;
  private static final String ORDERS = "orders";

  /**
   * What grows, in the order of the table; the first three are to cost the same for each record.
   * The plain client shows what its commands in flight alone make of the cost: a lane has one.
   */
  private enum Dimension {
    TASKS,
    LANES,
    JOB_TYPES,
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
    AtomicInteger cluster = new AtomicInteger();
    List<Measured> measured = new ArrayList<>();
    try (NullEngine engine = NullEngine.start();
        LocalStack stack =
            lab.stack()
                .withoutEngine()
                .workers(0)
                .kafka(kafka -> kafka.property("message.max.bytes", "8388608"))
                .worker(worker -> worker.groupId("connect-" + cluster.incrementAndGet()))
                .start()) {
      Bench bench = new Bench(lab.rounds(), engine, stack, measured);
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

    void tasks() throws Exception {
      Orders.fill(stack, ORDERS, PARTITIONS, rounds.supply(MOST_PER_SECOND), Orders::key);
      for (int tasks : List.of(1, 2, 4, 8)) {
        sink(Dimension.TASKS, tasks + " tasks", ORDERS, Map.of("tasks.max", String.valueOf(tasks)));
      }
    }

    void lanes() throws Exception {
      for (int lanes : List.of(1, 100, 10_000, MOST_LANES)) {
        String topic = "lanes-" + lanes;
        int records = rounds.supply(MOST_PER_SECOND);
        Orders.fill(stack, topic, PARTITIONS, records, number -> "lane-" + number % lanes);
        String buffered = String.valueOf(MOST_LANES);
        sink(Dimension.LANES, lanes + " lanes", topic, Map.of("max.buffered.records", buffered));
      }
    }

    void jobTypes() throws Exception {
      stack.kafka().createTopics(PARTITIONS, "jobs");
      for (int types : List.of(10, 100, 1_000)) {
        Map<String, String> source = new HashMap<>();
        source.put("engine.url", engine.address().toString());
        source.put(
            "job.types",
            IntStream.range(0, types).mapToObj(i -> "type-" + i).collect(Collectors.joining(",")));
        source.put("job.max.in.flight", "10000");
        source.put("topic", "jobs");
        source.put("completion", "on-delivery");
        measure(
            Dimension.JOB_TYPES,
            types + " job types",
            worker -> Connector.source(worker, "source", source));
      }
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
        sink(
            Dimension.VARIABLES,
            bytes + " bytes",
            topic,
            Map.of(
                "max.buffered.records",
                String.valueOf(buffered),
                "consumer.override.max.poll.records",
                String.valueOf(Math.min(500, buffered))));
      }
    }

    void plainClient() throws Exception {
      byte[] body = Orders.publication("o-1", "m-1", Orders.value(1));
      for (int inFlight : List.of(1, 64)) {
        String variant = "plain client, " + inFlight + " in flight";
        Side loop =
            new HttpLoop(engine.address(), inFlight, SinkCommands.PUBLICATION, number -> body);
        measured.add(
            new Measured(Dimension.PLAIN_CLIENT, variant, rates(variant, loop), Double.NaN));
      }
    }

    private void sink(
        Dimension dimension, String variant, String topic, Map<String, String> settings)
        throws Exception {
      Map<String, String> all = new HashMap<>(SinkNull.settings(engine));
      all.putAll(settings);
      measure(
          dimension,
          variant,
          worker -> Connector.sink(worker, variant.replace(' ', '-'), topic, all));
    }

    private void measure(
        Dimension dimension, String variant, Function<ConnectWorker, Side> connector)
        throws Exception {
      try (ConnectWorker worker = stack.addWorker()) {
        WatchedHeap side = new WatchedHeap(worker, connector.apply(worker));
        Rates rates = rates(variant, side);
        measured.add(new Measured(dimension, variant, rates, side.live()));
      }
    }

    private Rates rates(String variant, Side side) throws Exception {
      return new Throughput(rounds, engine::commands).measure(Map.of(variant, side)).get(variant);
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
