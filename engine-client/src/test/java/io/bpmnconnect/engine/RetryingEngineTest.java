package io.bpmnconnect.engine;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class RetryingEngineTest {

  private static final RetryPolicy EAGER = policy(Duration.ZERO, Duration.ofHours(1));
  private static final RetryPolicy SLOW = policy(Duration.ofDays(1), Duration.ofDays(10));

  private static final EngineCommand COMMAND =
      new CreateProcessInstance(
          new Definition.ById("order", -1),
          Map.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          false,
          OptionalLong.empty());
  private static final EngineCommand CORRELATE =
      new CorrelateMessage(
          "paid",
          new Correlation.ByKey("o-1", Optional.empty()),
          Map.of(),
          Optional.empty(),
          false);

  private static RetryingEngine retrying(ProcessEngine engine, RetryPolicy policy) {
    return new RetryingEngine(engine, policy, Executors.defaultThreadFactory());
  }

  private static RetryPolicy policy(Duration backoff, Duration deliveryTimeout) {
    return new RetryPolicy(backoff, backoff, deliveryTimeout, Duration.ZERO, true);
  }

  @Test
  void aCommandThatIsAcceptedIsSentOnce() throws Exception {
    FakeEngine fake = FakeEngine.failing(0, ErrorKind.UNAVAILABLE);
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      CommandResult result = result(engine.execute(COMMAND));

      assertThat(result).isEqualTo(new CommandResult.Accepted());
      assertThat(fake.attempts()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"BACKPRESSURE", "UNAVAILABLE", "TIMEOUT", "INTERNAL"})
  void aFaultThatPassesIsOvercome(ErrorKind kind) throws Exception {
    FakeEngine fake = FakeEngine.failing(7, kind);
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      CommandResult result = result(engine.execute(COMMAND));

      assertThat(result).isEqualTo(new CommandResult.Accepted());
      assertThat(fake.attempts()).isEqualTo(8);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"INVALID", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED"})
  void aRefusalIsHandedOutUnchangedAfterOneAttempt(ErrorKind kind) {
    FakeEngine fake = FakeEngine.alwaysFailing(kind);
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      EngineException failure = failure(engine.execute(COMMAND));

      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure).hasMessage("engine answered 599 the title: the detail");
      assertThat(fake.attempts()).isEqualTo(1);
    }
  }

  @Test
  void aRefusalThatMayPassIsTriedAgain() throws Exception {
    FakeEngine fake =
        FakeEngine.answering(
            attempt -> attempt <= 7 ? passing(Duration.ofHours(1)) : FakeEngine.accepted());
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      result(engine.execute(COMMAND));

      assertThat(fake.attempts()).isEqualTo(8);
    }
  }

  @Test
  void aCommandThatIsRefusedAgainAndAgainWhileOthersAreNotIsGivenUp() {
    FakeEngine fake = FakeEngine.answering(attempt -> passing(Duration.ofMillis(50)));
    try (ProcessEngine engine = retrying(fake, policy(Duration.ofMillis(2), Duration.ofHours(1)))) {
      assertThat(failure(engine.execute(COMMAND)).kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
      assertThat(fake.attempts()).isGreaterThan(1);
    }
  }

  private static CompletionStage<CommandResult> passing(Duration grace) {
    return CompletableFuture.failedFuture(
        EngineException.of(ErrorKind.UNAUTHENTICATED, "no").passing(grace));
  }

  @Test
  void aRefusalInsideAWrapperIsStillARefusal() {
    FakeEngine fake =
        FakeEngine.answering(
            attempt ->
                CompletableFuture.failedFuture(
                    new CompletionException(EngineException.of(ErrorKind.CONFLICT, "taken"))));
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      assertThat(failure(engine.execute(COMMAND))).hasMessage("taken");
      assertThat(fake.attempts()).isEqualTo(1);
    }
  }

  @Test
  void attemptsEndWithTheDeliveryTimeout() {
    Duration deliveryTimeout = Duration.ofMillis(200);
    FakeEngine fake = FakeEngine.alwaysFailing(ErrorKind.BACKPRESSURE);
    try (ProcessEngine engine = retrying(fake, policy(Duration.ofMillis(2), deliveryTimeout))) {
      long begin = System.nanoTime();

      EngineException failure = failure(engine.execute(COMMAND));

      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThanOrEqualTo(deliveryTimeout);
      assertThat(failure.kind()).isEqualTo(ErrorKind.BACKPRESSURE);
      assertThat(fake.attempts()).isGreaterThan(1);
    }
  }

  @Test
  void theErrorAfterManyAttemptsTellsTheirNumberAndKeepsWhatTheEngineSaid() {
    FakeEngine fake =
        FakeEngine.answering(
            attempt -> FakeEngine.failure(attempt < 5 ? ErrorKind.TIMEOUT : ErrorKind.INVALID));
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      EngineException failure = failure(engine.execute(COMMAND));

      assertThat(failure).hasMessage("after 5 attempts: engine answered 599 the title: the detail");
      assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
      assertThat(failure.status()).hasValue(599);
      assertThat(failure.title()).hasValue("the title");
      assertThat(failure.detail()).hasValue("the detail");
    }
  }

  @Test
  void aMessageIsCorrelatedAgainUntilSomethingWaitsForIt() throws Exception {
    FakeEngine fake = FakeEngine.failing(3, ErrorKind.NOT_FOUND);
    RetryPolicy patient =
        new RetryPolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofHours(1), true);
    try (ProcessEngine engine = retrying(fake, patient)) {
      result(engine.execute(CORRELATE));

      assertThat(fake.attempts()).isEqualTo(4);
    }
  }

  @Test
  void aMessageThatNothingEverWaitsForIsGivenUpAfterItsOwnTime() {
    FakeEngine fake = FakeEngine.alwaysFailing(ErrorKind.NOT_FOUND);
    RetryPolicy patient =
        new RetryPolicy(
            Duration.ofMillis(2),
            Duration.ofMillis(2),
            Duration.ofHours(1),
            Duration.ofMillis(50),
            true);
    try (ProcessEngine engine = retrying(fake, patient)) {
      EngineException failure = failure(engine.execute(CORRELATE));

      assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
      assertThat(failure).hasMessageStartingWith("after ");
    }
  }

  // Ambiguous failures

  private static RetryPolicy neverCreatingTwice() {
    return new RetryPolicy(Duration.ZERO, Duration.ZERO, Duration.ofHours(1), Duration.ZERO, false);
  }

  private static CompletionStage<CommandResult> broken() {
    return CompletableFuture.failedFuture(
        EngineException.of(ErrorKind.UNAVAILABLE, "the connection broke").ambiguous());
  }

  @Test
  void anAmbiguousCreationIsFinalWhenItMustNotCreateTwo() {
    FakeEngine fake =
        FakeEngine.answering(
            attempt -> attempt == 1 ? FakeEngine.failure(ErrorKind.BACKPRESSURE) : broken());
    try (ProcessEngine engine = retrying(fake, neverCreatingTwice())) {
      EngineException failure = failure(engine.execute(COMMAND));

      assertThat(failure).hasMessage("after 2 attempts: the connection broke");
      assertThat(failure.isAmbiguous()).isTrue();
      assertThat(fake.attempts()).isEqualTo(2);
    }
  }

  @Test
  void otherAmbiguousCommandsAreTriedAgainAllTheSame() throws Exception {
    FakeEngine fake =
        FakeEngine.answering(attempt -> attempt < 4 ? broken() : FakeEngine.accepted());
    try (ProcessEngine engine = retrying(fake, neverCreatingTwice())) {
      result(engine.execute(new CompleteJob(JobRef.of("1"), Map.of(), Optional.empty())));

      assertThat(fake.attempts()).isEqualTo(4);
    }
  }

  @Test
  void anInstanceWhoseEndDidNotComeInTimeIsStartedOnce() {
    FakeEngine fake = FakeEngine.alwaysFailing(ErrorKind.TIMEOUT);
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      EngineException failure = failure(engine.execute(RetryPolicyTest.awaitedCreation()));

      assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
      assertThat(fake.attempts()).isEqualTo(1);
    }
  }

  // Who listens to failed attempts

  @Test
  void eachFailedAttemptIsToldInItsOrderAndBeforeTheResult() throws Exception {
    FakeEngine fake =
        FakeEngine.answering(
            attempt ->
                attempt < 4
                    ? CompletableFuture.failedFuture(
                        EngineException.of(ErrorKind.UNAVAILABLE, "attempt " + attempt))
                    : FakeEngine.accepted());
    Queue<String> told = new ConcurrentLinkedQueue<>();
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      CompletionStage<List<String>> toldByThen =
          engine
              .execute(COMMAND, failure -> told.add(failure.getMessage()))
              .thenApply(accepted -> List.copyOf(told));

      assertThat(result(toldByThen)).containsExactly("attempt 1", "attempt 2", "attempt 3");
    }
  }

  @Test
  void theLastFailedAttemptIsToldAsWellAsItCame() {
    FakeEngine fake =
        FakeEngine.answering(
            attempt -> FakeEngine.failure(attempt < 3 ? ErrorKind.TIMEOUT : ErrorKind.INVALID));
    Queue<EngineException> told = new ConcurrentLinkedQueue<>();
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      EngineException failure = failure(engine.execute(COMMAND, told::add));

      assertThat(told)
          .extracting(EngineException::kind)
          .containsExactly(ErrorKind.TIMEOUT, ErrorKind.TIMEOUT, ErrorKind.INVALID);
      assertThat(told)
          .extracting(EngineException::getMessage)
          .containsOnly("engine answered 599 the title: the detail");
      assertThat(failure).hasMessageStartingWith("after 3 attempts: ");
    }
  }

  @Test
  void anAcceptedCommandTellsOfNoFailure() throws Exception {
    Queue<EngineException> told = new ConcurrentLinkedQueue<>();
    try (ProcessEngine engine = retrying(FakeEngine.failing(0, ErrorKind.INTERNAL), EAGER)) {
      result(engine.execute(COMMAND, told::add));

      assertThat(told).isEmpty();
    }
  }

  @Test
  void aListenerThatThrowsHarmsNothing() throws Exception {
    FakeEngine fake = FakeEngine.failing(3, ErrorKind.UNAVAILABLE);
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      CommandResult result =
          result(
              engine.execute(
                  COMMAND,
                  failure -> {
                    throw new IllegalStateException("broken listener");
                  }));

      assertThat(result).isEqualTo(new CommandResult.Accepted());
      assertThat(fake.attempts()).isEqualTo(4);
    }
  }

  @Test
  void aListenerThatThrowsDoesNotReplaceTheFailure() {
    try (ProcessEngine engine = retrying(FakeEngine.alwaysFailing(ErrorKind.CONFLICT), EAGER)) {
      EngineException failure =
          failure(
              engine.execute(
                  COMMAND,
                  told -> {
                    throw new IllegalStateException("broken listener");
                  }));

      assertThat(failure.kind()).isEqualTo(ErrorKind.CONFLICT);
    }
  }

  @Test
  void anEngineWithoutRetriesTellsItsOneFailureBeforeTheResult() throws Exception {
    ProcessEngine engine = FakeEngine.failing(1, ErrorKind.TIMEOUT);
    Queue<ErrorKind> told = new ConcurrentLinkedQueue<>();

    CompletionStage<CommandResult> failed =
        engine.execute(COMMAND, failure -> told.add(failure.kind()));
    CompletionStage<CommandResult> accepted =
        engine.execute(COMMAND, failure -> told.add(failure.kind()));

    assertThat(failure(failed).kind()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(result(accepted)).isEqualTo(new CommandResult.Accepted());
    assertThat(told).containsExactly(ErrorKind.TIMEOUT);
  }

  @Test
  void anEngineWithoutRetriesKeepsItsFailureWhenTheListenerThrows() {
    ProcessEngine engine = FakeEngine.alwaysFailing(ErrorKind.CONFLICT);

    EngineException failure =
        failure(
            engine.execute(
                COMMAND,
                told -> {
                  throw new IllegalStateException("broken listener");
                }));

    assertThat(failure.kind()).isEqualTo(ErrorKind.CONFLICT);
  }

  // Time

  @Test
  void thePauseBeforeTheLastAttemptEndsWithTheDeliveryTimeout() {
    // Nearly every pause of a day is cut to what is left, and the attempt after it is the last.
    FakeEngine fake = FakeEngine.alwaysFailing(ErrorKind.UNAVAILABLE);
    RetryPolicy policy = policy(Duration.ofDays(1), Duration.ofMillis(300));
    try (ProcessEngine engine = retrying(fake, policy)) {
      EngineException failure = failure(engine.execute(COMMAND));

      assertThat(failure).hasMessageStartingWith("after 2 attempts: ");
      assertThat(fake.attempts()).isEqualTo(2);
    }
  }

  @Test
  void tenThousandImmediateFailuresDoNotOverflowTheStack() throws Exception {
    FakeEngine fake = FakeEngine.failing(10_000, ErrorKind.UNAVAILABLE);
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      CommandResult result = result(engine.execute(COMMAND));

      assertThat(result).isEqualTo(new CommandResult.Accepted());
      assertThat(fake.attempts()).isEqualTo(10_001);
    }
  }

  @Test
  void aPauseHoldsNoThreadOfTheCaller() {
    FakeEngine fake = FakeEngine.alwaysFailing(ErrorKind.UNAVAILABLE);
    try (ProcessEngine engine = retrying(fake, SLOW)) {
      List<CompletionStage<CommandResult>> stages = new ArrayList<>();

      for (int i = 0; i < 1_000; i++) {
        stages.add(engine.execute(COMMAND));
      }

      // Each pause is drawn from a day: that any of a thousand has ended by now is out of the
      // question, so all the calls have returned before their second attempt.
      assertThat(fake.attempts()).isEqualTo(1_000);
      assertThat(stages).noneMatch(stage -> stage.toCompletableFuture().isDone());
    }
  }

  @Test
  void anEngineThatThrowsIsAFaultLikeAnyOther() throws Exception {
    FakeEngine fake =
        FakeEngine.answering(
            attempt -> {
              if (attempt < 3) {
                throw new IllegalStateException("broken on attempt " + attempt);
              }
              return FakeEngine.accepted();
            });
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      CommandResult result = result(engine.execute(COMMAND));

      assertThat(result).isEqualTo(new CommandResult.Accepted());
      assertThat(fake.attempts()).isEqualTo(3);
    }
  }

  @Test
  void closingFailsWhatWaitsForItsNextAttempt() {
    FakeEngine fake = FakeEngine.alwaysFailing(ErrorKind.BACKPRESSURE);
    ProcessEngine engine = retrying(fake, SLOW);
    CompletionStage<CommandResult> waiting = engine.execute(COMMAND);

    engine.close();

    assertThat(failure(waiting).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure(waiting)).hasMessageContaining("closed");
  }

  @Test
  void closingFailsWhatTheEngineNeverAnswers() {
    FakeEngine fake = FakeEngine.answering(attempt -> new CompletableFuture<>());
    ProcessEngine engine = retrying(fake, EAGER);
    CompletionStage<CommandResult> unanswered = engine.execute(COMMAND);

    engine.close();

    assertThat(failure(unanswered).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void closingClosesTheEngineAndCanBeDoneAgain() {
    FakeEngine fake = FakeEngine.failing(0, ErrorKind.INTERNAL);
    ProcessEngine engine = retrying(fake, EAGER);

    engine.close();
    engine.close();

    assertThat(fake.closes()).isPositive();
  }

  @Test
  void aCommandAfterClosingFailsWithoutAnAttempt() {
    FakeEngine fake = FakeEngine.failing(0, ErrorKind.INTERNAL);
    ProcessEngine engine = retrying(fake, EAGER);
    engine.close();

    EngineException failure = failure(engine.execute(COMMAND));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(fake.attempts()).isZero();
  }

  @Test
  void aFailureThatArrivesAfterClosingIsNotTriedAgain() {
    CompletableFuture<CommandResult> late = new CompletableFuture<>();
    FakeEngine fake = FakeEngine.answering(attempt -> late);
    ProcessEngine engine = retrying(fake, EAGER);
    CompletionStage<CommandResult> stage = engine.execute(COMMAND);

    engine.close();
    late.completeExceptionally(EngineException.of(ErrorKind.TIMEOUT, "too late"));

    assertThat(failure(stage).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(fake.attempts()).isEqualTo(1);
  }

  @Test
  void nothingIsLeftOpenWhenClosingMeetsCommandsOfOtherThreads() throws Exception {
    FakeEngine fake = FakeEngine.alwaysFailing(ErrorKind.UNAVAILABLE);
    ProcessEngine engine = retrying(fake, policy(Duration.ofMillis(1), Duration.ofHours(1)));
    ConcurrentLinkedQueue<CompletionStage<CommandResult>> stages = new ConcurrentLinkedQueue<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread caller =
          new Thread(
              () -> {
                for (int call = 0; call < 2_000; call++) {
                  stages.add(engine.execute(COMMAND));
                }
              });
      callers.add(caller);
      caller.start();
    }
    await().until(() -> stages.size() > 1_000);

    engine.close();
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(stages).hasSize(8_000);
    await().until(() -> stages.stream().allMatch(stage -> stage.toCompletableFuture().isDone()));
    assertThat(stages)
        .allSatisfy(stage -> assertThat(failure(stage).kind()).isEqualTo(ErrorKind.UNAVAILABLE));
  }

  @Test
  void itsThreadEndsWithIt() {
    AtomicReference<Thread> worker = new AtomicReference<>();
    FakeEngine fake =
        FakeEngine.answering(
            attempt -> {
              worker.set(Thread.currentThread());
              return attempt == 1
                  ? FakeEngine.failure(ErrorKind.TIMEOUT)
                  : new CompletableFuture<>();
            });
    ProcessEngine engine = retrying(fake, EAGER);
    engine.execute(COMMAND);
    await().until(() -> fake.attempts() == 2 && worker.get() != Thread.currentThread());

    engine.close();

    await().until(() -> !worker.get().isAlive());
  }

  @Test
  void jobActivationIsNotTriedAgain() {
    FakeEngine fake = FakeEngine.alwaysFailing(ErrorKind.UNAVAILABLE);
    JobActivation activation =
        new JobActivation(
            List.of(
                new JobActivation.OfType(
                    "pay", Duration.ofSeconds(1), List.of(), List.of(), JobActivation.Filter.ALL)),
            "w",
            1,
            Duration.ZERO,
            List.of(),
            Optional.empty(),
            false,
            false,
            3,
            new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
    try (ProcessEngine engine = retrying(fake, EAGER)) {
      EngineException failure = failure(engine.activateJobs(activation));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(fake.attempts()).isEqualTo(1);
    }
  }

  @Test
  void theEngineIsAskedWhoItIs() throws Exception {
    try (ProcessEngine engine = retrying(FakeEngine.failing(0, ErrorKind.INTERNAL), EAGER)) {
      assertThat(result(engine.info())).isEqualTo(new EngineInfo("fake", "1", Map.of(), Map.of()));
    }
  }
}
