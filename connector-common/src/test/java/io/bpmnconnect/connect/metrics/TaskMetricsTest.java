package io.bpmnconnect.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a worker without plugin metrics. */
class TaskMetricsTest {

  private static final Object OLD_CONTEXT = new Object();
  private static final String TASK = "kafka.connect:type=plugins,connector=orders,task=3";

  private TaskMetrics metrics = TaskMetrics.open(OLD_CONTEXT, "orders", 3);

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void metricsAreObjectsOfTheTaskInJmx() {
    metrics.counter("records", "all records", Map.of());
    metrics.gauge("lanes", "lanes in use", () -> 7);
    metrics.latency("answer-time", "time to an answer");

    assertThat(Jmx.objects())
        .containsOnlyKeys(TASK)
        .containsEntry(
            TASK,
            Set.of(
                "records",
                "lanes",
                "answer-time-p50",
                "answer-time-p95",
                "answer-time-p99",
                "answer-time-max",
                "answer-time-avg"));
  }

  @Test
  void tagsMakeAnObjectBehindTheTasksOwnTagsInTheOrderOfTheirNames() {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("outcome", "done");
    tags.put("operation", "publish-message");

    metrics.counter("commands", "commands by outcome", tags).increment();

    assertThat(Jmx.objects()).containsOnlyKeys(TASK + ",operation=publish-message,outcome=done");
  }

  @Test
  void jmxShowsTheValuesOfTheMoment() {
    Counter counter = metrics.counter("records", "all records", Map.of());
    Latency latency = metrics.latency("answer-time", "time to an answer");
    metrics.gauge("double", "twice the records", () -> counter.value() * 2);
    counter.add(21);
    latency.record(Duration.ofMillis(250).toNanos());

    assertThat(Jmx.value(TASK, "records")).isEqualTo(21.0);
    assertThat(Jmx.value(TASK, "double")).isEqualTo(42.0);
    assertThat(Jmx.value(TASK, "answer-time-max")).isEqualTo(250.0);
    assertThat(Jmx.value(TASK, "answer-time-avg")).isEqualTo(250.0);
    assertThat((Double) Jmx.value(TASK, "answer-time-p99")).isBetween(246.0, 250.0);
  }

  @Test
  void theSameNameAndTagsAreTheSameCounter() {
    Counter counter = metrics.counter("commands", "commands", Map.of("a", "1", "b", "2"));

    assertThat(metrics.counter("commands", "commands", Map.of("b", "2", "a", "1")))
        .isSameAs(counter);
    assertThat(metrics.counter("commands", "commands", Map.of("a", "1", "b", "3")))
        .isNotSameAs(counter);
    assertThat(metrics.latency("time", "time")).isSameAs(metrics.latency("time", "time"));
  }

  @Test
  void aCounterKeepsItsTagsWhenTheMapOfTheCallerChanges() {
    Map<String, String> tags = new LinkedHashMap<>(Map.of("outcome", "done"));
    Counter done = metrics.counter("commands", "commands", tags);
    tags.put("outcome", "failed");

    assertThat(metrics.counter("commands", "commands", tags)).isNotSameAs(done);
    assertThat(metrics.counter("commands", "commands", Map.of("outcome", "done"))).isSameAs(done);
  }

  @Test
  void manyThreadsThatAskAtOnceGetTheSameCounters() {
    IntStream.range(0, 10_000)
        .parallel()
        .forEach(
            i ->
                metrics
                    .counter("commands", "commands", Map.of("outcome", "o" + i % 10))
                    .increment());

    assertThat(Jmx.objects()).hasSize(10);
    IntStream.range(0, 10)
        .forEach(
            i -> assertThat(Jmx.value(TASK + ",outcome=o" + i, "commands")).isEqualTo(1_000.0));
  }

  @Test
  void nothingIsLeftInJmxAfterTheEnd() {
    metrics.counter("records", "all records", Map.of());
    metrics.counter("commands", "commands", Map.of("outcome", "done"));
    metrics.gauge("lanes", "lanes in use", () -> 7);
    metrics.latency("answer-time", "time to an answer");

    metrics.close();
    metrics.close();

    assertThat(Jmx.objects()).isEmpty();
  }

