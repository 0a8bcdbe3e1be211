package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.it.FaultyProxy.Fate;
import io.bpmnconnect.it.FaultyProxy.Odds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Records that must keep their order keep it, whatever becomes of their commands on the way to the
 * engine.
 *
 * <p>The engine itself is the witness: it has one partition, which numbers process instances in the
 * order of their creation. A command whose answer is lost is carried out again, so a record may
 * have several instances; its first one counts.
 */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class SinkOrderIT {

  private static final int PARTITIONS = 4;

  /** Records of one lane follow each other at this distance: near enough to overtake. */
  private static final int LANES_AT_ONCE = 20;

  private static final Duration REQUEST_TIMEOUT = Duration.ofMillis(1_500);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(3);

  @Test
  void recordsOfAKeyKeepTheirOrder(TestBench bench) throws Exception {
    int keys = 1_000;
    int each = 5;
    Odds odds = new Odds(0.10, 0.02, 0.01, 0.01);

    // A task that is refused so often sends few commands at a time.
    int tasks = PARTITIONS;
    proveOrder(bench, "order-key", "key", tasks, odds, keys * each, keysByTurns(keys, each));
  }

  @Test
  void recordsOfAPartitionKeepTheirOrder(TestBench bench) throws Exception {
    int each = 100;
    Odds odds = new Odds(0.10, 0.02, 0.03, 0.03);

    int tasks = PARTITIONS / 2; // of two lanes each
    proveOrder(
        bench,
        "order-partition",
        "partition",
        tasks,
        odds,
        PARTITIONS * each,
        partitionsByTurns(each));
  }

  /** Some keys by turns until they are through, then the next ones. */
  private static Stream<ProducerRecord<String, String>> keysByTurns(int keys, int each) {
    return IntStream.iterate(0, first -> first < keys, first -> first + LANES_AT_ONCE)
        .boxed()
        .flatMap(
            first ->
                IntStream.range(0, LANES_AT_ONCE * each)
                    .mapToObj(
                        i -> {
                          String key = "key-" + (first + i % LANES_AT_ONCE);
                          return new ProducerRecord<>(
                              "order-key", key, value(key, i / LANES_AT_ONCE));
                        }));
  }

  /** Each record has a key of its own, so that the order is the partition's and not the key's. */
  private static Stream<ProducerRecord<String, String>> partitionsByTurns(int each) {
    return IntStream.range(0, PARTITIONS * each)
        .mapToObj(
            i ->
                new ProducerRecord<>(
                    "order-partition",
                    i % PARTITIONS,
                    "key-" + i,
                    value("partition-" + i % PARTITIONS, i / PARTITIONS)));
  }

  private static String value(String lane, int number) {
    return "{\"lane\":\"%s\",\"number\":%d}".formatted(lane, number);
  }

  private static void proveOrder(
      TestBench bench,
      String name,
      String ordering,
      int tasks,
      Odds odds,
      int count,
      Stream<ProducerRecord<String, String>> records)
      throws Exception {
    bench.deploy(Model.process(name).task(name));
    bench.createTopic(name, PARTITIONS);
    try (FaultyProxy proxy =
        FaultyProxy.start(bench.stack().engine().restAddress(), odds, ANSWER_LIMIT)) {
      bench.startSink(name, name, settings(name, ordering, tasks, proxy));
      try {
        deliver(bench, name, tasks, count, records);
      } finally {
        bench.stopConnector(name); // without its proxy it would try for the rest of the run
      }

      List<ActivatedJob> jobs = allJobs(bench, name);
      assertThat(EnumSet.complementOf(EnumSet.of(Fate.HELD))) // which is never drawn, only planned
          .allSatisfy(fate -> assertThat(proxy.count(fate)).isPositive());
      assertThat(jobs.size() - count)
          .as("records that were carried out again")
          .isBetween(0, proxy.count(Fate.LOST) + proxy.count(Fate.CLOSED));
      assertOrder(firstCreations(jobs), count);
    }
  }

  private static void deliver(
      TestBench bench,
      String name,
      int tasks,
      int count,
      Stream<ProducerRecord<String, String>> records) {
    bench.awaitAssigned(name, tasks);
    bench.sendAll(records);
    await("every record is done")
        .atMost(LONG)
        .untilAsserted(
            () -> assertThat(bench.committed("connect-" + name)).isEqualTo((long) count));
  }

  private static Map<String, String> settings(
      String name, String ordering, int tasks, FaultyProxy proxy) {
    Map<String, String> settings = new HashMap<>();
    settings.put("operation", "create-process-instance");
    settings.put("process.id", name);
    settings.put("ordering", ordering);
    settings.put("engine.url", proxy.address().toString());
    // A record whose answers are lost twice is not reported, which would be no order to look at.
    settings.put("ambiguous.max.attempts", "1000000");
    settings.put("engine.request.timeout.ms", Long.toString(REQUEST_TIMEOUT.toMillis()));
    settings.put("tasks.max", Integer.toString(tasks));
    return settings;
  }

  /** The jobs of all process instances; nothing creates more of them. */
  private static List<ActivatedJob> allJobs(TestBench bench, String type) {
    List<ActivatedJob> jobs = new ArrayList<>();
    List<ActivatedJob> more = bench.awaitJobs(type, 1);
    while (!more.isEmpty()) {
      jobs.addAll(more);
      more = bench.activate(type, Duration.ofSeconds(1));
    }
    return jobs;
  }

  /** For each lane, the key of the first process instance of each of its records. */
  private static Map<String, SortedMap<Integer, Long>> firstCreations(List<ActivatedJob> jobs) {
    Map<String, SortedMap<Integer, Long>> creations = new HashMap<>();
    for (ActivatedJob job : jobs) {
      creations
          .computeIfAbsent((String) job.variables().get("lane"), lane -> new TreeMap<>())
          .merge(
              (Integer) job.variables().get("number"),
              Long.valueOf(job.processInstanceKey()),
              Math::min);
    }
    return creations;
  }

  private static void assertOrder(Map<String, SortedMap<Integer, Long>> creations, int count) {
    assertThat(creations.values().stream().mapToInt(Map::size).sum())
        .as("records that arrived")
        .isEqualTo(count);
    creations.values().removeIf(created -> isRising(created.values()));
    assertThat(creations)
        .as("process instances by record number, of keys or partitions out of order")
        .isEmpty();
  }

  private static boolean isRising(Collection<Long> keys) {
    return keys.stream().sorted().toList().equals(List.copyOf(keys));
  }
}
