package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is paused at the consumer follows from what waits in the task, whatever partitions come and
 * go: Connect pauses the partitions again that a task paused before.
 */
class SinkRebalanceTest {

  private static final TopicPartition FIRST = new TopicPartition("orders", 0);
  private static final TopicPartition SECOND = new TopicPartition("orders", 1);
  private static final TopicPartition THIRD = new TopicPartition("orders", 2);
  private static final Set<TopicPartition> BOTH = Set.of(FIRST, SECOND);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TaskContext context = new TaskContext();
  private final ProcessEngineSinkTask task = new ProcessEngineSinkTask();
  private EngineStub engine;
  private long offset;

  @BeforeEach
  void startEngine() throws IOException {
    engine = new EngineStub();
    task.initialize(context);
    Map<String, String> config =
        SinkConfigs.publishing("max.buffered.records", "4", "ordering", "none");
    config.put("retry.backoff.ms", "1");
    config.put("retry.backoff.max.ms", "10");
    config.put("engine.url", engine.url());
    task.start(config);
    assign(BOTH);
  }

  @AfterEach
  void stopAll() {
    engine.release();
    task.stop();
    engine.close();
  }

  private void assign(Set<TopicPartition> partitions) {
    context.added(partitions);
    task.open(partitions);
  }

  private void revoke(Set<TopicPartition> partitions) {
    commit();
    lose(partitions);
  }

  private void lose(Set<TopicPartition> partitions) {
    task.close(partitions);
    context.removed(partitions);
  }

  private void commit() {
    task.preCommit(
        context.assignment.stream()
            .collect(Collectors.toMap(p -> p, p -> new OffsetAndMetadata(offset))));
  }

  private void put(TopicPartition partition, int records) {
    for (int i = 0; i < records; i++) {
      offset++;
      task.put(
          List.of(
              new SinkRecord(
                  partition.topic(),
                  partition.partition(),
                  null,
                  "key-" + offset,
                  null,
                  Map.of("id", "o-" + offset),
                  offset)));
    }
  }

  private void poll() {
    task.put(List.of());
  }

  private void fill(TopicPartition partition) {
    engine.hang();
    put(partition, 4);
    assertThat(context.paused).isEqualTo(context.assignment);
  }

  @Test
  void partitionsThatAreTakenAndGivenBackEagerlyAreReadAgain() {
    fill(FIRST);

    revoke(BOTH);
    poll(); // between revocation and assignment there is nothing that could be resumed
    assign(BOTH);
    poll();

    assertThat(context.paused).isEmpty();
  }

  @Test
  void partitionsThatAreTakenAndGivenBackWithinOnePollAreReadAgain() {
    fill(FIRST);

    revoke(BOTH);
    assign(BOTH);

    assertThat(context.paused).as("nothing waits for the engine").isEmpty();
  }

  @Test
  void aPartitionThatComesBackLaterIsReadAgain() {
    fill(FIRST);

    revoke(BOTH);
    assign(Set.of(FIRST));
    poll();
    assign(Set.of(SECOND));
    poll();

    assertThat(context.paused).isEmpty();
  }

  @Test
  void aPartitionThatComesCooperativelyWhileTheBufferIsFullIsPausedAndResumedWithTheOthers() {
    fill(FIRST);

    revoke(Set.of(SECOND));
    assign(Set.of(THIRD));
    assertThat(context.paused).containsExactlyInAnyOrder(FIRST, THIRD);

    engine.release();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              poll();
              assertThat(context.paused).isEmpty();
            });
  }

  @Test
  void aPartitionThatComesBetweenHalfFullAndFullIsPausedLikeTheOthers() {
    fill(FIRST);
    engine.release(1);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              commit();
              assertThat(engine.arrived()).hasSize(4);
            });

    assign(Set.of(THIRD));

    assertThat(context.paused).containsExactlyInAnyOrder(FIRST, SECOND, THIRD);
  }

  @Test
  void aPartitionThatGoesAndTakesTheBacklogWithItLeavesTheOthersRunning() {
    fill(FIRST);

    revoke(Set.of(FIRST));
    poll();

    assertThat(context.paused).isEmpty();
  }

  @Test
  void lostPartitionsAreReadWhenTheyComeBack() {
    fill(FIRST);

    lose(BOTH);
    poll();
    assign(BOTH);
    poll();

    assertThat(context.paused).isEmpty();
  }

  @Test
  void aConnectorThatWasPausedMeanwhileReadsAfterwards() {
    fill(FIRST);

    context.pauseConnector();
    revoke(BOTH);
    poll();
    assign(BOTH);
    poll();
    assertThat(context.paused).as("the connector is paused").isEqualTo(BOTH);
    context.resumeConnector();

    assertThat(context.paused).isEmpty();
  }

  @Test
  void aConnectorThatIsResumedWithAFullBufferStaysPausedItself() {
    fill(FIRST);

    context.pauseConnector();
    revoke(Set.of(SECOND));
    assign(Set.of(THIRD));
    context.resumeConnector();
    poll();

    assertThat(context.paused).containsExactlyInAnyOrder(FIRST, THIRD);
  }

  @Test
  void asLongAsNothingChangesConnectIsToldNothing() {
    int before = context.calls;

    poll();
    poll();
    commit();

    assertThat(context.calls).isEqualTo(before);
    Set<TopicPartition> assigned = new HashSet<>(context.assignment);
    fill(FIRST);
    int paused = context.calls;
    poll();
    poll();
    assertThat(context.calls).isEqualTo(paused);
    assertThat(context.assignment).isEqualTo(assigned);
  }

  /** What is tried after its partition has gone comes after what the new owner has done. */
  @Test
  void whatWasTakenAwayIsNeverTriedAgain() {
    engine.answerWith(request -> EngineStub.refuse(503, "UNAVAILABLE"));
    put(FIRST, 3);
    put(SECOND, 1);
    await().atMost(PATIENCE).until(() -> engine.arrived("correlationKey").size() > 6);

    revoke(Set.of(FIRST));
    engine.answerWith(EngineStub::accept);
    int before = engine.arrived().size();
    poll();

    await()
        .atMost(PATIENCE)
        .until(
            () -> engine.arrived("correlationKey").subList(before, engine.arrived().size()),
            arrived -> arrived.contains("o-4"));
    assertThat(engine.arrived("correlationKey").subList(before, engine.arrived().size()))
        .containsExactly("o-4");
  }
}
