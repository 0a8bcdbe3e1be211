package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.SinkConfigs.publishing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a sink task tells of itself in JMX while it runs. */
class SinkMetricsTest {

  private RunningSink sink;

  @BeforeEach
  void open() throws IOException {
    sink = new RunningSink();
  }

  @AfterEach
  void close() {
    sink.close();
  }

  private void put(long offset) {
    sink.put(offset, Map.of("id", "o-" + offset));
  }

  @Test
  void aTaskThatHasDoneNothingHasItsMetrics() {
    sink.start(publishing("max.in.flight.requests", "3"));

    for (String none :
        List.of(
            "retries-total",
            "ambiguous-total",
            "in-flight",
            "buffered",
            "lanes",
            "paused",
            "standing-still-ms",
            "engine-away-ms")) {
      assertThat(sink.metric(none)).as(none).isZero();
    }
    assertThat(sink.metric("limit")).isEqualTo(3);
    assertThat(sink.metric("last-success-age-ms")).isNotNegative();
    for (String latency :
        List.of("mapping-latency-ms", "engine-latency-ms", "end-to-end-latency-ms")) {
      for (String of : List.of("p50", "p95", "p99", "max", "avg")) {
        assertThat(sink.metric(latency + "-" + of)).as(latency).isNaN();
      }
    }
    assertThat(RunningSink.metricObjects()).containsExactly("");
  }

  @Test
  void thePageForOperatorsNamesEveryMetric() throws IOException {
    sink.start(publishing());
    sink.engine.answerWith(request -> EngineStub.refuse(400, "INVALID_ARGUMENT"));
    put(5);
    sink.awaitDone(6);

    Set<String> names =
        RunningSink.metricAttributes().stream()
            .map(name -> name.replaceAll("-(p50|p95|p99|max|avg)$", "-*"))
            .collect(Collectors.toSet());

    assertThat(names).contains("records-total", "errors-total", "limit");
    assertThat(Files.readString(Path.of("..", "docs", "operations.md")))
        .contains(names.stream().map(name -> "`" + name + "`").toList());
  }

  @Test
  void whatIsOnItsWayIsCounted() {
    sink.start(
        publishing(
            "max.in.flight.requests", "2", "max.buffered.records", "4", "ordering", "partition"));
    sink.engine.hang();
    put(1);
    put(2);
    put(3);
    assertThat(sink.metric("buffered")).isEqualTo(3);
    assertThat(sink.metric("in-flight")).isEqualTo(1);
    assertThat(sink.metric("lanes")).isEqualTo(1);
    assertThat(sink.metric("paused")).isZero();

    put(4);

    assertThat(sink.metric("buffered")).isEqualTo(4);
    assertThat(sink.metric("paused")).isEqualTo(1);
    sink.engine.release();
    sink.awaitDone(5);
    sink.put();
    assertThat(sink.metric("paused")).isZero();
    assertThat(sink.metric("buffered")).isZero();
    assertThat(sink.metric("in-flight")).isZero();
    assertThat(sink.metric("lanes")).isZero();
    assertThat(sink.records("publish-message", "succeeded")).isEqualTo(4);
  }

  @Test
  void latenciesAreSeenOnceThereIsARecord() {
    sink.start(publishing());
    put(1);
    sink.awaitDone(2);

    for (String latency :
        List.of("mapping-latency-ms", "engine-latency-ms", "end-to-end-latency-ms")) {
      assertThat(sink.metric(latency + "-p50")).as(latency).isNotNegative();
      assertThat(sink.metric(latency + "-max"))
          .as(latency)
          .isGreaterThanOrEqualTo(sink.metric(latency + "-avg"));
    }
  }

  /** Such as that of a producer that counts in microseconds; older brokers take it. */
  @Test
  void aTimestampOfAnotherAgeKeepsNoRecordFromItsEnd() {
    sink.start(publishing());

    sink.put(
        new SinkRecord(
            "orders",
            0,
            null,
            "key",
            null,
            Map.of("id", "o-1"),
            1,
            System.currentTimeMillis() * 1_000,
            TimestampType.CREATE_TIME));

    sink.awaitDone(2);
    assertThat(sink.metric("end-to-end-latency-ms-max")).isZero();
  }

