package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.connect.delivery.CommandDispatcher;
import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.connect.threads.TaskThreads;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.Ambiguity;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.JobCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the brokers do to the consumer of replies: rebalances, refusals, silence. */
class ReplyConsumerTest {

  private static final TopicPartition FIRST = new TopicPartition("replies", 0);
  private static final TopicPartition SECOND = new TopicPartition("replies", 1);

  /** Answers when it is told to. */
  private static final class HeldEngine implements ProcessEngine {
    final Map<String, CompletableFuture<CommandResult>> open = new ConcurrentHashMap<>();
    final List<String> seen = new CopyOnWriteArrayList<>();
    volatile boolean holds;

    @Override
    public CompletableFuture<CommandResult> execute(EngineCommand command) {
      String job = ((JobCommand) command).job().key();
      CompletableFuture<CommandResult> answer = new CompletableFuture<>();
      open.put(job, answer);
      seen.add(job);
      if (!holds) {
        answer.complete(new CommandResult.Accepted());
      }
      return answer;
    }

    void answer(String job) {
      await().until(() -> open.containsKey(job));
      open.get(job).complete(new CommandResult.Accepted());
    }

    void refuse(String job, ErrorKind kind) {
      await().until(() -> open.containsKey(job));
      open.get(job).completeExceptionally(EngineException.of(kind, "no"));
    }

    @Override
    public CompletableFuture<List<ActivatedJob>> activateJobs(JobActivation activation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<EngineInfo> info() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      // holds nothing
    }
  }

