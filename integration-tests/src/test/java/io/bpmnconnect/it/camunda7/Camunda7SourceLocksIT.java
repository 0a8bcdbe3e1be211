package io.bpmnconnect.it.camunda7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.SharedStack;
import io.bpmnconnect.it.TestBench;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who holds an external task: while its reply is due, after a stop, and when the lock was lost. */
@ExtendWith(SharedStack.class)
class Camunda7SourceLocksIT {

  private static final String KEY = "bpmn-job-key";
  private static final String WORKER = "bpmn-job-worker";
  private static final String LEASE = "bpmn-job-lease";
  private static final String LONG = "600000";
  private static final DateTimeFormatter ENGINE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

  private static String header(ConsumerRecord<String, String> record, String name) {
    return TestBench.headers(record).get(name);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTaskWhoseReplyComesAfterTwoAndAHalfLockTimesIsNotGivenOutTwice(
      boolean lease, TestBench bench) throws Exception {
    Duration lock = Duration.ofSeconds(4);
    SourceBench source =
        SourceBench.of(bench, "c7-extended-" + lease)
            .withProcess()
            .start("job.timeout.ms", "" + lock.toMillis(), "job.lease", "" + lease);
    String instance = source.engine().start(source.name(), Map.of());
    ConsumerRecord<String, String> job = source.record(1);

    Instant firstEnd = Instant.ofEpochMilli(Long.parseLong(header(job, "bpmn-job-deadline")));
    Instant late = firstEnd.plus(lock.multipliedBy(3).dividedBy(2));
    await("2.5 lock times")
        .atMost(TestBench.PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              assertThat(source.engine().locked(source.name())).isEqualTo(1);
              return Instant.now().isAfter(late);
            });
    assertThat(lockEnd(source, header(job, KEY))).isAfter(late);
    source.reply(job, List.of(KEY, WORKER), "{}");

    source.awaitBehind(instance);
    assertThat(bench.recordCount(source.jobs())).isEqualTo(1);
  }

  private static Instant lockEnd(SourceBench source, String jobKey) {
    String text = source.engine().task(jobKey).path("lockExpirationTime").asText();
    return OffsetDateTime.parse(text, ENGINE_TIME).toInstant();
  }

  @Test
  void aStaleLeaseIsRefusedAndTheNewestOneSettles(TestBench bench) throws Exception {
    String[] settings = {"job.lease", "true", "job.timeout.ms", "5000"};
    SourceBench source = SourceBench.of(bench, "c7-lease").withProcess().start(settings);
    String instance = source.engine().start("c7-lease", Map.of());
    ConsumerRecord<String, String> first = source.record(1);
    bench.stopConnector("c7-lease");
    source.startAgain(settings);
    ConsumerRecord<String, String> second = source.record(2);

    source.reply(first, List.of(KEY, LEASE), "{\"stale\":true}");
    await()
        .atMost(TestBench.PATIENCE)
        .until(() -> bench.committed("connect-c7-lease-replies") == 1);

    assertThat(header(second, KEY)).isEqualTo(header(first, KEY));
    assertThat(header(second, LEASE)).isNotEqualTo(header(first, LEASE));
    assertThat(second.timestamp())
        .as("given out again when the lock has ended")
        .isGreaterThanOrEqualTo(Long.parseLong(header(first, "bpmn-job-deadline")));
    assertThat(source.engine().task(header(first, KEY)).path("workerId").asText())
        .isEqualTo(header(second, LEASE));
    assertThat(bench.recordCount(source.errors())).as("settled before, no error").isZero();

    source.reply(second, List.of(KEY, LEASE), "{\"newest\":true}");
    source.awaitBehind(instance);
    assertThat(source.engine().variables(instance).has("newest")).isTrue();
    assertThat(source.engine().variables(instance).has("stale")).isFalse();
  }

  /** The fence is only there for replies that carry the lease. */
  @Test
  void aReplyWithoutTheLeaseSettlesTheTaskWhoeverHoldsIt(TestBench bench) throws Exception {
    SourceBench source =
        SourceBench.of(bench, "c7-unleased").withProcess().start("job.lease", "true");
    String instance = source.engine().start("c7-unleased", Map.of());
    ConsumerRecord<String, String> first = source.record(1);
    source.engine().unlock(header(first, KEY));
    ConsumerRecord<String, String> second = source.record(2);

    source.reply(first, List.of(KEY), "{}");

    source.awaitBehind(instance);
    assertThat(header(second, LEASE)).isNotEqualTo(header(first, LEASE));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStopGivesBackWhatWasNotWrittenAndWhatAParkedRequestBringsLater(
      boolean lease, TestBench bench) throws Exception {
    SourceBench source = SourceBench.of(bench, "c7-stop-" + lease).withProcess();
    for (int i = 0; i < 10; i++) {
      source.engine().start(source.name(), Map.of("number", i));
    }
    bench.createTopic(source.jobs(), 1);
    // The producer waits for a partition that is not there, and what follows waits with it.
    Map<String, String> settings = new HashMap<>();
    settings.put("job.types", source.name());
    settings.put("topic", source.jobs());
    settings.put("partition", "=if job.variables.number < 5 then 0 else 7");
    settings.put("completion", "none");
    settings.put("producer.override.max.block.ms", "3000");
    settings.put("job.timeout.ms", LONG);
    settings.put("job.request.timeout.ms", "10000");
    settings.put("job.lease", "" + lease);
    bench.startSource(source.name(), settings);
    bench.awaitRecords(source.jobs(), 5);
    await().atMost(TestBench.PATIENCE).until(() -> source.engine().locked(source.name()) == 10);

    bench.stopConnector(source.name());

    await("the tasks that were not written to be free")
        .atMost(TestBench.PATIENCE)
        .untilAsserted(() -> assertThat(source.engine().locked(source.name())).isEqualTo(5));
    for (int i = 0; i < 5; i++) {
      source.engine().start(source.name(), Map.of("number", i));
    }
    await("a parked request to end without tasks")
        .during(Duration.ofSeconds(12))
        .atMost(TestBench.PATIENCE)
        .until(() -> source.engine().locked(source.name()) <= 10);
    assertThat(source.engine().locked(source.name())).as("those that were written").isEqualTo(5);
    assertThat(bench.recordCount(source.jobs())).isEqualTo(5);
    assertThat(
            source
                .engine()
                .history()
                .externalTasks("topicName", source.name(), "notLocked", "true"))
        .isEqualTo(10);
  }

  @Test
  void aTaskThatWasWrittenStaysLockedWhileTheConnectorRestartsAndIsSettledByTheNextOne(
      TestBench bench) throws Exception {
    String[] settings = {"job.timeout.ms", LONG};
    SourceBench source = SourceBench.of(bench, "c7-restart").withProcess().start(settings);
    String first = source.engine().start("c7-restart", Map.of());
    ConsumerRecord<String, String> written = source.record(1);

    bench.stopConnector("c7-restart");
    source.startAgain(settings);
    String second = source.engine().start("c7-restart", Map.of());

    // Older tasks come first, so the first one would stand before it.
    assertThat(source.record(2).key()).isEqualTo(second);
    source.reply(written, List.of(KEY, WORKER), "{}");
    source.awaitBehind(first);
    assertThat(bench.recordCount(source.jobs())).isEqualTo(2);
  }
}