  @Test
  void theAgeOfTheLastSuccessBeginsAnewWithEachSuccess() {
    sink.start(publishing());
    await().until(() -> sink.metric("last-success-age-ms") > 50);
    double before = sink.metric("last-success-age-ms");
    long begin = System.nanoTime();

    put(1);
    sink.awaitDone(2);

    double after = sink.metric("last-success-age-ms");
    double took = (System.nanoTime() - begin) / 1e6;
    assertThat(after).as("and not %s ms more", before).isLessThanOrEqualTo(took);
  }

  @Test
  void anEngineThatIsAwayIsSeenUntilItIsBack() {
    sink.start(publishing());
    sink.engine.answerWith(request -> EngineStub.refuse(503, "UNAVAILABLE"));

    put(1);

    await().atMost(RunningSink.PATIENCE).until(() -> sink.metric("engine-away-ms") > 0);
    await().atMost(RunningSink.PATIENCE).until(() -> sink.metric("retries-total") > 2);
    assertThat(sink.errors("unavailable")).isGreaterThan(2);
    sink.engine.answerWith(EngineStub::accept);
    sink.awaitDone(2);
    assertThat(sink.metric("engine-away-ms")).isZero();
    assertThat(sink.metric("retries-total")).isEqualTo(sink.errors("unavailable"));
    assertThat(sink.records("publish-message", "succeeded")).isEqualTo(1);
  }

  @Test
  void anEngineThatIsOverloadedGetsLessAtOnceAndIsNotAway() {
    sink.start(publishing("max.in.flight.requests", "2", "ordering", "none"));
    sink.engine.answerWith(request -> EngineStub.refuse(503, "RESOURCE_EXHAUSTED"));

    put(1);
    put(2);

    await().atMost(RunningSink.PATIENCE).until(() -> sink.metric("limit") == 1);
    assertThat(sink.metric("engine-away-ms")).isZero();
    assertThat(sink.errors("backpressure")).isPositive();
  }

  @Test
  void aRecordThatGaveNoCommandIsCountedWithoutAnOperation() {
    sink.start(publishing());

    sink.put(1, null);
    sink.put(2, Map.of());

    sink.awaitDone(3);
    assertThat(sink.records("none", "ignored")).isEqualTo(1);
    assertThat(sink.records("none", "reported")).isEqualTo(1);
    assertThat(sink.metric("end-to-end-latency-ms-max")).isNotNegative();
  }

  @Test
  void aTaskWhoseStartFailsLeavesNoMetrics() {
    assertThatThrownBy(() -> sink.start(publishing("message.name", null)))
        .isInstanceOf(ConfigException.class);

    assertThat(RunningSink.metricObjects()).isEmpty();
  }

  @Test
  void aTaskThatIsStartedAgainCountsFromZero() {
    sink.start(publishing());
    put(1);
    sink.awaitDone(2);
    sink.stop();

    sink.start(publishing());

    assertThat(RunningSink.metricObjects()).containsExactly("");
    put(2);
    sink.awaitDone(3);
    assertThat(sink.records("publish-message", "succeeded")).isEqualTo(1);
  }

  @Test
  void theConfigurationInTheLogHasDefaultsAndNoSecret() {
    assertThat(
            SinkSettings.describe(
                publishing(
                    "engine.auth.username", "demo",
                    "engine.auth.password", "s3cret",
                    "result.producer.sasl.jaas.config", "s3cret too")))
        .contains(
            "engine.auth.username = demo",
            "engine.auth.password = [hidden]",
            "result.producer.sasl.jaas.config = [hidden]",
            "message.correlation.key = =value.id",
            "behavior.on.ambiguous = retry",
            "delivery.timeout.ms = 86400000")
        .doesNotContain("s3cret");
  }
}
