package io.bpmnconnect.it.camunda7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.it.SharedStack;
import io.bpmnconnect.it.TestBench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages that nobody waits for yet, and work that meets other work in the engine. */
@ExtendWith(SharedStack.class)
class Camunda7SinkMessagesIT {

  private static final Logger log = LoggerFactory.getLogger(Camunda7SinkMessagesIT.class);

  private static final Duration LONG = Duration.ofMinutes(3);
  private static final int INSTANCES = 15;
  private static final int BRANCHES = 8;
  private static final int IN_FLIGHT = 64;

  private static SinkRig publishing(TestBench bench, String name, String... more) throws Exception {
    String[] settings = {
      "operation", "publish-message",
      "message.name", name,
      "message.business.id", "=key",
      "retry.backoff.max.ms", "500",
    };
    return SinkRig.of(bench, name)
        .start(Stream.of(settings, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  @Test
  void aMessageReachesAnInstanceThatBeginsToWaitFiveSecondsLater(TestBench bench) throws Exception {
    SinkRig rig = publishing(bench, "c7-later", "message.time.to.live.ms", "120000");
    rig.engine().deploy(SinkModel.process("c7-later").task("before").message("c7-later"));
    String instance = rig.engine().start("c7-later", Optional.of("o-1"), Map.of());
    String task = rig.engine().lock("before", "w", 1).get(0).path("id").asText();
    long sent = System.nanoTime();
    bench.send("c7-later", "o-1", "{\"paid\":1}");

    await("five seconds of attempts")
        .atMost(TestBench.PATIENCE)
        .until(
            () ->
                System.nanoTime() - sent > Duration.ofSeconds(5).toNanos()
                    && rig.metric("errors-total{kind=not-found}") >= 3);
    rig.engine().send("POST", "/external-task/" + task + "/complete", Map.of("workerId", "w"));

    rig.succeeded("o-1");
    assertThat(rig.result("o-1").path("attempts").asInt()).isGreaterThan(3);
    rig.awaitEnded(instance);
    log.info("Delivered with attempt {}", rig.result("o-1").path("attempts"));
  }

  @Test
  void aMessageWithoutATimeToLiveIsDroppedAndThatIsSuccess(TestBench bench) throws Exception {
    SinkRig rig = publishing(bench, "c7-dropped", "message.time.to.live.ms", "0");

    bench.send("c7-dropped", "o-1", "{}");

    rig.succeeded("o-1");
    assertThat(rig.result("o-1").path("attempts").asInt()).isEqualTo(1);
  }

  @Test
  void aMessageWhoseTimeToLiveIsOverGoesTheWayOfUnmatchedMessages(TestBench bench)
      throws Exception {
    SinkRig rig = publishing(bench, "c7-over", "message.time.to.live.ms", "1500");

    bench.send("c7-over", "o-1", "{}");

    assertThat(rig.deadLetter("o-1"))
        .containsEntry("bpmn-error-kind", "not-found")
        .containsEntry("bpmn-operation", "publish-message")
        .containsEntry("bpmn-engine-status", "400")
        .hasEntrySatisfying(
            "bpmn-error-message",
            message ->
                assertThat(message)
                    .startsWith(
                        "record c7-over-0@0: publish-message of message \"c7-over\" for business id"
                            + " \"o-1\" failed: after ")
                    .contains(" attempts: engine answered 400 RestException: ")
                    .endsWith(
                        "Cannot correlate message 'c7-over': No process definition or execution"
                            + " matches the parameters"));
    JsonNode result = rig.result("o-1");
    assertThat(result.path("outcome").asText()).isEqualTo("reported");
    assertThat(result.path("attempts").asInt()).isGreaterThan(1);
    assertThat(result.path("latencyMs").asLong()).isGreaterThanOrEqualTo(1_400);
  }

  @Test
  void aMessageThatIsNeverMatchedHoldsUpItsOwnKeyOnly(TestBench bench) throws Exception {
    int others = 40;
    SinkRig rig = publishing(bench, "c7-never", "max.in.flight.requests", "4");
    rig.engine().deploy(SinkModel.process("c7-never").message("c7-never").task("c7-never"));
    for (int i = 0; i < others; i++) {
      rig.engine().start("c7-never", Optional.of("present-" + i), Map.of());
    }

    bench.send("c7-never", "never", "{\"number\":1}");
    bench.send("c7-never", "never", "{\"number\":2}");
    IntStream.range(0, others).forEach(i -> bench.send("c7-never", "present-" + i, "{}"));

    await("the others")
        .atMost(TestBench.PATIENCE)
        .until(() -> bench.recordCount("c7-never-results") == others);
    assertThat(rig.engine().history().externalTasks("topicName", "c7-never")).isEqualTo(others);
    assertThat(rig.metrics()).containsEntry("lanes", 1.0);
    assertThat(bench.committed("connect-c7-never")).as("it comes again after a restart").isZero();

    String first = rig.engine().start("c7-never", Optional.of("never"), Map.of());
    rig.awaitTask(first, "c7-never");
    String second = rig.engine().start("c7-never", Optional.of("never"), Map.of());
    rig.awaitTask(second, "c7-never");
    assertThat(rig.engine().variables(first).at("/number/value").asInt()).isEqualTo(1);
    assertThat(rig.engine().variables(second).at("/number/value").asInt()).isEqualTo(2);
  }

  // Optimistic locking

  @Test
  void completionsIntoTheSameJoinsAtOnceAreAllDone(TestBench bench) throws Exception {
    SinkRig rig =
        SinkRig.of(bench, "c7-joins")
            .start(
                "operation", "complete-job",
                "job.key", "=key",
                "job.worker", "w",
                "max.in.flight.requests", "" + IN_FLIGHT);
    rig.engine().deploy(SinkModel.process("c7-joins").tasksAtOnce("c7-joins", BRANCHES));
    rig.engine().startMany("c7-joins", INSTANCES, i -> Map.of());
    List<JsonNode> tasks = rig.engine().lock("c7-joins", "w", INSTANCES * BRANCHES);

    long begin = System.nanoTime();
    bench.sendAll(
        tasks.stream()
            .map(task -> new ProducerRecord<>("c7-joins", task.path("id").asText(), "{}")));

    awaitAllWithoutALetterOrALowerLimit(rig, begin);
  }

  @Test
  void messagesIntoTheSameJoinsAtOnceAreAllTaken(TestBench bench) throws Exception {
    SinkRig rig =
        SinkRig.of(bench, "c7-meet")
            .start(
                "operation", "publish-message",
                "message.name", "=value.name",
                "message.business.id", "=value.order",
                "max.in.flight.requests", "" + IN_FLIGHT);
    rig.engine().deploy(SinkModel.process("c7-meet").messagesAtOnce("c7-meet", BRANCHES));
    for (int i = 0; i < INSTANCES; i++) {
      rig.engine().start("c7-meet", Optional.of("order-" + i), Map.of());
    }

    long begin = System.nanoTime();
    bench.sendMany(
        "c7-meet",
        INSTANCES * BRANCHES,
        i ->
            "{\"name\":\"c7-meet-%d\",\"order\":\"order-%d\"}"
                .formatted(i % BRANCHES, i / BRANCHES));

    awaitAllWithoutALetterOrALowerLimit(rig, begin);
  }

  private static void awaitAllWithoutALetterOrALowerLimit(SinkRig rig, long begin)
      throws Exception {
    List<Double> limits = new ArrayList<>();
    await("all instances have passed the join")
        .atMost(LONG)
        .until(
            () -> {
              limits.add(rig.metric("limit"));
              return rig.engine().ended(rig.topic(), "done") == INSTANCES;
            });
    long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
    await("all records are done")
        .atMost(LONG)
        .until(() -> rig.bench().recordCount(rig.topic() + "-results") == INSTANCES * BRANCHES);
    Map<String, Double> metrics = rig.metrics();
    limits.add(metrics.get("limit"));
    double met = metrics.getOrDefault("errors-total{kind=contention}", 0.0);
    log.info(
        "{} at once met {} times, done in {} ms, limits {}",
        INSTANCES * BRANCHES,
        met,
        millis,
        limits);
    assertThat(met).as("answers with an optimistic locking fault").isPositive();
    assertThat(rig.deadLetters()).isZero();
    assertThat(limits).as("the adaptive limit never sank").isSorted();
    assertThat(metrics).doesNotContainKey("errors-total{kind=backpressure}");
    assertThat(
            rig.bench().awaitRecords(rig.topic() + "-results", INSTANCES * BRANCHES).stream()
                .map(record -> record.value()))
        .allSatisfy(value -> assertThat(value).contains("\"outcome\":\"succeeded\""));
  }
}
