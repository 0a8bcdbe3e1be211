package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConcurrencyLimitTest {

  private final AtomicLong clock = new AtomicLong();

  /** What was sent and not yet answered. */
  private final Queue<Long> tickets = new ArrayDeque<>();

  private ConcurrencyLimit limit(int most) {
    return new ConcurrencyLimit(most, clock::get);
  }

  /** Sends as many as there is room for. */
  private void fill(ConcurrencyLimit limit) {
    while (limit.hasRoom()) {
      tickets.add(limit.sent());
    }
  }

  private void answerRound(ConcurrencyLimit limit, Optional<ErrorKind> refusal) {
    List<Long> round = List.copyOf(tickets);
    tickets.clear();
    for (long ticket : round) {
      limit.answered(ticket, refusal.map(kind -> EngineException.of(kind, "no")).orElse(null));
      fill(limit);
    }
  }

  @Test
  void untilTheFirstRefusalTheLimitDoublesWithEachRound() {
    ConcurrencyLimit limit = limit(64);
    fill(limit);
    assertThat(tickets).hasSize(4);

    answerRound(limit, Optional.empty());
    assertThat(tickets).hasSize(8);
    answerRound(limit, Optional.empty());
    assertThat(tickets).hasSize(16);
  }

  @Test
  void theLimitNeverPassesItsBound() {
    ConcurrencyLimit limit = limit(10);
    fill(limit);

    for (int round = 0; round < 20; round++) {
      answerRound(limit, Optional.empty());
      assertThat(tickets).hasSizeLessThanOrEqualTo(10);
    }
    assertThat(limit.get()).isEqualTo(10);
  }

  private ConcurrencyLimit refusedAt64(int most, ErrorKind refusal) {
    ConcurrencyLimit limit = limit(most);
    fill(limit);
    for (int round = 0; round < 4; round++) {
      answerRound(limit, Optional.empty());
    }
    assertThat(limit.get()).isEqualTo(64);
    answerRound(limit, Optional.of(refusal));
    return limit;
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"BACKPRESSURE", "TIMEOUT"})
  void refusalsOfOneRoundLowerTheLimitOnce(ErrorKind kind) {
    ConcurrencyLimit limit = refusedAt64(64, kind);

    assertThat(limit.get()).isEqualTo(44); // 64 × 0.7
    answerRound(limit, Optional.empty());
    assertThat(limit.get()).isEqualTo(44); // no time has passed
  }

  /** RFC 9438: K = ∛((64 − 44.8) / 0.4) = 3.63 s. */
  @Test
  void theLimitIsSoonCloseToWhereItWasRefusedAndStaysThereForAWhile() {
    ConcurrencyLimit limit = refusedAt64(100, ErrorKind.BACKPRESSURE);

    assertThat(afterSeconds(1.0, limit)).isEqualTo(56); // 64 − 0.4 × 2.63³
    assertThat(afterSeconds(1.5, limit)).isEqualTo(63);
    assertThat(afterSeconds(1.0, limit)).isEqualTo(63);
    assertThat(afterSeconds(1.0, limit)).isEqualTo(64);
    assertThat(afterSeconds(2.0, limit)).isEqualTo(73); // 64 + 0.4 × 2.87³
    assertThat(afterSeconds(30.0, limit)).isEqualTo(100); // the bound
  }

  /** The limit after a time in which the engine answered everything. */
  private int afterSeconds(double seconds, ConcurrencyLimit limit) {
    clock.addAndGet((long) (seconds * 1e9));
    answerRound(limit, Optional.empty());
    return limit.get();
  }

  @Test
  void whatIsLearntAfterAnIdleTimeIsNotTakenAtOnce() {
    ConcurrencyLimit limit = refusedAt64(64, ErrorKind.BACKPRESSURE);
    int lowered = limit.get();

    clock.addAndGet(Duration.ofHours(1).toNanos());
    limit.answered(tickets.remove(), null);
    fill(limit);
    limit.answered(tickets.remove(), null);

    assertThat(limit.get()).isEqualTo(lowered + 1);
  }

  @Test
  void theLimitNeverFallsBelowOne() {
    ConcurrencyLimit limit = limit(64);
    fill(limit);

    for (int round = 0; round < 50; round++) {
      answerRound(limit, Optional.of(ErrorKind.BACKPRESSURE));
      assertThat(tickets).isNotEmpty();
    }
    assertThat(limit.get()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"INVALID", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "LOCK_LOST", "CONTENTION"})
  void aRefusalThatShowsAHealthyEngineRaisesTheLimit(ErrorKind kind) {
    ConcurrencyLimit limit = limit(64);
    fill(limit);

    answerRound(limit, Optional.of(kind));

    assertThat(limit.get()).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"UNAVAILABLE", "INTERNAL", "UNAUTHENTICATED"})
  void aRefusalThatTellsNothingOfTheLoadChangesNothing(ErrorKind kind) {
    ConcurrencyLimit limit = limit(64);
    fill(limit);

    answerRound(limit, Optional.of(kind));

    assertThat(limit.get()).isEqualTo(4);
  }

  @Test
  void anIdleEngineDoesNotRaiseTheLimit() {
    ConcurrencyLimit limit = limit(64);

    for (int i = 0; i < 100; i++) {
      limit.answered(limit.sent(), null);
    }

    assertThat(limit.get()).isEqualTo(4);
  }

  @Test
  void commandsThatSettleJobsAreNotCounted() {
    assertThat(ConcurrencyLimit.counts(new CompleteJob(JobRef.of("1"), Map.of(), Optional.empty())))
        .isFalse();
    assertThat(ConcurrencyLimit.counts(new BroadcastSignal("go", Map.of(), Optional.empty())))
        .isTrue();
  }
}
