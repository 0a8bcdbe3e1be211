package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.connect.threads.TaskThreads;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.CommandResult.DecisionEvaluated;
import io.bpmnconnect.engine.CommandResult.MessagePublished;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ResultTopicTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final CommandResult PUBLISHED = new MessagePublished("1");

  private final List<AutoCloseable> opened = new ArrayList<>();

  /** Brokers that take a result when the test says so. */
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, new ByteArraySerializer(), new ByteArraySerializer());

  /** A producer that holds up its caller, as one does that gets no metadata. */
  private static final class HeldUp extends MockProducer<byte[], byte[]> {
    final CountDownLatch sending = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);

    HeldUp() {
      super(true, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // closing must not wait for it
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
      sending.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
      return super.send(record, callback);
    }
  }

  /** What a writer is told of one result. */
  private static final class Told {
    final AtomicInteger done = new AtomicInteger();
    final List<Exception> failures = Collections.synchronizedList(new ArrayList<>());

    int times() {
      return done.get() + failures.size();
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable open : opened) {
      open.close();
    }
  }

  private ResultTopic topic(
      MockProducer<byte[], byte[]> producer, int capacity, Map<String, String> settings) {
    ResultTopic topic =
        new ResultTopic(
            config(settings), producer, "orders-sink", 0, capacity, TaskThreads.ofThisTask());
    topic.start();
    opened.add(topic);
    return topic;
  }

  private static ResultConfig config(Map<String, String> settings) {
    Map<String, String> config = new HashMap<>(settings);
    config.put("result.topic", "results");
    config.put("result.producer.bootstrap.servers", "localhost:1");
    Problems problems = new Problems();
    ResultConfig parsed =
        ResultConfig.from(
                new AbstractConfig(ResultConfig.define(new ConfigDef()), config),
                "orders-sink",
                problems)
            .orElseThrow();
    problems.throwIfAny();
    return parsed;
  }

  private ResultTopic topic(String... settings) {
    return topic(producer, 100, settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]));
  }

  private static Told write(ResultTopic topic, DeliveryReport report) {
    Told told = new Told();
    topic.write(report, told.done::incrementAndGet, told.failures::add);
    return told;
  }

  private static DeliveryReport report(long offset) {
    return Reports.succeeded(Reports.record(offset, "key-" + offset), PUBLISHED);
  }

  private List<ProducerRecord<byte[], byte[]>> awaitSent(int count) {
    await().atMost(PATIENCE).until(() -> producer.history().size() == count);
    return producer.history();
  }

  private static JsonNode json(ProducerRecord<byte[], byte[]> record) throws IOException {
    return new JsonMapper().readTree(record.value());
  }

  @Test
  void aResultHasTheKeyOfItsRecordAndIsDoneWhenItIsAcknowledged() throws Exception {
    ResultTopic topic = topic();

    Told told = write(topic, report(42));
    ProducerRecord<byte[], byte[]> sent = awaitSent(1).get(0);

    assertThat(sent.topic()).isEqualTo("results");
    assertThat(Reports.text(sent.key())).isEqualTo("key-42");
    assertThat(json(sent).path("source").path("offset").asLong()).isEqualTo(42);
    assertThat(sent.headers().lastHeader("bpmn-outcome").value())
        .isEqualTo(Reports.utf8("succeeded"));
    assertThat(told.times()).isZero();
    assertThat(topic.awaitQuiet(Duration.ZERO)).isFalse();

    producer.completeNext();

    assertThat(topic.awaitQuiet(PATIENCE)).isTrue();
    assertThat(told.done).hasValue(1);
    assertThat(told.failures).isEmpty();
  }

  @Test
  void bytesAreTheKeyAsTheyAreAndNoKeyIsNone() {
    ResultTopic topic = topic();
    byte[] bytes = {1, -2};

    write(
        topic,
        Reports.succeeded(Reports.record("orders", 0, 1, Schema.BYTES_SCHEMA, bytes), PUBLISHED));
    write(topic, Reports.succeeded(Reports.record("orders", 0, 2, null, null), PUBLISHED));

    assertThat(awaitSent(2)).extracting(ProducerRecord::key).containsExactly(bytes, null);
  }

  @Test
  void aKeyThatTheConverterRefusesFails() {
    ResultTopic topic =
        topic("result.key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");

    Told told = write(topic, report(42));

    await().atMost(PATIENCE).until(() -> told.failures.size() == 1);
    assertThat(told.failures.get(0)).hasMessageContainingAll("orders-0@42", "results");
  }

  @Test
  void whatTheBrokersRefuseFailsWithTopicAndRecord() {
    ResultTopic topic = topic();

    Told told = write(topic, report(42));
    awaitSent(1);
    producer.errorNext(new TopicAuthorizationException("Not authorized"));

    assertThat(topic.awaitQuiet(PATIENCE)).isTrue();
    assertThat(told.done).hasValue(0);
    assertThat(told.failures)
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .hasMessageContainingAll(
                        "record orders-0@42",
                        "was not written to results",
                        "TopicAuthorizationException: Not authorized",
                        "behavior.on.result.error=ignore")
                    .hasCauseInstanceOf(TopicAuthorizationException.class));
  }

  @Test
  void aProducerThatThrowsFailsTheResultAndNotTheThread() {
    producer.sendException = new KafkaException("fatal");
    ResultTopic topic = topic();

    Told first = write(topic, report(1));
    await().atMost(PATIENCE).until(() -> first.failures.size() == 1);
    producer.sendException = null;
    Told second = write(topic, report(2));
    awaitSent(1);
    producer.completeNext();

    assertThat(topic.awaitQuiet(PATIENCE)).isTrue();
    assertThat(second.done).hasValue(1);
  }

  @Test
  void aResultThatIsTooLargeIsSentAgainWithoutWhatMakesItSo() throws Exception {
    ResultTopic topic = topic();

    Told told =
        write(
            topic,
            Reports.succeeded(
                Reports.record(1, "k"), new DecisionEvaluated("2", "discount", 3, "large")));
    awaitSent(1);
    producer.errorNext(new RecordTooLargeException("too large"));
    ProducerRecord<byte[], byte[]> again = awaitSent(2).get(1);

    assertThat(json(again).path("truncated").asBoolean()).isTrue();
    assertThat(json(again).path("result").has("output")).isFalse();
    assertThat(json(again).path("result").path("decisionDefinitionId").asText())
        .isEqualTo("discount");
    assertThat(told.times()).isZero();
    producer.completeNext();
    assertThat(topic.awaitQuiet(PATIENCE)).isTrue();
    assertThat(told.done).hasValue(1);
  }

  @Test
  void aResultThatIsTooLargeInShortFails() {
    ResultTopic topic = topic();

    Told told = write(topic, report(42));
    awaitSent(1);
    producer.errorNext(new RecordTooLargeException("too large"));
    awaitSent(2);
    producer.errorNext(new RecordTooLargeException("still too large"));

    assertThat(topic.awaitQuiet(PATIENCE)).isTrue();
    assertThat(told.failures)
        .singleElement()
        .satisfies(f -> assertThat(f).hasMessageContainingAll("orders-0@42", "still too large"));
    assertThat(producer.history()).hasSize(2);
  }

  @Test
  void aResultThatIsNestedTooDeeplyForJsonIsSentInShort() throws Exception {
    Object output = 1;
    for (int depth = 0; depth < 2_000; depth++) {
      output = List.of(output);
    }
    ResultTopic topic = topic();

    write(
        topic,
        Reports.succeeded(
            Reports.record(1, "k"), new DecisionEvaluated("2", "discount", 3, output)));

    assertThat(json(awaitSent(1).get(0)).path("truncated").asBoolean()).isTrue();
  }

  @Test
  void aWriterIsNotHeldUpAndAFullQueueFails() throws Exception {
    HeldUp heldUp = new HeldUp();
    ResultTopic topic = topic(heldUp, 2, Map.of());
    Told first = write(topic, report(1));
    assertThat(heldUp.sending.await(10, TimeUnit.SECONDS)).isTrue();

    Told second = write(topic, report(2));
    Told third = write(topic, report(3));
    Told fourth = write(topic, report(4));

    assertThat(List.of(first.times(), second.times(), third.times())).containsOnly(0);
    assertThat(fourth.failures)
        .singleElement()
        .satisfies(f -> assertThat(f).hasMessageContainingAll("orders-0@4", "2 results wait"));
    assertThat(topic.dropped()).isZero();
    assertThat(topic.awaitQuiet(Duration.ofMillis(1))).isFalse();
    heldUp.released.countDown();
    assertThat(topic.awaitQuiet(PATIENCE)).isTrue();
    assertThat(List.of(first, second, third)).allSatisfy(told -> assertThat(told.done).hasValue(1));
  }

  @Test
  void withIgnoreNoRecordWaitsForItsResultAndLossesAreCounted() throws Exception {
    HeldUp heldUp = new HeldUp();
    ResultTopic topic = topic(heldUp, 2, Map.of("behavior.on.result.error", "ignore"));
    Told first = write(topic, report(1));
    assertThat(first.done).hasValue(1);
    assertThat(heldUp.sending.await(10, TimeUnit.SECONDS)).isTrue();

    List<Told> told = new ArrayList<>();
    for (int offset = 2; offset <= 5; offset++) {
      told.add(write(topic, report(offset)));
    }

    assertThat(told).allSatisfy(each -> assertThat(each.done).hasValue(1));
    assertThat(topic.dropped()).isEqualTo(2);
    assertThat(topic.awaitQuiet(Duration.ZERO)).isTrue();
    topic.close();
    assertThat(topic.dropped()).isEqualTo(5);
    assertThat(told).allSatisfy(each -> assertThat(each.times()).isEqualTo(1));
  }

  @Test
  void withIgnoreWhatTheBrokersRefuseIsCounted() {
    ResultTopic topic = topic("behavior.on.result.error", "ignore");

    Told told = write(topic, report(1));
    awaitSent(1);
    producer.errorNext(new TopicAuthorizationException("Not authorized"));

    await().atMost(PATIENCE).until(() -> topic.dropped() == 1);
    assertThat(told.done).hasValue(1);
    assertThat(told.failures).isEmpty();
  }

  @Test
  void quietIsWhenTheCallbacksOfWhatWasWrittenSoFarHaveReturned() throws Exception {
    ResultTopic topic = topic();
    CountDownLatch returning = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    topic.write(
        report(1),
        () -> {
          entered.countDown();
          awaitUninterrupted(returning);
        },
        failure -> {});
    awaitSent(1);
    Thread brokers = new Thread(producer::completeNext);
    brokers.start();
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(topic.awaitQuiet(Duration.ofMillis(1))).isFalse();
    returning.countDown();

    assertThat(topic.awaitQuiet(PATIENCE)).isTrue();
    brokers.join();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aCallbackThatThrowsDoesNotStopTheNextResult() {
    ResultTopic topic = topic();
    topic.write(
        report(1),
        () -> {
          throw new IllegalStateException("a callback of the test");
        },
        failure -> {});
    awaitSent(1);
    producer.completeNext();
    Told second = write(topic, report(2));
    awaitSent(2);
    producer.completeNext();

    assertThat(topic.awaitQuiet(PATIENCE)).isTrue();
    assertThat(second.done).hasValue(1);
  }

  @Test
  void closingSendsWhatIsQueuedAndClosesTheProducer() {
    MockProducer<byte[], byte[]> brokers =
        new MockProducer<>(true, new ByteArraySerializer(), new ByteArraySerializer());
    ResultTopic topic = topic(brokers, 100, Map.of());
    List<Told> told = new ArrayList<>();
    for (int offset = 0; offset < 50; offset++) {
      told.add(write(topic, report(offset)));
    }

    topic.close();

    assertThat(told).allSatisfy(each -> assertThat(each.done).hasValue(1));
    assertThat(brokers.closed()).isTrue();
  }

  @Test
  void whatClosingCutsOffHasFailedAndIsNeverDone() throws Exception {
    HeldUp heldUp = new HeldUp();
    ResultTopic topic = topic(heldUp, 100, Map.of());
    Told sending = write(topic, report(1));
    assertThat(heldUp.sending.await(10, TimeUnit.SECONDS)).isTrue();
    Told queued = write(topic, report(2));

    topic.close();
    heldUp.released.countDown();
    Told late = write(topic, report(3));

    assertThat(List.of(sending, queued, late))
        .allSatisfy(
            each -> {
              assertThat(each.done).hasValue(0);
              assertThat(each.failures).hasSize(1);
            });
    assertThat(topic.awaitQuiet(Duration.ZERO)).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("bpmn-results");
  }

  @Test
  void closingDoesNotWaitForBrokersThatAreAway() {
    ResultTopic topic =
        ResultTopic.open(config(Map.of()), "orders-sink", 0, 10_000, TaskThreads.ofThisTask());
    opened.add(topic);
    Told sending = write(topic, report(1));
    Told queued = write(topic, report(2));

    topic.close();

    assertThat(List.of(sending, queued)).allSatisfy(each -> assertThat(each.failures).hasSize(1));
  }

  @Test
  void whatIsAcknowledgedAfterClosingIsNotDone() {
    ResultTopic topic = topic();
    Told told = write(topic, report(1));
    awaitSent(1);

    topic.close();
    producer.completeNext();

    assertThat(told.done).hasValue(0);
    assertThat(told.failures)
        .singleElement()
        .satisfies(f -> assertThat(f).hasMessageContaining("orders-0@1"));
  }

  @Test
  void everyWriteOfManyThreadsEndsOnce() throws Exception {
    MockProducer<byte[], byte[]> brokers =
        new MockProducer<>(true, new ByteArraySerializer(), new ByteArraySerializer());
    ResultTopic topic = topic(brokers, 4_000, Map.of());
    List<Told> told = Collections.synchronizedList(new ArrayList<>());
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      Thread thread =
          new Thread(
              () -> {
                for (int offset = 0; offset < 1_000; offset++) {
                  told.add(write(topic, report(offset)));
                }
              });
      thread.start();
      writers.add(thread);
    }
    for (Thread writer : writers) {
      writer.join();
    }

    assertThat(topic.awaitQuiet(PATIENCE)).isTrue();
    assertThat(told).hasSize(4_000).allSatisfy(each -> assertThat(each.done).hasValue(1));
    assertThat(brokers.history()).hasSize(4_000);
  }
}
