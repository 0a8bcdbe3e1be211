package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.Await;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorPolicyTest {

  private static final ErrorPolicy STANDARD = SinkSettings.parse(SinkConfigs.publishing()).errors();

  private static Behavior behavior(Operation operation, ErrorKind kind, String... keysAndValues) {
    return SinkSettings.parse(SinkConfigs.publishing(keysAndValues))
        .errors()
        .behavior(operation, Chosen.NOTHING, EngineException.of(kind, "refused"));
  }

  @Test
  void unlessToldOtherwiseOneBadRecordIsReportedAndAnEngineThatIsAwayStopsTheTask() {
    Operation publish = Operation.PUBLISH_MESSAGE;

    assertThat(Stream.of(ErrorKind.values()).filter(k -> behavior(publish, k) == Behavior.REPORT))
        .containsExactlyInAnyOrder(
            ErrorKind.INVALID, ErrorKind.CONFLICT, ErrorKind.LOCK_LOST, ErrorKind.NOT_FOUND);
    assertThat(Stream.of(ErrorKind.values()).filter(k -> behavior(publish, k) == Behavior.FAIL))
        .hasSize(ErrorKind.values().length - 4);
    assertThat(STANDARD.onNullValue()).isEqualTo(Behavior.IGNORE);
    assertThat(STANDARD.onNoRoute()).isEqualTo(Behavior.REPORT);
  }

  @Test
  void eachKeyDecidesItsOwnErrors() {
    assertThat(
            behavior(Operation.PUBLISH_MESSAGE, ErrorKind.INVALID, "behavior.on.invalid", "ignore"))
        .isEqualTo(Behavior.IGNORE);
    assertThat(
            behavior(
                Operation.CREATE_PROCESS_INSTANCE,
                ErrorKind.NOT_FOUND,
                "behavior.on.not.found",
                "ignore"))
        .isEqualTo(Behavior.IGNORE);
    assertThat(
            behavior(
                Operation.CORRELATE_MESSAGE,
                ErrorKind.NOT_FOUND,
                "behavior.on.unmatched.message",
                "ignore"))
        .isEqualTo(Behavior.IGNORE);
    for (ErrorKind away :
        List.of(
            ErrorKind.BACKPRESSURE,
            ErrorKind.UNAVAILABLE,
            ErrorKind.TIMEOUT,
            ErrorKind.INTERNAL,
            ErrorKind.CONTENTION)) {
      assertThat(
              behavior(Operation.PUBLISH_MESSAGE, away, "behavior.on.delivery.timeout", "report"))
          .isEqualTo(Behavior.REPORT);
    }
  }

  /** An engine without a buffer says it of a published message, too; others never do. */
  @ParameterizedTest
  @EnumSource(names = {"PUBLISH_MESSAGE", "CORRELATE_MESSAGE"})
  void aMessageThatNothingWaitsForIsDecidedByItsOwnKey(Operation operation) {
    ErrorKind unmatched = ErrorKind.NOT_FOUND;

    assertThat(behavior(operation, unmatched)).isEqualTo(Behavior.REPORT);
    assertThat(behavior(operation, unmatched, "behavior.on.unmatched.message", "fail"))
        .isEqualTo(Behavior.FAIL);
    assertThat(behavior(operation, unmatched, "behavior.on.not.found", "fail"))
        .isEqualTo(Behavior.REPORT);
    assertThat(
            behavior(
                Operation.BROADCAST_SIGNAL, unmatched, "behavior.on.unmatched.message", "fail"))
        .isEqualTo(Behavior.REPORT);
  }

  @Test
  void whatIsForbiddenIsTheRecordsFaultOnlyWhereConfigurationSaysSo() {
    assertThat(behavior(Operation.PUBLISH_MESSAGE, ErrorKind.FORBIDDEN)).isEqualTo(Behavior.FAIL);
    assertThat(
            behavior(
                Operation.PUBLISH_MESSAGE, ErrorKind.FORBIDDEN, "behavior.on.forbidden", "report"))
        .isEqualTo(Behavior.REPORT);
  }

  @ParameterizedTest
  @EnumSource(names = {"TARGET", "OPERATION"})
  void whatIsForbiddenIsTheRecordsFaultWhereTheRecordChoosesWhatItIsAbout(Chosen chosen) {
    EngineException forbidden = EngineException.of(ErrorKind.FORBIDDEN, "refused");

    assertThat(STANDARD.behavior(Operation.PUBLISH_MESSAGE, chosen, forbidden))
        .isEqualTo(Behavior.REPORT);
    assertThat(
            SinkSettings.parse(SinkConfigs.publishing("behavior.on.forbidden", "fail"))
                .errors()
                .behavior(Operation.PUBLISH_MESSAGE, chosen, forbidden))
        .isEqualTo(Behavior.FAIL);
  }

  @Test
  void whatEveryRecordWouldMeetStopsTheTaskWhateverIsConfigured() {
    for (ErrorKind kind : List.of(ErrorKind.UNAUTHENTICATED, ErrorKind.UNSUPPORTED)) {
      assertThat(
              behavior(
                  Operation.PUBLISH_MESSAGE,
                  kind,
                  "behavior.on.invalid",
                  "ignore",
                  "behavior.on.not.found",
                  "ignore",
                  "behavior.on.delivery.timeout",
                  "ignore"))
          .isEqualTo(Behavior.FAIL);
    }
  }

  @Test
  void anOperationThatTheEngineLacksIsTheRecordsFaultWhereTheRecordChoosesIt() {
    EngineException lacking = EngineException.of(ErrorKind.UNSUPPORTED, "lacking");

    assertThat(STANDARD.behavior(Operation.EVALUATE_CONDITIONALS, Chosen.OPERATION, lacking))
        .isEqualTo(STANDARD.onInvalid());
    assertThat(STANDARD.behavior(Operation.EVALUATE_CONDITIONALS, Chosen.TARGET, lacking))
        .isEqualTo(Behavior.FAIL);
  }

  private static Set<String> alreadyDone(boolean ambiguousBefore) {
    return alreadyDone(STANDARD, ambiguousBefore);
  }

  /** Every refusal that says that the command was carried out before, and no other. */
  private static Set<String> alreadyDone(ErrorPolicy policy, boolean ambiguousBefore) {
    Set<String> done = new TreeSet<>();
    for (Operation operation : Operation.values()) {
      for (ErrorKind kind : ErrorKind.values()) {
        if (policy.alreadyDone(operation, kind, ambiguousBefore)) {
          done.add(operation + " " + kind);
        }
      }
    }
    return done;
  }

  @Test
  void whatIsThereOrSettledWasDoneBefore() {
    assertThat(alreadyDone(false))
        .containsExactlyInAnyOrder(
            "create-process-instance CONFLICT",
            "publish-message CONFLICT",
            "complete-job NOT_FOUND",
            "complete-job LOCK_LOST",
            "release-job NOT_FOUND",
            "release-job CONFLICT",
            "release-job LOCK_LOST",
            "fail-job NOT_FOUND",
            "fail-job CONFLICT",
            "fail-job LOCK_LOST",
            "throw-job-error NOT_FOUND",
            "throw-job-error LOCK_LOST",
            "throw-job-error CONFLICT");
  }

  /** A conflict is about the state of the instance there, and no id keeps a second one away. */
  @Test
  void anEngineThatTellsLostLocksAndKeepsNoIdsHasLessThatWasDoneBefore() {
    ErrorPolicy policy =
        SinkSettings.parse(
                SinkConfigs.connector(
                    "engine.type", "camunda7", "operation", "complete-job", "job.key", "=key"))
            .errors();

    assertThat(alreadyDone(policy, false))
        .containsExactlyInAnyOrder(
            "complete-job NOT_FOUND",
            "complete-job LOCK_LOST",
            "release-job NOT_FOUND",
            "release-job LOCK_LOST",
            "fail-job NOT_FOUND",
            "fail-job LOCK_LOST",
            "throw-job-error NOT_FOUND",
            "throw-job-error LOCK_LOST");
  }

  @Test
  void whatIsGoneWasEndedByThisRecordIfAnEarlierAttemptMayHaveDoneSo() {
    Set<String> gone = new TreeSet<>(alreadyDone(true));
    gone.removeAll(alreadyDone(false));

    assertThat(gone)
        .containsExactlyInAnyOrder(
            "cancel-process-instance NOT_FOUND",
            "cancel-process-instance CONFLICT",
            "resolve-incident NOT_FOUND",
            "resolve-incident CONFLICT");
    assertThat(alreadyDone(true)).containsAll(alreadyDone(false));
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void aConflictIsDecidedByItsOwnKey(Operation operation) {
    assertThat(behavior(operation, ErrorKind.CONFLICT)).isEqualTo(Behavior.REPORT);
    for (Behavior configured : Behavior.values()) {
      assertThat(
              behavior(
                  operation,
                  ErrorKind.CONFLICT,
                  "behavior.on.conflict",
                  configured.name().toLowerCase(Locale.ROOT)))
          .isEqualTo(configured);
    }
  }

  /** One of the keys says what none of the others says: only its own errors are met by it. */
  @ParameterizedTest
  @CsvSource({
    "behavior.on.invalid, INVALID",
    "behavior.on.not.found, NOT_FOUND",
    "behavior.on.conflict, CONFLICT LOCK_LOST",
    "behavior.on.delivery.timeout, BACKPRESSURE UNAVAILABLE TIMEOUT INTERNAL CONTENTION SUSPENDED",
    "behavior.on.unmatched.message, ''",
    "behavior.on.null.values, ''",
    "behavior.on.no.route, ''"
  })
  void noKeyDecidesTheErrorsOfAnother(String key, String kinds) {
    assertThat(
            Stream.of(ErrorKind.values())
                .filter(k -> behavior(Operation.SET_VARIABLES, k, key, "ignore") == Behavior.IGNORE)
                .map(ErrorKind::name)
                .collect(Collectors.joining(" ")))
        .satisfies(
            ignored ->
                assertThat(ignored.split(" ", -1)).containsExactlyInAnyOrder(kinds.split(" ", -1)));
  }

  private static EngineException ambiguous(ErrorKind kind) {
    return EngineException.of(kind, "no answer").ambiguous();
  }

  private static ErrorPolicy ambiguousCreate(String configured) {
    return SinkSettings.parse(
            SinkConfigs.publishing(
                "behavior.on.ambiguous", configured, "behavior.on.delivery.timeout", "ignore"))
        .errors();
  }

  @ParameterizedTest
  @CsvSource({"retry, REPORT", "report, REPORT", "fail, FAIL"})
  void whatMayHaveBeenCarriedOutIsDecidedByItsOwnKey(String configured, Behavior expected) {
    ErrorPolicy policy = ambiguousCreate(configured);

    for (Operation starts :
        List.of(
            Operation.CREATE_PROCESS_INSTANCE,
            Operation.EVALUATE_CONDITIONALS,
            Operation.CORRELATE_MESSAGE,
            Operation.BROADCAST_SIGNAL)) {
      for (ErrorKind kind : List.of(ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT, ErrorKind.INTERNAL)) {
        assertThat(policy.behavior(starts, Chosen.NOTHING, ambiguous(kind))).isEqualTo(expected);
      }
      assertThat(
              policy.behavior(
                  starts, Chosen.NOTHING, EngineException.of(ErrorKind.UNAVAILABLE, "refused")))
          .as("nothing was sent")
          .isEqualTo(Behavior.IGNORE);
    }
    assertThat(
            policy.behavior(
                Operation.PUBLISH_MESSAGE, Chosen.NOTHING, ambiguous(ErrorKind.TIMEOUT)))
        .as("does no harm twice")
        .isEqualTo(Behavior.IGNORE);
  }

  private static CreateProcessInstance create(Optional<Await> await) {
    return new CreateProcessInstance(
        new Definition.ById("order", -1),
        Map.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        await,
        false,
        OptionalLong.empty());
  }

  @Test
  void onlyTheEndOfAnInstanceThatWasAwaitedCanComeTooLate() {
    CreateProcessInstance awaiting = create(Optional.of(new Await(Duration.ZERO, List.of())));
    CreateProcessInstance plain = create(Optional.empty());
    EngineException timeout = EngineException.of(ErrorKind.TIMEOUT, "no answer");
    Duration late = Duration.ofSeconds(10);

    assertThat(STANDARD.awaitTimedOut(awaiting, timeout, late)).isTrue();
    assertThat(STANDARD.awaitTimedOut(plain, timeout, late)).isFalse();
    assertThat(
            STANDARD.awaitTimedOut(
                new CompleteJob(JobRef.of("1"), Map.of(), Optional.empty()), timeout, late))
        .isFalse();
    for (ErrorKind other : ErrorKind.values()) {
      assertThat(STANDARD.awaitTimedOut(awaiting, EngineException.of(other, "refused"), late))
          .as(other.name())
          .isEqualTo(other == ErrorKind.TIMEOUT);
    }
    assertThat(ambiguousCreate("report").awaitTimedOut(awaiting, timeout, late)).isFalse();
    assertThat(ambiguousCreate("fail").awaitTimedOut(awaiting, timeout, late)).isFalse();
  }

  /** A gateway that has lost its engine answers 504, too. */
  @Test
  void anAnswerThatCameBeforeTheTimeToWaitWasOverIsNoEndThatCameTooLate() {
    EngineException timeout = EngineException.of(ErrorKind.TIMEOUT, "no answer");
    CreateProcessInstance awaiting =
        create(Optional.of(new Await(Duration.ofSeconds(2), List.of())));

    assertThat(STANDARD.awaitTimedOut(awaiting, timeout, Duration.ofMillis(3))).isFalse();
    assertThat(STANDARD.awaitTimedOut(awaiting, timeout, Duration.ofMillis(1_700))).isFalse();
    assertThat(STANDARD.awaitTimedOut(awaiting, timeout, Duration.ofMillis(1_990))).isTrue();
  }

  @Test
  void aJobInAnotherStateMayHaveBeenFailedBeforeButNotCompleted() {
    assertThat(STANDARD.alreadyDone(Operation.COMPLETE_JOB, ErrorKind.NOT_FOUND, false)).isTrue();
    assertThat(STANDARD.alreadyDone(Operation.COMPLETE_JOB, ErrorKind.CONFLICT, false)).isFalse();
    assertThat(STANDARD.alreadyDone(Operation.FAIL_JOB, ErrorKind.CONFLICT, false)).isTrue();
    assertThat(STANDARD.alreadyDone(Operation.THROW_JOB_ERROR, ErrorKind.CONFLICT, false)).isTrue();
  }
}
