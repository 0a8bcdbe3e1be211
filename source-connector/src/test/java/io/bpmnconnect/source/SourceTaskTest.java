package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.source.EngineStub.Settlement;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The task as a worker drives it, without replies, against a server that gives jobs. */
class SourceTaskTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration WHILE = Duration.ofMillis(200);
  private static final RecordMetadata WRITTEN =
      new RecordMetadata(new TopicPartition("jobs", 0), 0, 0, 0, 0, 0);

  private final ProcessEngineSourceTask task = new ProcessEngineSourceTask();
  private EngineStub engine;

  @BeforeEach
  void startEngine() throws IOException {
    engine = new EngineStub();
    task.initialize(new TaskContext());
  }

  @AfterEach
  void stopAll() {
    task.stop();
    engine.close();
  }

  private void start(String... keysAndValues) {
    Map<String, String> config = SourceConfigs.delivering(keysAndValues);
    config.put("engine.url", engine.url());
    config.putIfAbsent("job.request.timeout.ms", "300");
    config.putIfAbsent("retry.backoff.ms", "1");
    config.putIfAbsent("retry.backoff.max.ms", "10");
    task.start(config);
  }

  private List<SourceRecord> poll() {
    try {
      return task.poll();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<SourceRecord> awaitRecords(int count) {
    List<SourceRecord> records = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              records.addAll(poll());
              return records.size() >= count;
            });
    return records;
  }

  private SourceRecord awaitRecord(String jobKey) {
    engine.addJob(jobKey);
    return awaitRecords(1).get(0);
  }

  private void awaitSettlements(Settlement... expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(engine.settlements()).containsExactlyInAnyOrder(expected));
  }

  private static Settlement completion(String jobKey) {
    return new Settlement(jobKey + "/completion", Map.of("variables", Map.of()));
  }

  private static Settlement failure(String jobKey, int retries, String message) {
    return new Settlement(
        jobKey + "/failure",
        Map.of(
            "retries", retries, "errorMessage", message, "retryBackOff", 0, "variables", Map.of()));
  }

  private static Settlement release(String jobKey) {
    return new Settlement(jobKey + "/failure", Map.of("retries", 3));
  }

  private static List<String> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("bpmn-") || name.startsWith("httpclient-"))
        .toList();
  }

  @Test
  void aJobBecomesARecord() {
    start("topic", "=\"jobs.\" + job.type", "value.content", "variables");

    SourceRecord record = awaitRecord("7");

    assertThat(record.topic()).isEqualTo("jobs.charge-card");
    assertThat(record.key()).isEqualTo("11");
    assertThat(record.value()).isEqualTo(Map.of("orderId", "o-7"));
    assertThat(record.headers().lastWithName("bpmn-job-key").value()).isEqualTo("7");
  }

  @Test
  void withCompletionOnDeliveryAJobIsCompletedWhenKafkaHasItsRecordAndNotBefore()
      throws InterruptedException {
    start("completion", "on-delivery");
    SourceRecord record = awaitRecord("7");
    await().during(WHILE).atMost(PATIENCE).until(() -> engine.settlements().isEmpty());

    task.commitRecord(record, WRITTEN);

    awaitSettlements(completion("7"));
  }

  @Test
  void withCompletionByNobodyAJobIsLeftAlone() throws InterruptedException {
    start("completion", "none");
    SourceRecord record = awaitRecord("7");

    task.commitRecord(record, WRITTEN);
    task.stop();

    assertThat(engine.settlements()).isEmpty();
  }

  @Test
  void aDroppedRecordFailsItsJobUnlessToldOtherwise() {
    start();

    task.commitRecord(awaitRecord("7"), null);

    awaitSettlements(failure("7", 2, "the job's record was dropped before it reached Kafka"));
  }

  @Test
  void aDroppedRecordOfALargeJobMayHaveBeenTooLarge() {
    start();
    engine.addJob("7", Map.of(), Map.of("text", "x".repeat(600_000)));

    task.commitRecord(awaitRecords(1).get(0), null);

    awaitSettlements(
        failure(
            "7",
            2,
            "the job's record was dropped before it reached Kafka; with 600013 bytes of variables"
                + " and custom headers it may have been larger than the producer's max.request.size"
                + " or the topic's max.message.bytes"));
  }

  private static final Map<String, Object> LARGE = Map.of("text", "x".repeat(1_200_000));

  @Test
  void aJobThatIsTooLargeForARecordRaisesAnIncidentAndTheOthersGoOn() {
    start();
    engine.addJob("7");
    engine.addJob("8", Map.of(), LARGE);
    engine.addJob("9");

    List<SourceRecord> records = awaitRecords(2);

    assertThat(records)
        .extracting(record -> record.headers().lastWithName("bpmn-job-key").value())
        .containsExactlyInAnyOrder("7", "9");
    awaitSettlements(
        failure(
            "8",
            0,
            "no record can be made of this job: it is too large: its variables and custom headers"
                + " have 1200013 bytes as JSON, and job.variables.max.bytes allows 900000; fetch"
                + " fewer of them (job.fetch.variables), choose another behavior.on.oversized.job,"
                + " or allow more here, in producer.override.max.request.size and in the topic's"
                + " max.message.bytes"));
  }

  @Test
  void aJobThatIsTooLargeCanBeWrittenWithoutItsVariables() {
    start(
        "behavior.on.oversized.job", "without-variables",
        "topic", "=\"jobs.\" + substring(job.variables.text, 1, 2)");
    engine.addJob("8", Map.of("a", "b"), LARGE);

    SourceRecord record = awaitRecords(1).get(0);

    assertThat(record.topic()).isEqualTo("jobs.xx");
    assertThat(record.headers().lastWithName("bpmn-job-variables-omitted").value())
        .isEqualTo("1200020");
    assertThat((Map<?, ?>) record.value())
        .extracting("variables", "customHeaders")
        .containsExactly(Map.of(), Map.of("a", "b"));
  }

  @Test
  void headersThatAreTooLargeThemselvesFailTheJob() {
    start("behavior.on.oversized.job", "without-variables");
    engine.addJob("8", LARGE, Map.of());

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(poll()).isEmpty();
              assertThat(engine.settlements())
                  .extracting(Settlement::path)
                  .containsExactly("8/failure");
            });
  }

  @Test
  void aJobThatIsTooLargeCanFailTheTask() {
    start("behavior.on.oversized.job", "fail");
    engine.addJob("8", Map.of(), LARGE);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(this::poll)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith(
                        "job 8 of type \"charge-card\" is too large: its variables and custom"
                            + " headers have 1200013 bytes as JSON, and job.variables.max.bytes"
                            + " allows 900000"));
  }

  @Test
  void withoutABoundNoJobIsTooLarge() {
    start("job.variables.max.bytes", "0");
    engine.addJob("8", Map.of(), LARGE);

    assertThat(awaitRecords(1)).hasSize(1);
  }

  @Test
  void aDroppedRecordCanCompleteItsJob() {
    start("behavior.on.dropped.record", "complete");

    task.commitRecord(awaitRecord("7"), null);

    awaitSettlements(completion("7"));
  }

  @Test
  void aDroppedRecordCanGiveItsJobBack() {
    start("behavior.on.dropped.record", "release");

    task.commitRecord(awaitRecord("7"), null);

    awaitSettlements(release("7"));
  }

  @Test
  void aJobThatCannotBeMappedRaisesAnIncidentAndTheOthersGoOn() {
    start("topic", "=job.customHeaders.topic");
    engine.addJob("7");
    engine.addJob("8", Map.of("topic", "payments"));

    assertThat(awaitRecords(1)).extracting(SourceRecord::topic).containsExactly("payments");
    awaitSettlements(
        failure(
            "7",
            0,
            "no record can be made of this job: topic (=job.customHeaders.topic) is required, but"
                + " gave null: No context entry found with key 'topic'. Available keys: "));
  }

  @Test
  void pollReturnsWithinASecondThoughThereIsNoJob() {
    start();
    long begin = System.nanoTime();

    assertThat(poll()).isEmpty();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void onePollReturnsABoundedBatch() {
    start("job.max.in.flight", "2000", "job.max.activate", "2000");
    IntStream.range(0, 1_200).forEach(i -> engine.addJob(Integer.toString(i)));
    List<Integer> sizes = new ArrayList<>();

    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              sizes.add(poll().size());
              return sizes.stream().mapToInt(Integer::intValue).sum() == 1_200;
            });

    assertThat(sizes).allMatch(size -> size <= 500);
  }

  @Test
  void noMoreJobsAreFetchedThanMayBeInFlight() throws InterruptedException {
    start("job.max.in.flight", "2", "completion", "none");
    IntStream.range(0, 5).forEach(i -> engine.addJob(Integer.toString(i)));
    List<SourceRecord> first = awaitRecords(2);
    await().during(WHILE).atMost(PATIENCE).until(() -> poll().isEmpty());

    task.commitRecord(first.get(0), WRITTEN);

    assertThat(awaitRecords(1)).hasSize(1);
  }

  @Test
  void jobsThatWereNotWrittenAreGivenBackWhenTheTaskStops() {
    start("job.request.timeout.ms", "5000");
    task.commitRecord(awaitRecord("7"), WRITTEN);
    awaitRecord("8"); // polled, and not yet in Kafka
    await().atMost(PATIENCE).until(() -> engine.activations() == 3);
    engine.addJob("9"); // fetched, and not yet polled
    await().atMost(PATIENCE).until(() -> engine.activations() == 4);

    task.stop();

    awaitSettlements(release("8"), release("9"));
  }

  @Test
  void jobsThatComeAfterTheStopAreGivenBackToo() {
    start("job.request.timeout.ms", "1000");
    await().atMost(PATIENCE).until(() -> engine.openActivations() == 1);

    task.stop();
    engine.addJob("7");

    awaitSettlements(release("7"));
  }

  @Test
  void jobsThatComeAfterTheStopAreGivenBackHoweverManyRequestsWentBefore() {
    start("job.request.timeout.ms", "1000");
    for (int i = 0; i < 3; i++) {
      task.commitRecord(awaitRecord("1" + i), WRITTEN);
    }
    await().atMost(PATIENCE).until(() -> engine.openActivations() == 1);

    task.stop();
    engine.addJob("7");

    awaitSettlements(release("7"));
  }

  @Test
  void aJobThatIsSettledAlreadyIsNoError() throws InterruptedException {
    start("completion", "on-delivery", "job.max.in.flight", "1");
    engine.answerSettlementsWith(404);
    task.commitRecord(awaitRecord("7"), WRITTEN);

    assertThat(awaitRecord("8").headers().lastWithName("bpmn-job-key").value()).isEqualTo("8");
  }

  @Test
  void aCompletionThatTheEngineRefusesDoesNotHoldUpTheOthers() throws InterruptedException {
    start("completion", "on-delivery", "job.max.in.flight", "1");
    engine.answerSettlementsWith(400);
    task.commitRecord(awaitRecord("7"), WRITTEN);

    assertThat(awaitRecord("8").headers().lastWithName("bpmn-job-key").value()).isEqualTo("8");
  }

  @Test
  void anEngineThatDoesNotLetUsSettleOneJobDoesNotHoldUpTheOthers() {
    start("completion", "on-delivery");
    engine.answerSettlementsWith(403);
    task.commitRecord(awaitRecord("7"), WRITTEN);
    awaitSettlements(completion("7"));
    engine.answerSettlementsWith(204);

    task.commitRecord(awaitRecord("8"), WRITTEN);

    awaitSettlements(completion("7"), completion("8"));
    assertThat(poll()).isEmpty();
  }

  @Test
  void anEngineThatRefusesCredentialsForAMomentIsWaitedFor() {
    start("completion", "on-delivery");
    task.commitRecord(awaitRecord("7"), WRITTEN);
    awaitSettlements(completion("7"));
    engine.answerActivationsWith(401);
    engine.answerSettlementsWith(401);
    await().atMost(PATIENCE).until(() -> engine.openActivations() == 0);
    engine.addJob("8");
    int before = engine.activations();
    await()
        .during(Duration.ofMillis(800))
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(poll()).isEmpty());
    assertThat(engine.activations()).as("no burst").isLessThanOrEqualTo(before + 3);

    engine.answerActivationsWith(200);
    engine.answerSettlementsWith(204);

    task.commitRecord(awaitRecords(1).get(0), WRITTEN);
    awaitSettlements(completion("7"), completion("8"));
  }

  @Test
  void credentialsThatStayRefusedEndTheTaskWhichSaysThatTheyHadWorked() {
    start("engine.auth.grace.ms", "1200");
    awaitRecord("7");
    engine.answerActivationsWith(401);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(this::poll)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith("jobs of type \"charge-card\" cannot be fetched")
                    .hasMessageContaining(
                        "401 Unauthorized; the credentials had worked before, and were refused for 1 s"));
  }

  @Test
  void jobsThatAreForbiddenForAMomentAreAskedForAgain() {
    engine.answerActivationsWith(403);
    start();
    await().atMost(PATIENCE).until(() -> engine.activations() >= 3);

    engine.answerActivationsWith(200);

    awaitRecord("7");
  }

  @Test
  void jobsThatStayForbiddenEndTheTask() {
    engine.answerActivationsWith(403);
    start("engine.auth.grace.ms", "300");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(this::poll)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith(
                        "jobs of type \"charge-card\" cannot be fetched: engine answered 403"));
  }

  @Test
  void anEngineThatDoesNotLetUsFetchFailsTheTask() {
    engine.answerActivationsWith(401);
    start("engine.auth.grace.ms", "0");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(this::poll)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith(
                        "jobs of type \"charge-card\" cannot be fetched: engine answered 401"));
  }

  @Test
  void anEngineThatIsAwayForAWhileIsWaitedFor() {
    engine.answerActivationsWith(503);
    start();
    await().atMost(PATIENCE).until(() -> engine.activations() >= 3);

    engine.answerActivationsWith(200);

    assertThat(awaitRecord("7")).isNotNull();
  }

  @Test
  void aStoppedTaskLeavesNoThreadBehind() {
    start();
    awaitRecord("7");
    assertThat(ownThreads()).isNotEmpty();

    task.stop();

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(ownThreads()).isEmpty());
  }

  @Test
  void aStopDoesNotWaitForAnOpenRequest() {
    start("job.request.timeout.ms", "5000");
    await().atMost(PATIENCE).until(() -> engine.openActivations() == 1);
    long begin = System.nanoTime();

    task.stop();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    engine.addJob("7"); // ends the request
    awaitSettlements(release("7"));
  }

  @Test
  void aTaskWhoseStartFailsLeavesNothingOpenAndCanBeStopped() {
    assertThatThrownBy(() -> start("topic", null)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(
            () ->
                task.start(
                    SourceConfigs.replying("reply.consumer.bootstrap.servers", "not an address")))
        .isInstanceOf(RuntimeException.class);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(ownThreads()).isEmpty());
    assertThatCode(task::stop).doesNotThrowAnyException();
  }
}
