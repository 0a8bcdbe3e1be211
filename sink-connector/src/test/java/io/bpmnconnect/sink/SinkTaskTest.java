package io.bpmnconnect.sink;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.sink.EngineStub.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The task as a worker drives it, against a server that answers as the engine does. */
class SinkTaskTest {

  private static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);
  private static final TopicPartition ORDERS_1 = new TopicPartition("orders", 1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration WHILE = Duration.ofMillis(200);

  private final TaskContext context = new TaskContext();
  private final ProcessEngineSinkTask task = new ProcessEngineSinkTask();

  /** What was handed to the dead letter queue, and its acknowledgement. */
  private final Map<String, CompletableFuture<Void>> deadLetters = new LinkedHashMap<>();

  private EngineStub engine;

  @BeforeEach
  void startEngine() throws IOException {
    engine = new EngineStub();
    context.assignment.add(ORDERS_0);
    context.assignment.add(ORDERS_1);
    task.initialize(context);
  }

  @AfterEach
  void stopAll() {
    engine.release();
    task.stop();
    engine.close();
  }

  private void start(String... keysAndValues) {
    Map<String, String> config = SinkConfigs.publishing(keysAndValues);
    config.putIfAbsent("retry.backoff.ms", "1");
    config.put("engine.url", engine.url());
    task.start(config);
  }

  private void withDeadLetterQueue() {
    context.reporter =
        (record, reason) -> {
          CompletableFuture<Void> acknowledged = new CompletableFuture<>();
          deadLetters.put(reason.getMessage(), acknowledged);
          return acknowledged;
        };
  }

  private static SinkRecord record(TopicPartition partition, long offset, String key, Object id) {
    return new SinkRecord(
        partition.topic(),
        partition.partition(),
        null,
        key,
        null,
        id == null ? null : Map.of("id", id),
        offset);
  }

  private static SinkRecord record(long offset, Object id) {
    return record(ORDERS_0, offset, "key-" + offset, id);
  }

  private void put(SinkRecord... records) {
    task.put(List.of(records));
  }

  private Map<TopicPartition, OffsetAndMetadata> committable(TopicPartition partition, long next) {
    return task.preCommit(Map.of(partition, new OffsetAndMetadata(next)));
  }

  private void awaitArrived(int requests) {
    await().atMost(PATIENCE).until(() -> engine.arrived().size() >= requests);
  }

  /** As the worker: calls put() again and again, and commits, until the offset is the one. */
  private void awaitCommittable(long next, long expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              put();
              assertThat(committable(ORDERS_0, next))
                  .isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(expected)));
            });
  }

  private ConnectException awaitFailure() {
    List<ConnectException> failures = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                put();
                return false;
              } catch (ConnectException failure) {
                failures.add(failure);
                return true;
              }
            });
    return failures.get(0);
  }

  private static List<String> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("bpmn-") || name.startsWith("httpclient-"))
        .toList();
  }

  @Test
  void aRecordBecomesACommandAndItsOffsetIsCommitted() {
    start();

    put(record(5, "o-1"));

    awaitCommittable(6, 6);
    assertThat(engine.arrived())
        .containsExactly(
            new Request(
                "messages/publication",
                Map.ofEntries(
                    entry("name", "paid"),
                    entry("correlationKey", "o-1"),
                    entry("timeToLive", 3_600_000),
                    entry("messageId", "orders-sink/orders-0-5"),
                    entry("variables", Map.of("id", "o-1")))));
  }

  /** The engine would drop the new message for as long as the old one lives. */
  @Test
  void theMessageIdTellsATopicFromOneThatWasCreatedAgain() {
    start();

    for (long created : List.of(1_795_240_800_000L, 1_795_240_900_000L)) {
      put(
          new SinkRecord(
              ORDERS_0.topic(),
              ORDERS_0.partition(),
              null,
              "key-" + created,
              null,
              Map.of("id", "o-1"),
              5,
              created,
              TimestampType.CREATE_TIME));
    }

    awaitArrived(2);
    assertThat(engine.arrived("messageId"))
        .containsExactlyInAnyOrder(
            "orders-sink/orders-0-5@1795240800000", "orders-sink/orders-0-5@1795240900000");
  }

  @Test
  void theMessageIdNamesTheRecordAsItWasBeforeAnyTransformation() {
    start("message.correlation.key", "=topic");
    SinkRecord original = record(5, "o-1");

    put(
        original.newRecord(
            "renamed", 9, null, original.key(), null, original.value(), null, List.of()));

    awaitCommittable(6, 6);
    assertThat(engine.arrived("messageId")).containsExactly("orders-sink/orders-0-5");
    assertThat(engine.arrived("correlationKey")).containsExactly("renamed");
  }

  @Test
  void aMessageThatTheEngineHasAlreadyIsASuccess() {
    start();
    engine.answerWith(request -> EngineStub.refuse(409, "ALREADY_EXISTS"));

    put(record(5, "o-1"));

    awaitCommittable(6, 6);
  }

  @Test
  void anEngineThatIsOverloadedIsAskedAgain() {
    start("retry.backoff.max.ms", "10");
    engine.answerWith(
        request ->
            engine.arrived().size() < 4
                ? EngineStub.refuse(503, "RESOURCE_EXHAUSTED")
                : EngineStub.accept(request));

    put(record(5, "o-1"));

    awaitCommittable(6, 6);
    assertThat(engine.arrived()).hasSize(4);
  }

  @Test
  void offsetsAreCommittedOnlyBelowTheLowestRecordThatIsNotDone() {
    CompletableFuture<Void> slow = new CompletableFuture<>();
    engine.answerWith(
        request -> {
          if (request.body().get("correlationKey").equals("slow")) {
            slow.join();
          }
          return EngineStub.accept(request);
        });
    start();
    put(record(ORDERS_0, 5, "a", "slow"), record(ORDERS_0, 6, "b", 1), record(ORDERS_0, 7, "b", 2));
    awaitArrived(3); // and so the record at offset 6 is done

    assertThat(committable(ORDERS_0, 8)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(5)));
    slow.complete(null);
    awaitCommittable(8, 8);
  }

  @Test
  void aTombstoneIsIgnoredUnlessToldOtherwise() {
    start();

    put(record(5, null));

    assertThat(committable(ORDERS_0, 6)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(6)));
    assertThat(engine.arrived()).isEmpty();
  }

  @Test
  void aTombstoneCanBeReported() {
    withDeadLetterQueue();
    start("behavior.on.null.values", "report");

    put(record(5, null));
    put();

    assertThat(deadLetters).containsOnlyKeys("record orders-0@5 has no value (a tombstone)");
  }

  @Test
  void aTombstoneCanStopTheTask() {
    start("behavior.on.null.values", "fail");

    put(record(5, null));

    assertThatThrownBy(() -> put())
        .isInstanceOf(ConnectException.class)
        .hasMessage("record orders-0@5 has no value (a tombstone)");
    assertThat(committable(ORDERS_0, 6)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(5)));
  }

  private void startWithRouteFor(String topic, String... keysAndValues) {
    Map<String, String> config = SinkConfigs.connector(keysAndValues);
    config.put("engine.url", engine.url());
    config.put("routes", "only");
    config.put("routes.only.when", "=topic = \"" + topic + "\"");
    config.put("routes.only.operation", "broadcast-signal");
    config.put("routes.only.signal.name", "closed");
    task.start(config);
  }

  @Test
  void aRecordThatNoRouteTakesIsReported() {
    withDeadLetterQueue();
    startWithRouteFor("other");

    put(record(5, "o-1"));
    put();

    assertThat(deadLetters).containsOnlyKeys("record orders-0@5 is not taken by any route");
  }

  @Test
  void aRecordThatNoRouteTakesCanBeIgnored() {
    startWithRouteFor("other", "behavior.on.no.route", "ignore");

    put(record(5, "o-1"));

    assertThat(committable(ORDERS_0, 6)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(6)));
  }

  @Test
  void aRecordThatNoRouteTakesCanStopTheTask() {
    startWithRouteFor("other", "behavior.on.no.route", "fail");

    put(record(5, "o-1"));

    assertThatThrownBy(() -> put()).hasMessage("record orders-0@5 is not taken by any route");
  }

  @Test
  void aRecordThatCannotBeMappedIsReportedWithItsPlaceAndTheExpression() {
    withDeadLetterQueue();
    start();

    put(record(5, List.of("not", "text")), record(6, "o-2"));
    put();

    assertThat(deadLetters)
        .containsOnlyKeys(
            "record orders-0@5 cannot be mapped: message.correlation.key (=value.id) must be text,"
                + " but gave a list");
    awaitArrived(1);
    assertThat(engine.arrived("correlationKey")).containsExactly("o-2");
  }

  @Test
  void aNumberThatIsTooLargeForItsFieldIsReportedToo() {
    withDeadLetterQueue();
    Map<String, String> config =
        SinkConfigs.connector(
            "operation", "create-process-instance",
            "process.id", "order",
            "process.version", "=value.id",
            "engine.url", engine.url());
    task.start(config);

    put(record(5, 3_000_000_000L));
    put();

    assertThat(deadLetters)
        .hasSize(1)
        .allSatisfy(
            (message, acknowledged) ->
                assertThat(message).contains("orders-0@5", "process.version (=value.id)"));
  }

  @Test
  void aRecordThatTheEngineRefusesIsReportedWithTheCommand() {
    withDeadLetterQueue();
    start();
    engine.answerWith(request -> EngineStub.refuse(400, "INVALID_ARGUMENT"));

    put(record(5, "o-1"));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              put();
              assertThat(deadLetters)
                  .containsOnlyKeys(
                      "record orders-0@5: publish-message of message \"paid\" for \"o-1\" failed:"
                          + " engine answered 400 INVALID_ARGUMENT");
            });
  }

  @Test
  void theOffsetOfAReportedRecordWaitsForTheDeadLetterQueue() {
    withDeadLetterQueue();
    start("behavior.on.null.values", "report");

    put(record(5, null));
    put();
    assertThat(committable(ORDERS_0, 6)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(5)));
    deadLetters.values().forEach(acknowledged -> acknowledged.complete(null));
    put();

    assertThat(committable(ORDERS_0, 6)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(6)));
  }

  @Test
  void withoutADeadLetterQueueTheTaskFailsAndSaysHowToGetOne() {
    start("behavior.on.null.values", "report");

    put(record(5, null));

    assertThatThrownBy(() -> put())
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "record orders-0@5 has no value (a tombstone). To go on after such a record, set"
                + " errors.tolerance=all and errors.deadletterqueue.topic.name");
  }

  @Test
  void aDeadLetterQueueThatRefusesARecordFailsTheTask() {
    withDeadLetterQueue();
    start("behavior.on.null.values", "report");
    put(record(5, null));
    put();

    deadLetters
        .values()
        .forEach(written -> written.completeExceptionally(new IllegalStateException("too large")));

    assertThatThrownBy(() -> put())
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "the error topic did not take a record: java.lang.IllegalStateException: too large");
    assertThat(committable(ORDERS_0, 6)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(5)));
  }

  @Test
  void aFailureOfTheEngineIsThrownFromTheNextPut() {
    start("engine.auth.grace.ms", "0");
    engine.answerWith(request -> EngineStub.refuse(401, "UNAUTHORIZED"));

    put(record(5, "o-1"));

    assertThat(awaitFailure())
        .hasMessage(
            "record orders-0@5: publish-message of message \"paid\" for \"o-1\" failed: engine"
                + " answered 401 UNAUTHORIZED. The engine does not accept the credentials: correct"
                + " engine.auth.* (or camunda.cloud.*)");
    assertThat(committable(ORDERS_0, 6)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(5)));
  }

  @Test
  void credentialsThatAreRefusedForAMomentEndNothing() {
    start();
    put(record(5, "o-1"));
    awaitCommittable(6, 6);
    engine.answerWith(request -> EngineStub.refuse(401, "UNAUTHORIZED"));
    put(record(6, "o-2"), record(7, "o-3"), record(8, "o-4"));
    awaitArrived(2);
    await()
        .during(Duration.ofMillis(500))
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThatCode(this::put).doesNotThrowAnyException());
    int refused = engine.arrived().size() - 1;
    assertThat(refused).as("what was under way, and nothing within the pause").isBetween(1, 3);

    engine.answerWith(EngineStub::accept);

    awaitCommittable(9, 9);
    assertThat(engine.arrived("correlationKey")).contains("o-2", "o-3", "o-4");
  }

  @Test
  void credentialsThatStayRefusedEndTheTaskWhichSaysThatTheyHadWorked() {
    start("engine.auth.grace.ms", "1200");
    put(record(5, "o-1"));
    awaitCommittable(6, 6);
    engine.answerWith(request -> EngineStub.refuse(401, "UNAUTHORIZED"));

    put(record(6, "o-2"));

    assertThat(awaitFailure())
        .hasMessageStartingWith("record orders-0@6: publish-message of message")
        .hasMessageContaining(
            "engine answered 401 UNAUTHORIZED; the credentials had worked before, and were refused"
                + " for 1 s. The engine does not accept the credentials");
    assertThat(committable(ORDERS_0, 7)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(6)));
  }

  @Test
  void anEngineThatRefusesCredentialsWhileItStartsIsWaitedFor() {
    engine.answerTopologyWith(EngineStub.refuse(401, "UNAUTHORIZED"));
    engine.answerWith(request -> EngineStub.refuse(401, "UNAUTHORIZED"));
    start();
    put(record(5, "o-1"));
    await()
        .during(WHILE)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThatCode(this::put).doesNotThrowAnyException());

    engine.answerTopologyWith(EngineStub.accept(null));
    engine.answerWith(EngineStub::accept);

    awaitCommittable(6, 6);
  }

  @Test
  void aRecordThatIsForbiddenIsReportedWhereThatIsConfigured() {
    withDeadLetterQueue();
    start("behavior.on.forbidden", "report");
    engine.answerWith(
        request ->
            "o-1".equals(request.body().get("correlationKey"))
                ? EngineStub.refuse(403, "FORBIDDEN")
                : EngineStub.accept(request));

    put(record(5, "o-1"), record(6, "o-2"));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              put();
              assertThat(deadLetters).hasSize(1);
            });
    deadLetters.values().forEach(acknowledged -> acknowledged.complete(null));
    awaitCommittable(7, 7);
  }

  @Test
  void whatIsDoneBelowTheRecordThatStoppedTheTaskIsCommitted() {
    start("behavior.on.invalid", "fail");

    put(record(5, "o-1"), record(6, List.of("not", "text")), record(7, "o-3"));

    assertThat(awaitFailure()).hasMessageContaining("orders-0@6");
    assertThat(committable(ORDERS_0, 8)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(6)));
  }

  @Test
  void afterAFailureNothingMoreIsSent() {
    start("ordering", "partition", "engine.auth.grace.ms", "0");
    engine.answerWith(request -> EngineStub.refuse(401, "UNAUTHORIZED"));

    put(record(5, "o-1"), record(6, "o-2"));

    awaitFailure();
    assertThat(engine.arrived("correlationKey")).containsExactly("o-1");
  }

  @Test
  void anEngineThatStaysAwayFailsTheTaskWhenTheDeliveryTimeIsOver() {
    start("delivery.timeout.ms", "1000", "retry.backoff.max.ms", "10");
    engine.answerWith(request -> EngineStub.refuse(503, "UNAVAILABLE"));

    put(record(5, "o-1"));

    assertThat(awaitFailure()).hasMessageContaining("orders-0@5").hasMessageContaining("attempts");
  }

  @Test
  void partitionsArePausedAtTheLimitAndResumedAtHalf() {
    start("max.buffered.records", "4", "ordering", "partition");
    engine.hang();

    put(record(1, "a"), record(2, "b"), record(3, "c"));
    assertThat(context.paused).isEmpty();
    put(record(4, "d"));
    assertThat(context.paused).containsExactlyInAnyOrder(ORDERS_0, ORDERS_1);
    assertThat(context.timeout).as("put() is called again soon").isBetween(1L, 1_000L);

    engine.release(1);
    awaitArrived(2);
    put();
    assertThat(context.paused).as("one done, three open").isNotEmpty();
    engine.release(1);
    awaitArrived(3);
    put();
    assertThat(context.paused).as("two done, two open").isEmpty();
  }

  @Test
  void aPausedTaskLooksSoonAfterItTookRecordsAndLaterWhileNoneGetsDone() {
    start("max.buffered.records", "2");
    engine.hang();

    put(record(1, "a"), record(2, "b"));
    assertThat(context.timeout).isEqualTo(NextLook.SOONEST.toMillis());

    put();
    assertThat(context.timeout).isEqualTo(NextLook.LATEST.toMillis());
  }

  @Test
  void putReturnsAtOnceWhileTheEngineHangs() {
    start("max.in.flight.requests", "2");
    engine.hang();
    SinkRecord[] records =
        IntStream.range(0, 5_000).mapToObj(i -> record(i, "o-" + i)).toArray(SinkRecord[]::new);
    put(records[0]);
    long begin = System.nanoTime();

    put(records);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    assertThat(context.paused).isNotEmpty();
    assertThat(engine.arrived().size()).isLessThanOrEqualTo(2);
  }

  @Test
  void whatARevokedPartitionHadIsNeitherSentNorCommitted() {
    start("max.in.flight.requests", "1");
    engine.hang();
    put(record(ORDERS_0, 5, "a", "in-flight"), record(ORDERS_0, 6, "a", "waiting"));
    awaitArrived(1);

    assertThat(committable(ORDERS_0, 7)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(5)));
    task.close(List.of(ORDERS_0));
    engine.release();
    put(record(ORDERS_1, 1, "a", "kept"));

    awaitArrived(2);
    assertThat(engine.arrived("correlationKey")).containsExactly("in-flight", "kept");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(committable(ORDERS_1, 2))
                    .isEqualTo(Map.of(ORDERS_1, new OffsetAndMetadata(2))));
  }

  @Test
  void aRevokedRecordThatTheEngineRefusesAfterwardsIsNotReported() {
    withDeadLetterQueue();
    start();
    engine.hang();
    engine.answerWith(
        request ->
            request.body().get("correlationKey").equals("revoked")
                ? EngineStub.refuse(400, "INVALID_ARGUMENT")
                : EngineStub.accept(request));
    put(record(ORDERS_0, 5, "a", "revoked"));
    awaitArrived(1);
    task.close(List.of(ORDERS_0));
    engine.release();

    put(record(ORDERS_1, 1, "a", "kept"));

    awaitArrived(2);
    put();
    assertThat(deadLetters).isEmpty();
  }

  @Test
  void aCommitStartsNothingAndWaitsAMomentForWhatIsInFlight() {
    start("ordering", "partition");
    engine.hang();
    put(record(5, "o-1"), record(6, "o-2"));
    awaitArrived(1);
    CompletableFuture<Void> soon =
        CompletableFuture.runAsync(
            engine::release, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));

    assertThat(committable(ORDERS_0, 7)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(6)));

    assertThat(soon).succeedsWithin(PATIENCE);
    assertThat(engine.arrived("correlationKey")).containsExactly("o-1");
    put();
    awaitArrived(2);
  }

  @Test
  void afterACommitPutIsCalledAgainSoon() {
    start();
    engine.hang();
    put(record(5, "o-1"));
    awaitArrived(1);
    context.timeout = -1; // Connect's poll has used it, and was broken off by a pause

    assertThat(committable(ORDERS_0, 6)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(5)));

    assertThat(context.timeout).isBetween(1L, 1_000L);
  }

  @Test
  void whatACommitHasWaitedForMakesRoom() {
    start("max.buffered.records", "2");
    engine.hang();
    put(record(5, "o-1"), record(6, "o-2"));
    awaitArrived(2);
    assertThat(context.paused).isNotEmpty();
    engine.release();

    assertThat(committable(ORDERS_0, 7)).isEqualTo(Map.of(ORDERS_0, new OffsetAndMetadata(7)));

    assertThat(context.paused).as("nothing is open, and no put() would be called soon").isEmpty();
  }

  private void assertAtOnce(String ordering, String... expected) {
    start("ordering", ordering);
    engine.hang();

    put(
        record(ORDERS_0, 1, "a", "a1"),
        record(ORDERS_0, 2, "a", "a2"),
        record(ORDERS_0, 3, "b", "b1"),
        record(ORDERS_1, 1, "a", "a3"));

    await()
        .during(WHILE)
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(engine.arrived("correlationKey"))
                    .containsExactlyInAnyOrder((Object[]) expected));
  }

  @Test
  void recordsOfOneKeyAreSentOneAfterTheOther() {
    assertAtOnce("key", "a1", "b1");

    engine.release();
    awaitArrived(4);
    assertThat(engine.arrived("correlationKey")).containsSubsequence("a1", "a2", "a3");
  }

  @Test
  void recordsOfOnePartitionAreSentOneAfterTheOther() {
    assertAtOnce("partition", "a1", "a3");

    engine.release();
    awaitArrived(4);
    assertThat(engine.arrived("correlationKey")).containsSubsequence("a1", "a2", "b1");
  }

  @Test
  void withoutOrderingEverythingIsSentAtOnce() {
    assertAtOnce("none", "a1", "a2", "b1", "a3");
  }

  @Test
  void aRecordThatFailsForNowIsNotOvertakenByTheNextOfItsKey() {
    start("retry.backoff.max.ms", "5");
    engine.answerWith(
        request ->
            engine.arrived().size() < 4
                ? EngineStub.refuse(503, "UNAVAILABLE")
                : EngineStub.accept(request));

    put(record(ORDERS_0, 1, "a", "first"), record(ORDERS_0, 2, "a", "second"));

    awaitCommittable(3, 3);
    assertThat(engine.arrived("correlationKey"))
        .containsExactly("first", "first", "first", "first", "second");
  }

  @Test
  void aStoppedTaskLeavesNoThreadBehind() {
    start();
    put(record(5, "o-1"));
    awaitCommittable(6, 6);
    assertThat(ownThreads()).isNotEmpty();

    task.stop();

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(ownThreads()).isEmpty());
  }

  @Test
  void aTaskStopsSoonThoughTheEngineHangs() {
    start();
    engine.hang();
    put(record(5, "o-1"));
    awaitArrived(1);
    long begin = System.nanoTime();

    task.stop();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(ownThreads()).isEmpty());
  }

  @Test
  void aTaskWhoseStartFailsLeavesNothingOpenAndCanBeStopped() {
    assertThatThrownBy(() -> start("message.name", null))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("message.name");

    assertThat(ownThreads()).isEmpty();
    assertThatCode(task::stop).doesNotThrowAnyException();
  }
}
