package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.FaultyProxy.Absence;
import io.bpmnconnect.it.FaultyProxy.Odds;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The engine is away for longer than Kafka lets a consumer go without a poll; a sink that waited
 * for the engine inside of Connect's calls would lose its partitions.
 */
@ExtendWith(SharedStack.class)
class EngineAwayIT {

  private static final int RECORDS = 1_000;
  private static final int BEFORE = 100;
  private static final int TASKS = 2;
  private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(10);
  private static final Duration AWAY = MAX_POLL_INTERVAL.multipliedBy(2);

  @ParameterizedTest
  @EnumSource(names = {"SILENT", "HANGING_UP"})
  void anAbsenceCostsTheSinkNeitherRecordsNorPartitions(Absence how, TestBench bench)
      throws Exception {
    String name = "away-" + how.name().toLowerCase(java.util.Locale.ROOT);
    String group = "connect-" + name;
    bench.deploy(Model.process(name).task(name));
    bench.createTopic(name, 2);
    try (FaultyProxy proxy =
        FaultyProxy.start(
            bench.stack().engine().restAddress(), Odds.FAIR, Duration.ofSeconds(20))) {
      bench.startSink(name, name, settings(name, proxy));
      bench.awaitAssigned(name, TASKS);
      bench.sendMany(name, BEFORE, i -> "{\"number\":" + i + "}");
      awaitCommitted(bench, group, BEFORE);
      Set<String> members = bench.memberIds(group);

      proxy.goAway(how);
      bench.sendMany(name, RECORDS - BEFORE, i -> "{\"number\":" + (BEFORE + i) + "}");
      await("the same consumers for " + AWAY)
          .during(AWAY)
          .atMost(AWAY.plus(TestBench.PATIENCE))
          .until(() -> bench.memberIds(group), members::equals);
      assertThat(logged(bench, name, "Paused:")).as("tasks that paused").hasSize(TASKS);
      assertThat(bench.committed(group)).isLessThan(RECORDS);

      proxy.comeBack();
      awaitCommitted(bench, group, RECORDS);
      assertThat(bench.memberIds(group)).isEqualTo(members);
      assertThat(logged(bench, name, "Resumed:")).as("tasks that resumed").hasSize(TASKS);
      bench.stopConnector(name);
    }
    awaitEveryNumber(bench, name);
  }

  private static Map<String, String> settings(String name, FaultyProxy proxy) {
    Map<String, String> settings = new HashMap<>();
    settings.put("operation", "create-process-instance");
    settings.put("process.id", name);
    settings.put("engine.url", proxy.address().toString());
    settings.put("engine.request.timeout.ms", "3000");
    settings.put("tasks.max", Integer.toString(TASKS));
    settings.put("max.buffered.records", "100");
    settings.put("retry.backoff.max.ms", "1000");
    settings.put(
        "consumer.override.max.poll.interval.ms", Long.toString(MAX_POLL_INTERVAL.toMillis()));
    // One batch must not be all there is.
    settings.put("consumer.override.max.poll.records", "50");
    return settings;
  }

  private static void awaitCommitted(TestBench bench, String group, long records) {
    await("%d committed".formatted(records))
        .atMost(TestBench.PATIENCE)
        .untilAsserted(() -> assertThat(bench.committed(group)).isEqualTo(records));
  }

  /** The tasks of a connector, as the worker's log names them, that have logged so. */
  private static Set<String> logged(TestBench bench, String connector, String message)
      throws IOException {
    return Files.readAllLines(bench.stack().worker().log()).stream()
        .filter(line -> line.contains("[" + connector + "|task-") && line.contains(message))
        .map(line -> line.replaceFirst(".*(\\[.*\\|task-\\d+).*", "$1"))
        .collect(Collectors.toSet());
  }

  /** Every number from zero on has become a process instance. */
  private static void awaitEveryNumber(TestBench bench, String type) {
    TreeSet<Object> missing =
        IntStream.range(0, RECORDS).boxed().collect(Collectors.toCollection(TreeSet::new));
    await("every number at " + type)
        .atMost(TestBench.PATIENCE)
        .untilAsserted(
            () -> {
              bench
                  .activate(type, Duration.ofSeconds(1))
                  .forEach(job -> missing.remove(job.variables().get("number")));
              assertThat(missing).isEmpty();
            });
  }
}