  private final ReplyTopicStub kafka = new ReplyTopicStub(FIRST, SECOND);
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, new ByteArraySerializer(), new ByteArraySerializer());
  private final HeldEngine engine = new HeldEngine();
  private final TaskFailure failure = new TaskFailure();
  private final ScheduledThreadPoolExecutor retryTimer = new ScheduledThreadPoolExecutor(1);
  private final List<String> outcomes = new CopyOnWriteArrayList<>();
  private static final RetryPolicy ONCE =
      new RetryPolicy(
          Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Ambiguity.UNBOUNDED);

  private ReplyConsumer replies;

  private void start(String... settings) {
    start(Duration.ofMinutes(1), settings);
  }

  private void start(Duration topicPatience, String... settings) {
    ReplyConfig config =
        SourceSettings.parse(SourceConfigs.replying(settings)).replies().orElseThrow();
    replies =
        new ReplyConsumer(
            config,
            kafka,
            c ->
                c.onError() == ReplyError.REPORT
                    ? Optional.of(new ReplyErrorTopic(c.errorsTopic(), producer))
                    : Optional.empty(),
            ProcessEngines.adapter(EngineType.CAMUNDA8),
            new CommandDispatcher(engine, ONCE, 100, failure, retryTimer),
            failure,
            (outcome, command, timestamp) ->
                outcomes.add(outcome + command.map(c -> " " + c.job().key()).orElse("")),
            TaskThreads.ofThisTask(),
            topicPatience);
    replies.start();
  }

  /** Done by the thread that polls, as a broker's answer is. */
  private void inPoll(Runnable action) {
    CountDownLatch done = new CountDownLatch(1);
    kafka.schedulePollTask(
        () -> {
          try {
            action.run();
          } finally {
            done.countDown();
          }
        });
    await().until(() -> done.getCount() == 0);
  }

  private void assign(TopicPartition... partitions) {
    inPoll(() -> kafka.rebalance(Arrays.asList(partitions)));
  }

  private static ConsumerRecord<byte[], byte[]> reply(TopicPartition from, long at, String job) {
    return new ConsumerRecord<>(
        from.topic(),
        from.partition(),
        at,
        null,
        ("{\"jobKey\":\"" + job + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  private void receive(TopicPartition from, long firstOffset, String... jobs) {
    inPoll(
        () -> {
          for (int i = 0; i < jobs.length; i++) {
            kafka.addRecord(reply(from, firstOffset + i, jobs[i]));
          }
        });
  }

  private void awaitSeen(String... jobs) {
    await().until(() -> engine.seen.containsAll(List.of(jobs)));
  }

  @AfterEach
  void close() {
    retryTimer.shutdownNow();
    if (replies != null) {
      engine.open.values().forEach(answer -> answer.complete(new CommandResult.Accepted()));
      replies.close();
      assertThat(kafka.closed()).isTrue();
    }
  }

  @Test
  void onlyWhatIsSettledIsCommitted() {
    engine.holds = true;
    start();
    assign(FIRST);
    receive(FIRST, 0, "1", "2", "3");
    awaitSeen("1", "2", "3");

    engine.answer("3");
    engine.answer("1");

    await().until(() -> kafka.committed().equals(Map.of(FIRST, 1L)));
    engine.answer("2");
    await().until(() -> kafka.committed().equals(Map.of(FIRST, 3L)));
    assertThat(outcomes).containsExactlyInAnyOrder("settled 1", "settled 2", "settled 3");
  }

  @Test
  void whatWasSettledBeforeIsNoError() {
    engine.holds = true;
    start("behavior.on.reply.error", "fail");
    assign(FIRST);
    receive(FIRST, 0, "1", "2");

    engine.refuse("1", ErrorKind.NOT_FOUND);
    engine.refuse("2", ErrorKind.NOT_FOUND);

    await().until(() -> kafka.committed().equals(Map.of(FIRST, 2L)));
    assertThat(outcomes).containsExactlyInAnyOrder("settled-before 1", "settled-before 2");
    assertThat(failure.isSet()).isFalse();
  }

  @Test
  void whatIsInFlightIsCommittedWhenItsPartitionIsRevoked() {
    engine.holds = true;
    start();
    assign(FIRST, SECOND);
    receive(FIRST, 0, "1", "2");
    receive(SECOND, 0, "3");
    awaitSeen("1", "2", "3");
    engine.answer("1");

    CompletableFuture<Void> answered =
        CompletableFuture.runAsync(() -> engine.answer("2")); // while the partition is given up
    assign(SECOND);
    answered.join();

    assertThat(kafka.committed()).containsEntry(FIRST, 2L);
    engine.answer("3");
    await().until(() -> kafka.committed().equals(Map.of(FIRST, 2L, SECOND, 1L)));
  }

  @Test
  void whatIsNotAnsweredWhenItsPartitionIsRevokedIsLeftToOthers() {
    engine.holds = true;
    start();
    assign(FIRST, SECOND);
    receive(FIRST, 0, "1", "2");
    awaitSeen("1", "2");
    engine.answer("1");

    assign(SECOND);
    engine.refuse("2", ErrorKind.UNAUTHENTICATED);
    receive(SECOND, 0, "3");
    engine.answer("3");

    await().until(() -> kafka.committed().equals(Map.of(FIRST, 1L, SECOND, 1L)));
    assertThat(failure.isSet()).as("the reply is not ours any more").isFalse();
  }

  @Test
  void aPartitionThatComesBackIsReadAgainFromWhereItWasCommitted() {
    engine.holds = true;
    start();
    assign(FIRST);
    receive(FIRST, 0, "1", "2");
    awaitSeen("1", "2");
    engine.answer("1");
    assign(SECOND);
    assertThat(kafka.committed()).containsEntry(FIRST, 1L);
    engine.answer("2");

    assign(FIRST);
    inPoll(() -> kafka.seek(FIRST, 1));
    engine.holds = false;
    receive(FIRST, 1, "2");

    await().until(() -> kafka.committed().get(FIRST) == 2);
    assertThat(engine.seen).containsExactly("1", "2", "2");
  }

  @Test
  void aRebalanceWhilePausedNeitherSticksNorFloods() {
    engine.holds = true;
    start();
    assign(FIRST);
    receive(FIRST, 0, jobs(0, 2_000));
    await().until(() -> kafka.paused().equals(Set.of(FIRST)));
    engine.answer("0"); // still more than half of the buffer

    AtomicReference<Set<TopicPartition>> paused = new AtomicReference<>();
    inPoll(
        () -> {
          kafka.rebalance(List.of(FIRST, SECOND));
          paused.set(kafka.paused());
        });
    assertThat(paused.get()).as("what comes is paused, too").isEqualTo(Set.of(FIRST, SECOND));

    inPoll(
        () -> {
          kafka.rebalance(List.of());
          kafka.rebalance(List.of(FIRST, SECOND));
          paused.set(kafka.paused());
        });
    assertThat(paused.get()).as("nothing waits any more").isEmpty();
  }

  private static String[] jobs(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toArray(String[]::new);
  }

  @Test
  void whatWasReadOfALostPartitionIsForgottenAndNotCommitted() {
    engine.holds = true;
    start();
    assign(FIRST);
    receive(FIRST, 0, "1");
    awaitSeen("1");

    kafka.losePartitions();
    assign(SECOND);
    engine.answer("1");
    receive(SECOND, 0, "2");
    engine.answer("2");

    await().until(() -> kafka.committed().getOrDefault(SECOND, 0L) == 1);
    assertThat(kafka.committed().getOrDefault(FIRST, 0L)).isZero();
  }

  @Test
  void aStopWaitsForWhatIsInFlightAndCommitsIt() {
    engine.holds = true;
    start();
    assign(FIRST);
    receive(FIRST, 0, "1", "2");
    awaitSeen("1", "2");
    engine.answer("1");

    CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> engine.answer("2"));
    replies.close();
    answered.join();

    assertThat(kafka.committed()).isEqualTo(Map.of(FIRST, 2L));
    assertThat(kafka.closed()).isTrue();
    assertThat(failure.isSet()).isFalse();
  }

  @Test
  void offsetsThatWereNotCommittedAreCommittedLater() {
    kafka.refuseCommits(1);
    start();
    assign(FIRST);
    receive(FIRST, 0, "1");

    await().until(() -> kafka.committed().equals(Map.of(FIRST, 1L)));
    assertThat(failure.isSet()).isFalse();
  }

  @Test
  void aStopThatCannotCommitIsAnOrderlyStop() {
    start();
    assign(FIRST);
    receive(FIRST, 0, "1");
    awaitSeen("1");

    kafka.refuseCommits(100);
    replies.close();

    assertThat(kafka.closed()).isTrue();
    assertThat(failure.isSet()).isFalse();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            new TopicAuthorizationException(Set.of("replies")),
            "reply.topic: the brokers do not let these credentials read replies; grant Read and"
                + " Describe on the topic, or correct the credentials below reply.consumer."),
        Arguments.of(
            GroupAuthorizationException.forGroupId("connect-jobs-source-replies"),
            "reply.group.id: the brokers do not let these credentials join the group"
                + " connect-jobs-source-replies; grant Read on the group, or set another"),
        Arguments.of(
            new SaslAuthenticationException("wrong password"),
            "reply.consumer.*: the brokers do not accept these credentials: wrong password"),
        Arguments.of(
            new KafkaException("broken"),
            "replies cannot be read (reply.topic=replies):"
                + " org.apache.kafka.common.KafkaException: broken"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatTheBrokersRefuseFailsTheTaskInPlainWords(KafkaException refusal, String message) {
    start();
    assign(FIRST);

    kafka.setPollException(refusal);

    await().until(failure::isSet);
    assertThatThrownBy(failure::throwIfSet)
        .isInstanceOf(ConnectException.class)
        .hasMessage(message);
    await().until(kafka::closed);
  }

  @Test
  void aTopicThatStaysUnknownFailsTheTask() {
    start(Duration.ofMillis(1));

    await().until(failure::isSet);
    assertThatThrownBy(failure::throwIfSet)
        .hasMessage(
            "reply.topic: there is no topic replies on localhost:1; create it, or correct the name");
  }

  @Test
  void aKnownTopicIsWaitedForHoweverLongItIsEmpty() {
    kafka.createTopic("replies");
    start(Duration.ofMillis(1));
    assign(FIRST);
    receive(FIRST, 0, "1");

    await().until(() -> kafka.committed().equals(Map.of(FIRST, 1L)));
    assertThatCode(failure::throwIfSet).doesNotThrowAnyException();
  }

  @Test
  void aPatternNeedsNoTopicYet() {
    start(Duration.ofMillis(1), "reply.topic", null, "reply.topic.regex", "repl.*");
    kafka.createTopic("replies");
    assign(FIRST);
    receive(FIRST, 0, "1");

    await().until(() -> kafka.committed().equals(Map.of(FIRST, 1L)));
    assertThat(failure.isSet()).isFalse();
  }

  @Test
  void anUnreadableReplyIsCommittedWhenTheErrorTopicHasIt() {
    start("reply.errors.topic", "bad");
    assign(FIRST);
    inPoll(() -> kafka.addRecord(new ConsumerRecord<>("replies", 0, 0, null, new byte[] {'{'})));
    receive(FIRST, 1, "1");

    await().until(() -> producer.history().size() == 1);
    awaitSeen("1");
    assertThat(kafka.committed().getOrDefault(FIRST, 0L)).isZero();
    producer.completeNext();
    await().until(() -> kafka.committed().equals(Map.of(FIRST, 2L)));
    assertThat(outcomes).containsExactlyInAnyOrder("unreadable", "settled 1");
  }

  @Test
  void aReplyTooLargeForTheErrorTopicDoesNotComeForEver() {
    start("reply.errors.topic", "bad");
    assign(FIRST);
    inPoll(() -> kafka.addRecord(new ConsumerRecord<>("replies", 0, 0, null, new byte[] {'{'})));

    await().until(() -> producer.errorNext(new RecordTooLargeException("1 MB")));
    await().until(producer::completeNext);

    await().until(() -> kafka.committed().equals(Map.of(FIRST, 1L)));
    assertThat(producer.history()).hasSize(2);
    assertThat(producer.history().get(1).value()).isNull();
  }

  @Test
  void anErrorTopicThatTakesNothingFailsTheTaskWithAWayOut() {
    start("reply.errors.topic", "bad");
    assign(FIRST);
    inPoll(() -> kafka.addRecord(new ConsumerRecord<>("replies", 0, 0, null, new byte[] {'{'})));

    await().until(() -> producer.errorNext(new TopicAuthorizationException("bad")));

    await().until(failure::isSet);
    assertThatThrownBy(failure::throwIfSet)
        .message()
        .startsWith("reply replies-0@0 was not written to bad: ")
        .endsWith("To go on without it, set behavior.on.reply.error=ignore");
    assertThat(kafka.committed()).doesNotContainEntry(FIRST, 1L);
  }

  @Test
  void aRefusedReplyIsIgnoredWhenToldSo() {
    engine.holds = true;
    start();
    assign(FIRST);
    receive(FIRST, 0, "1");

    engine.refuse("1", ErrorKind.INVALID);

    await().until(() -> kafka.committed().equals(Map.of(FIRST, 1L)));
    assertThat(outcomes).containsExactly("refused 1");
  }

  @Test
  void wrongCredentialsForTheEngineFailTheTaskAndTheReplyIsReadAgain() {
    engine.holds = true;
    start();
    assign(FIRST);
    receive(FIRST, 0, "1");

    engine.refuse("1", ErrorKind.UNAUTHENTICATED);

    await().until(failure::isSet);
    assertThatThrownBy(failure::throwIfSet)
        .hasMessage("reply replies-0@0: complete-job of job 1 failed: no");
    await().until(kafka::closed);
    assertThat(outcomes).isEmpty();
  }
}
