package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.EvaluateConditionals;
import io.bpmnconnect.engine.EngineCommand.EvaluateDecision;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineCommand.ResolveIncident;
import io.bpmnconnect.engine.EngineCommand.SetVariables;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

class RetryPolicyTest {

  private static EngineException failure(ErrorKind kind) {
    return EngineException.of(kind, "refused");
  }

  private static final Duration DELIVERY_TIMEOUT = Duration.ofHours(1);
  private static final Duration UNMATCHED_RETRY = Duration.ofSeconds(30);
  private static final Duration A_TICK = Duration.ofNanos(1);
  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);

  private static final EngineCommand CORRELATE =
      new CorrelateMessage(
          "paid",
          new Correlation.ByKey("o-1", Optional.empty()),
          Map.of(),
          Optional.empty(),
          false);

  private static final EngineCommand SIGNAL = new BroadcastSignal("go", Map.of(), Optional.empty());

  private final RetryPolicy policy =
      new RetryPolicy(
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          DELIVERY_TIMEOUT,
          UNMATCHED_RETRY,
          Ambiguity.UNBOUNDED);

  static List<EngineCommand> everyCommand() {
    return List.of(
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
            OptionalLong.empty()),
        new PublishMessage(
            "paid",
            new Correlation.ByKey("o-1", Optional.empty()),
            Duration.ZERO,
            Optional.empty(),
            Map.of(),
            Optional.empty()),
        CORRELATE,
        new BroadcastSignal("go", Map.of(), Optional.empty()),
        new CompleteJob(JobRef.of("1"), Map.of(), Optional.empty()),
        new FailJob(JobRef.of("1"), 0, Optional.empty(), Duration.ZERO, Map.of()),
        new ThrowJobError(JobRef.of("1"), "E", Optional.empty(), Map.of()),
        new UpdateJob(JobRef.of("1"), OptionalInt.empty(), Optional.empty(), OptionalInt.empty()),
        new ReleaseJob(JobRef.of("1"), OptionalInt.of(3)),
        new CancelProcessInstance("2", OptionalLong.empty()),
        new SetVariables("3", Map.of(), false, OptionalLong.empty()),
        new ResolveIncident("4", OptionalLong.empty()),
        new EvaluateDecision(new Definition.ById("discount", -1), Map.of(), Optional.empty()),
        new EvaluateConditionals(Map.of(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /** A creation that waits for the end of its instance. */
  static EngineCommand awaitedCreation() {
    return new CreateProcessInstance(
        new Definition.ById("order", -1),
        Map.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.of(new CreateProcessInstance.Await(Duration.ofSeconds(10), List.of())),
        false,
        OptionalLong.empty());
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"BACKPRESSURE", "UNAVAILABLE", "TIMEOUT"})
  void whatMayPassIsTriedAgainUntilTheDeliveryTimeout(ErrorKind kind) {
    assertThat(everyCommand())
        .allSatisfy(
            command -> {
              assertThat(policy.retries(command, failure(kind), 1, Duration.ZERO)).isTrue();
              assertThat(policy.retries(command, failure(kind), 1, DELIVERY_TIMEOUT.minus(A_TICK)))
                  .isTrue();
              assertThat(policy.retries(command, failure(kind), 1, DELIVERY_TIMEOUT)).isFalse();
            });
  }

  @Test
  void anUnexplainedFaultIsTriedAgainForOneMinute() {
    Duration minute = Duration.ofMinutes(1);

    assertThat(everyCommand())
        .allSatisfy(
            command -> {
              assertThat(
                      policy.retries(command, failure(ErrorKind.INTERNAL), 1, minute.minus(A_TICK)))
                  .isTrue();
              assertThat(policy.retries(command, failure(ErrorKind.INTERNAL), 1, minute)).isFalse();
            });
  }

  @Test
  void anUnexplainedFaultIsNotTriedAgainAfterAShorterDeliveryTimeout() {
    RetryPolicy impatient =
        new RetryPolicy(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ZERO,
            Ambiguity.UNBOUNDED);

    assertThat(impatient.retries(CORRELATE, failure(ErrorKind.INTERNAL), 1, Duration.ofMillis(999)))
        .isTrue();
    assertThat(impatient.retries(CORRELATE, failure(ErrorKind.INTERNAL), 1, Duration.ofSeconds(1)))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"INVALID", "UNAUTHENTICATED", "FORBIDDEN", "CONFLICT", "UNSUPPORTED"})
  void whatTheSameCommandNeverOvercomesIsNotTriedAgain(ErrorKind kind) {
    assertThat(everyCommand())
        .noneMatch(command -> policy.retries(command, failure(kind), 1, Duration.ZERO));
  }

  @Test
  void onlyAMessageThatNothingWaitsForIsTriedAgainWhenNotFound() {
    assertThat(everyCommand())
        .filteredOn(
            command -> policy.retries(command, failure(ErrorKind.NOT_FOUND), 1, Duration.ZERO))
        .containsExactly(CORRELATE);
  }

  @Test
  void aMessageThatNothingWaitsForIsTriedAgainForItsOwnTime() {
    assertThat(
            policy.retries(
                CORRELATE, failure(ErrorKind.NOT_FOUND), 1, UNMATCHED_RETRY.minus(A_TICK)))
        .isTrue();
    assertThat(policy.retries(CORRELATE, failure(ErrorKind.NOT_FOUND), 1, UNMATCHED_RETRY))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(value = ErrorKind.class, mode = Mode.EXCLUDE, names = "NOT_FOUND")
  void aZeroDeliveryTimeoutMeansOneAttempt(ErrorKind kind) {
    RetryPolicy once =
        new RetryPolicy(
            Duration.ZERO, Duration.ZERO, Duration.ZERO, UNMATCHED_RETRY, Ambiguity.UNBOUNDED);

    assertThat(everyCommand())
        .noneMatch(command -> once.retries(command, failure(kind), 1, Duration.ZERO));
  }

  private static RetryPolicy attempting(int ambiguous) {
    return new RetryPolicy(
        Duration.ZERO,
        Duration.ZERO,
        DELIVERY_TIMEOUT,
        UNMATCHED_RETRY,
        new Ambiguity(ambiguous, true));
  }

  static List<EngineException> ambiguousFailures() {
    return List.of(
        failure(ErrorKind.TIMEOUT),
        failure(ErrorKind.UNAVAILABLE).ambiguous(),
        failure(ErrorKind.INTERNAL).ambiguous());
  }

  @ParameterizedTest
  @MethodSource("ambiguousFailures")
  void whatMustNotBeDoneTwiceIsNotTriedAgainWhenItMayHaveBeenDone(EngineException failure) {
    assertThat(everyCommand())
        .filteredOn(command -> !attempting(1).retries(command, failure, 1, Duration.ZERO))
        .extracting(EngineCommand::operation)
        .containsExactlyInAnyOrder(
            Operation.CREATE_PROCESS_INSTANCE,
            Operation.CORRELATE_MESSAGE,
            Operation.BROADCAST_SIGNAL,
            Operation.EVALUATE_CONDITIONALS);
  }

  @Test
  void aMessageIsOneOfThoseWhereTheEngineDoesNotKnowItsId() {
    RetryPolicy withoutIds =
        new RetryPolicy(
            Duration.ZERO,
            Duration.ZERO,
            DELIVERY_TIMEOUT,
            UNMATCHED_RETRY,
            new Ambiguity(1, false));

    assertThat(everyCommand())
        .filteredOn(command -> command.operation() == Operation.PUBLISH_MESSAGE)
        .isNotEmpty()
        .noneMatch(
            command -> withoutIds.retries(command, failure(ErrorKind.TIMEOUT), 1, Duration.ZERO));
  }

  @Test
  void attemptsThatMayHaveBeenCarriedOutAreBounded() {
    RetryPolicy twice = attempting(2);

    assertThat(twice.retries(CORRELATE, failure(ErrorKind.TIMEOUT), 1, Duration.ZERO)).isTrue();
    assertThat(twice.retries(CORRELATE, failure(ErrorKind.TIMEOUT), 2, Duration.ZERO)).isFalse();
    assertThat(twice.retries(CORRELATE, failure(ErrorKind.UNAVAILABLE), 2, Duration.ZERO))
        .as("this one was surely not carried out")
        .isTrue();
  }

  @Test
  void whatWasAnsweredAsDoneInAFormThatCannotBeReadIsNotDoneAgain() {
    assertThat(policy.retries(CORRELATE, failure(ErrorKind.INTERNAL).ambiguous(), 1, Duration.ZERO))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"BACKPRESSURE", "UNAVAILABLE", "INTERNAL"})
  void whatWasSurelyNotCarriedOutIsTriedAgain(ErrorKind kind) {
    assertThat(everyCommand())
        .allMatch(command -> attempting(1).retries(command, failure(kind), 0, Duration.ZERO));
  }

  @ParameterizedTest
  @MethodSource("ambiguousFailures")
  void anAwaitedCreationIsSentOnceWhateverItsFailureLooksLike(EngineException failure) {
    assertThat(policy.retries(awaitedCreation(), failure, 1, Duration.ZERO)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"BACKPRESSURE", "UNAVAILABLE", "INTERNAL"})
  void anAwaitedCreationThatWasSurelyNotCarriedOutIsTriedAgain(ErrorKind kind) {
    assertThat(policy.retries(awaitedCreation(), failure(kind), 0, Duration.ZERO)).isTrue();
  }

  @Test
  void aZeroUnmatchedMessageRetryMeansOneAttempt() {
    RetryPolicy once =
        new RetryPolicy(
            Duration.ZERO, Duration.ZERO, DELIVERY_TIMEOUT, Duration.ZERO, Ambiguity.UNBOUNDED);

    assertThat(once.retries(CORRELATE, failure(ErrorKind.NOT_FOUND), 1, Duration.ZERO)).isFalse();
  }

  @Test
  void pausesStayBelowABoundThatDoublesUpToTheLargest() {
    IntStream.rangeClosed(1, 200)
        .forEach(
            attempts -> {
              long bound = (long) Math.min(10_000, 100 * Math.pow(2, attempts - 1));

              assertThat(draws(policy, attempts)).allMatch(pause -> pause >= 0 && pause <= bound);
            });
  }

  @Test
  void pausesFillTheWholeRangeBelowTheirBound() {
    // Of 1,000 even draws, the chance that none falls into a given tenth is 10^-46.
    assertThat(draws(policy, 1)).anyMatch(pause -> pause < 10).anyMatch(pause -> pause > 90);
    assertThat(draws(policy, 3)).anyMatch(pause -> pause < 40).anyMatch(pause -> pause > 360);
    assertThat(draws(policy, 50)).anyMatch(pause -> pause < 1_000).anyMatch(pause -> pause > 9_000);
  }

  @Test
  void aZeroBackoffMeansNoPause() {
    RetryPolicy eager =
        new RetryPolicy(
            Duration.ZERO,
            Duration.ofSeconds(10),
            DELIVERY_TIMEOUT,
            Duration.ZERO,
            Ambiguity.UNBOUNDED);

    assertThat(IntStream.of(1, 2, 100, Integer.MAX_VALUE).mapToObj(eager::pause))
        .containsOnly(Duration.ZERO);
  }

  @Test
  void theLargestBackoffBoundsTheFirstPauseToo() {
    RetryPolicy capped =
        new RetryPolicy(
            Duration.ofHours(1),
            Duration.ofMillis(5),
            DELIVERY_TIMEOUT,
            Duration.ZERO,
            Ambiguity.UNBOUNDED);

    assertThat(draws(capped, 1)).allMatch(pause -> pause <= 5);
  }

  static Stream<RetryPolicy> hugePolicies() {
    return Stream.of(
            Duration.ofDays(30),
            Duration.ofMillis(1L << 33),
            Duration.ofMillis(Long.MAX_VALUE / 2 + 1),
            Duration.ofMillis(Long.MAX_VALUE),
            LONGEST)
        .flatMap(
            huge ->
                Stream.of(
                    new RetryPolicy(huge, huge, LONGEST, LONGEST, Ambiguity.UNBOUNDED),
                    new RetryPolicy(huge, LONGEST, LONGEST, LONGEST, Ambiguity.UNBOUNDED),
                    new RetryPolicy(
                        Duration.ofMillis(3), huge, LONGEST, LONGEST, Ambiguity.UNBOUNDED)));
  }

  @ParameterizedTest
  @MethodSource("hugePolicies")
  void hugeBackoffsDoNotOverflow(RetryPolicy huge) {
    for (int attempts : new int[] {1, 2, 30, 31, 32, 62, 63, 64, 65, 1_000, Integer.MAX_VALUE}) {
      assertThat(draws(huge, attempts)).allMatch(pause -> pause >= 0);
    }
    // No overflow has made the bound of a late pause small.
    assertThat(draws(huge, 40)).anyMatch(pause -> pause > Duration.ofDays(1).toMillis());
  }

  @Test
  void aPauseEndsWithTheDeliveryTimeoutAtTheLatest() {
    Duration left = Duration.ofMillis(7);

    List<Duration> pauses =
        IntStream.range(0, 1_000).mapToObj(draw -> pause(DELIVERY_TIMEOUT.minus(left))).toList();

    assertThat(pauses).allMatch(pause -> pause.compareTo(left) <= 0).contains(left);
  }

  @Test
  void aPauseThatIsOverBeforeTheDeliveryTimeoutStaysAsItIs() {
    assertThat(IntStream.range(0, 1_000).mapToObj(draw -> pause(Duration.ZERO).toMillis()))
        .anyMatch(pause -> pause > 9_000);
  }

  private Duration pause(Duration elapsed) {
    return policy.pause(SIGNAL, EngineException.of(ErrorKind.UNAVAILABLE, "away"), 50, elapsed);
  }

  @Test
  void aPublishedMessageIsTriedAgainWhileNothingWaitsUntilItsTimeToLiveIsOver() {
    EngineCommand message =
        new PublishMessage(
            "paid",
            new Correlation.ByKey("o-1", Optional.empty()),
            Duration.ofSeconds(5),
            Optional.empty(),
            Map.of(),
            Optional.empty());
    EngineException unmatched = EngineException.of(ErrorKind.NOT_FOUND, "nothing waits");

    assertThat(policy.retries(message, unmatched, 1, Duration.ofMillis(4_999))).isTrue();
    assertThat(policy.retries(message, unmatched, 1, Duration.ofSeconds(5))).isFalse();
    assertThat(policy.pause(message, unmatched, 50, Duration.ofMillis(4_990)))
        .isLessThanOrEqualTo(Duration.ofMillis(10));
  }

  @Test
  void thePauseAfterAConcurrentChangeDoesNotGrow() {
    EngineException contention = EngineException.of(ErrorKind.CONTENTION, "somebody was faster");

    assertThat(policy.retries(SIGNAL, contention, 1, DELIVERY_TIMEOUT.minusMillis(1))).isTrue();
    assertThat(IntStream.range(0, 1_000))
        .allMatch(
            draw ->
                policy.pause(SIGNAL, contention, 50, Duration.ZERO).compareTo(policy.backoff())
                    <= 0);
  }

  private static List<Long> draws(RetryPolicy policy, int attempts) {
    return LongStream.range(0, 1_000)
        .map(draw -> policy.pause(attempts).toMillis())
        .boxed()
        .toList();
  }
}
