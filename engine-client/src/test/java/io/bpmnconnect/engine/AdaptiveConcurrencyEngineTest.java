package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdaptiveConcurrencyEngineTest {

  private static final EngineCommand SIGNAL = new BroadcastSignal("go", Map.of(), Optional.empty());

  /** Every command the engine was asked for and has not answered yet, oldest first. */
  private final Queue<CompletableFuture<CommandResult>> asked = new ArrayDeque<>();

  private final AtomicLong clock = new AtomicLong();

  private final FakeEngine engine =
      FakeEngine.answering(
          attempt -> {
            CompletableFuture<CommandResult> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
          });

  private static List<CompletionStage<CommandResult>> send(ProcessEngine engine, int commands) {
    List<CompletionStage<CommandResult>> results = new ArrayList<>();
    IntStream.range(0, commands).forEach(i -> results.add(engine.execute(SIGNAL)));
    return results;
  }

  /** Answers what the engine has been asked for until now, and not what that makes room for. */
  private void answerRound(Optional<ErrorKind> refusal) {
    List<CompletableFuture<CommandResult>> round = List.copyOf(asked);
    asked.clear();
    for (CompletableFuture<CommandResult> answer : round) {
      refusal.ifPresentOrElse(
          kind -> answer.completeExceptionally(EngineException.of(kind, "refused")),
          () -> answer.complete(new CommandResult.Accepted()));
    }
  }

  @Test
  void untilTheFirstRefusalTheLimitDoublesWithEachRound() {
    AdaptiveConcurrencyEngine adaptive = new AdaptiveConcurrencyEngine(engine, 64);
    send(adaptive, 1_000);
    assertThat(asked).hasSize(4);

    answerRound(Optional.empty());
    assertThat(asked).hasSize(8);
    answerRound(Optional.empty());
    assertThat(asked).hasSize(16);
  }

  @Test
  void theLimitNeverPassesItsBound() {
    AdaptiveConcurrencyEngine adaptive = new AdaptiveConcurrencyEngine(engine, 10);
    send(adaptive, 1_000);

    for (int round = 0; round < 20; round++) {
      answerRound(Optional.empty());
      assertThat(asked).hasSizeLessThanOrEqualTo(10);
    }
    assertThat(adaptive.limit()).isEqualTo(10);
  }

  @Test
  void refusalsOfOneRoundLowerTheLimitOnce() {
    AdaptiveConcurrencyEngine adaptive = new AdaptiveConcurrencyEngine(engine, 64, clock::get);
    untilRefusedAt64(adaptive);

    assertThat(adaptive.limit()).isEqualTo(44); // 64 × 0.7
    answerRound(Optional.empty());
    assertThat(adaptive.limit()).isEqualTo(44); // no time has passed
  }

  private void untilRefusedAt64(AdaptiveConcurrencyEngine adaptive) {
    send(adaptive, 10_000);
    for (int round = 0; round < 4; round++) {
      answerRound(Optional.empty());
    }
    assertThat(adaptive.limit()).isEqualTo(64);
    answerRound(Optional.of(ErrorKind.BACKPRESSURE));
  }

  /** RFC 9438: K = ∛((64 − 44.8) / 0.4) = 3.63 s. */
  @Test
  void theLimitIsSoonCloseToWhereItWasRefusedAndStaysThereForAWhile() {
    AdaptiveConcurrencyEngine adaptive = new AdaptiveConcurrencyEngine(engine, 100, clock::get);
    untilRefusedAt64(adaptive);

    assertThat(afterSeconds(1.0, adaptive)).isEqualTo(56); // 64 − 0.4 × 2.63³
    assertThat(afterSeconds(1.5, adaptive)).isEqualTo(63);
    assertThat(afterSeconds(1.0, adaptive)).isEqualTo(63);
    assertThat(afterSeconds(1.0, adaptive)).isEqualTo(64);
    assertThat(afterSeconds(2.0, adaptive)).isEqualTo(73); // 64 + 0.4 × 2.87³
    assertThat(afterSeconds(30.0, adaptive)).isEqualTo(100); // the bound
  }

  /** The limit after a time in which the engine answered everything. */
  private int afterSeconds(double seconds, AdaptiveConcurrencyEngine adaptive) {
    clock.addAndGet((long) (seconds * 1e9));
    answerRound(Optional.empty());
    return adaptive.limit();
  }

  @Test
  void whatIsLearntAfterAnIdleTimeIsNotTakenAtOnce() {
    AdaptiveConcurrencyEngine adaptive = new AdaptiveConcurrencyEngine(engine, 64, clock::get);
    untilRefusedAt64(adaptive);
    int lowered = adaptive.limit();

    clock.addAndGet(Duration.ofHours(1).toNanos());
    asked.remove().complete(new CommandResult.Accepted());
    asked.remove().complete(new CommandResult.Accepted());

    assertThat(adaptive.limit()).isEqualTo(lowered + 1);
  }

  @Test
  void theLimitNeverFallsBelowOne() {
    AdaptiveConcurrencyEngine adaptive = new AdaptiveConcurrencyEngine(engine, 64);
    send(adaptive, 1_000);

    for (int round = 0; round < 50; round++) {
      answerRound(Optional.of(ErrorKind.BACKPRESSURE));
      assertThat(asked).isNotEmpty();
    }
    assertThat(adaptive.limit()).isEqualTo(1);
  }

  @Test
  void otherRefusalsDoNotLowerTheLimit() {
    AdaptiveConcurrencyEngine adaptive = new AdaptiveConcurrencyEngine(engine, 64);
    send(adaptive, 1_000);

    answerRound(Optional.of(ErrorKind.NOT_FOUND));
    answerRound(Optional.of(ErrorKind.UNAVAILABLE));

    assertThat(adaptive.limit()).isEqualTo(4);
  }

  @Test
  void anIdleEngineDoesNotRaiseTheLimit() {
    AdaptiveConcurrencyEngine adaptive = new AdaptiveConcurrencyEngine(engine, 64);

    for (int i = 0; i < 100; i++) {
      send(adaptive, 1);
      answerRound(Optional.empty());
    }

    assertThat(adaptive.limit()).isEqualTo(4);
  }

  @Test
  void commandsThatSettleJobsAreNeverHeld() {
    AdaptiveConcurrencyEngine adaptive = new AdaptiveConcurrencyEngine(engine, 1);
    send(adaptive, 10);
    assertThat(asked).hasSize(1);

    IntStream.range(0, 100)
        .forEach(
            i -> adaptive.execute(new CompleteJob(JobRef.of("1"), Map.of(), Optional.empty())));

    assertThat(asked).hasSize(101);
  }

  @Test
  void outcomesAreHandedOnAsTheyAre() {
    AdaptiveConcurrencyEngine adaptive = new AdaptiveConcurrencyEngine(engine, 4);
    List<CompletionStage<CommandResult>> results = send(adaptive, 1);
    EngineException refusal = EngineException.of(ErrorKind.INVALID, "no");

    asked.remove().completeExceptionally(refusal);

    assertThat(results.get(0)).isCompletedExceptionally();
    assertThat(Stages.failure(results.get(0))).isSameAs(refusal);
  }

  @Test
  void theFailureOfACommandThatHadToWaitIsToldToItsListener() {
    AdaptiveConcurrencyEngine adaptive = new AdaptiveConcurrencyEngine(engine, 1);
    send(adaptive, 1);
    List<ErrorKind> told = new ArrayList<>();
    CompletionStage<CommandResult> waiting =
        adaptive.execute(SIGNAL, failure -> told.add(failure.kind()));

    answerRound(Optional.empty());
    assertThat(told).isEmpty();
    answerRound(Optional.of(ErrorKind.CONFLICT));

    assertThat(told).containsExactly(ErrorKind.CONFLICT);
    assertThat(Stages.failure(waiting).kind()).isEqualTo(ErrorKind.CONFLICT);
  }

  @Test
  void anEngineThatAnswersWhileItIsBeingCalledDoesNotOverflowTheStack() {
    CompletableFuture<CommandResult> first = new CompletableFuture<>();
    AdaptiveConcurrencyEngine adaptive =
        new AdaptiveConcurrencyEngine(
            FakeEngine.answering(attempt -> attempt == 1 ? first : FakeEngine.accepted()), 1);
    List<CompletionStage<CommandResult>> results = send(adaptive, 100_000);

    first.complete(new CommandResult.Accepted());

    assertThat(results).allMatch(stage -> stage.toCompletableFuture().isDone());
  }

  @Test
  void closingFailsWhatWaitsAndWhatComesLater() {
    AdaptiveConcurrencyEngine adaptive = new AdaptiveConcurrencyEngine(engine, 1);
    List<CompletionStage<CommandResult>> results = send(adaptive, 3);

    adaptive.close();

    assertThat(engine.closes()).isEqualTo(1);
    assertThat(Stages.failure(results.get(2)).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(Stages.failure(adaptive.execute(SIGNAL)).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }
}
