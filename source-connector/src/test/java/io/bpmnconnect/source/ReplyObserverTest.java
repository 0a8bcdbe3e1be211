package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.connect.threads.TaskThreads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replies are seen by whoever fetched their jobs. */
class ReplyObserverTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final TopicPartition REPLIES = new TopicPartition("replies", 0);

  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>(OffsetResetStrategy.EARLIEST);
  private final List<String> answered = new CopyOnWriteArrayList<>();
  private final TaskFailure failure = new TaskFailure();
  private ReplyObserver observer;

  @BeforeEach
  void open() {
    Node node = new Node(0, "localhost", 1);
    Node[] nodes = {node};
    consumer.updatePartitions(
        "replies", List.of(new PartitionInfo("replies", 0, node, nodes, nodes)));
    consumer.updateBeginningOffsets(Map.of(REPLIES, 0L));
    consumer.updateEndOffsets(Map.of(REPLIES, 5L));
    observer =
        new ReplyObserver(
            SourceSettings.parse(SourceConfigs.replying()).replies().orElseThrow(),
            consumer,
            answered::add,
            failure,
            TaskThreads.ofThisTask());
  }

  @AfterEach
  void close() {
    observer.close();
  }

  private static ConsumerRecord<byte[], byte[]> reply(
      long offset, Optional<String> jobKeyHeader, String value) {
    return reply("replies", offset, jobKeyHeader, value);
  }

  private static ConsumerRecord<byte[], byte[]> reply(
      String topic, long offset, Optional<String> jobKeyHeader, String value) {
    RecordHeaders headers = new RecordHeaders();
    jobKeyHeader.ifPresent(
        key -> headers.add("bpmn-job-key", key.getBytes(StandardCharsets.UTF_8)));
    return new ConsumerRecord<>(
        topic,
        0,
        offset,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        null,
        value == null ? null : value.getBytes(StandardCharsets.UTF_8),
        headers,
        Optional.empty());
  }

  private void start() {
    CompletableFuture<Void> ready = observer.start();
    await().atMost(PATIENCE).until(ready::isDone);
  }

  @Test
  void everyReplyFromNowOnTellsWhichJobIsAnswered() {
    start();
    assertThat(consumer.position(REPLIES)).as("it begins at the end").isEqualTo(5);

    consumer.addRecord(reply(5, Optional.of("7"), "not even JSON"));
    consumer.addRecord(reply(6, Optional.empty(), "{\"jobKey\":8}"));
    consumer.addRecord(reply(7, Optional.empty(), "{\"jobKey\":"));
    consumer.addRecord(reply(8, Optional.of("9"), null));

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(answered).containsExactly("7", "8", "9"));
    assertThat(failure.isSet()).isFalse();
  }

  @Test
  void aTopicThatComesLaterIsWatchedFromItsBeginning() {
    TopicPartition later = new TopicPartition("replies-later", 0);
    MockConsumer<byte[], byte[]> empty = new MockConsumer<>(OffsetResetStrategy.EARLIEST);
    empty.updateBeginningOffsets(Map.of(later, 0L));
    empty.updateEndOffsets(Map.of(later, 1L));
    ReplyConfig pattern =
        SourceSettings.parse(
                SourceConfigs.replying("reply.topic", null, "reply.topic.regex", "replies-.*"))
            .replies()
            .orElseThrow();
    try (ReplyObserver patient =
        new ReplyObserver(pattern, empty, answered::add, failure, TaskThreads.ofThisTask())) {
      CompletableFuture<Void> ready = patient.start();
      await().atMost(PATIENCE).until(ready::isDone);
      assertThat(ready).as("no reply can be missed: there is no topic").isCompleted();

      Node node = new Node(0, "localhost", 1);
      Node[] nodes = {node};
      empty.updatePartitions(
          "replies-later", List.of(new PartitionInfo("replies-later", 0, node, nodes, nodes)));
      await().atMost(PATIENCE).until(() -> empty.assignment().contains(later));
      empty.addRecord(reply("replies-later", 0, Optional.of("7"), null));

      await().atMost(PATIENCE).until(() -> answered.equals(List.of("7")));
      assertThat(failure.isSet()).isFalse();
    }
  }

  @Test
  void aTopicThatMayNotBeReadFailsTheTask() {
    consumer.setPollException(new TopicAuthorizationException("replies"));

    observer.start();

    await().atMost(PATIENCE).until(failure::isSet);
    assertThatThrownBy(failure::throwIfSet)
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith("replies cannot be read from reply.topic=replies: ");
  }

  @Test
  void closingEndsItsThread() {
    start();

    observer.close();

    assertThat(consumer.closed()).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("bpmn-reply-observer");
  }
}