  @Test
  void afterTheEndMetricsStillCountButAreNotSeen() {
    Counter before = metrics.counter("records", "all records", Map.of());
    metrics.close();

    assertThat(metrics.counter("records", "all records", Map.of())).isSameAs(before);
    Counter after = metrics.counter("commands", "commands", Map.of("outcome", "done"));
    after.increment();
    metrics.latency("answer-time", "time to an answer").record(1);
    metrics.gauge("lanes", "lanes in use", () -> 7);

    assertThat(after.value()).isEqualTo(1);
    assertThat(Jmx.objects()).isEmpty();
  }

  @Test
  void whatIsRegisteredWhileTheTaskEndsIsTakenAwayToo() {
    Set<Counter> counters = ConcurrentHashMap.newKeySet();

    IntStream.range(0, 1_000)
        .parallel()
        .forEach(
            i -> {
              if (i == 500) {
                metrics.close();
              }
              counters.add(metrics.counter("commands", "commands", Map.of("n", "n" + i)));
            });

    assertThat(counters).hasSize(1_000);
    assertThat(Jmx.objects()).isEmpty();
  }

  @Test
  void aTaskThatIsStartedAgainRegistersAgain() {
    metrics.counter("records", "all records", Map.of()).add(5);
    metrics.close();

    metrics = TaskMetrics.open(OLD_CONTEXT, "orders", 3);
    metrics.counter("records", "all records", Map.of()).increment();

    assertThat(Jmx.value(TASK, "records")).isEqualTo(1.0);
  }

  @Test
  void tasksOfOneWorkerDoNotDisturbEachOther() {
    metrics.counter("records", "all records", Map.of()).add(5);
    try (TaskMetrics other = TaskMetrics.open(OLD_CONTEXT, "orders", 4)) {
      other.counter("records", "all records", Map.of()).add(6);

      assertThat(Jmx.objects()).hasSize(2);
    }
    assertThat(Jmx.objects()).containsOnlyKeys(TASK);
    assertThat(Jmx.value(TASK, "records")).isEqualTo(5.0);
  }

  @Test
  void theWorkersOwnMetricsAreLeftAlone() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName ofWorker = new ObjectName("kafka.connect:type=kafka-metrics-count");
    try (Metrics worker =
        new Metrics(
            new MetricConfig(),
            List.of(new JmxReporter()),
            Time.SYSTEM,
            new KafkaMetricsContext("kafka.connect"))) {
      assertThat(worker.metrics()).hasSize(1);
      TaskMetrics task = TaskMetrics.open(OLD_CONTEXT, "payments", 0);
      task.counter("records", "all records", Map.of());
      task.counter("commands", "commands", Map.of());

      assertThat(server.getAttribute(ofWorker, "count")).as("not ours").isEqualTo(1.0);
      task.close();
      assertThat(server.isRegistered(ofWorker)).isTrue();
    }
  }

  @Test
  void aConnectorOfAnyNameHasMetrics() {
    metrics.close();
    metrics = TaskMetrics.open(OLD_CONTEXT, "a,b=c:\"*?\"", 0);

    metrics.counter("records", "all records", Map.of());

    assertThat(Jmx.objects())
        .containsOnlyKeys(
            "kafka.connect:type=plugins,connector=" + ObjectName.quote("a,b=c:\"*?\"") + ",task=0");
  }

  @Test
  void aMetricThatCannotBeSeenDoesNotFailTheTask() {
    metrics.gauge("lanes", "lanes in use", () -> 7);

    assertThatCode(() -> metrics.gauge("lanes", "the same name again", () -> 8))
        .doesNotThrowAnyException();
    Counter clash = metrics.counter("records", "all records", Map.of("task", "mine"));
    clash.increment();

    assertThat(clash.value()).isEqualTo(1);
    assertThat(Jmx.value(TASK, "lanes")).isEqualTo(7.0);
    assertThat(Jmx.objects()).containsOnlyKeys(TASK);
  }
}
