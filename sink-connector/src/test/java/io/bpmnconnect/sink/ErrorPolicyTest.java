package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ErrorPolicyTest {

  private static final ErrorPolicy STANDARD = SinkSettings.parse(SinkConfigs.publishing()).errors();

  private static Behavior behavior(Operation operation, ErrorKind kind, String... keysAndValues) {
    return SinkSettings.parse(SinkConfigs.publishing(keysAndValues))
        .errors()
        .behavior(operation, EngineException.of(kind, "refused"));
  }

  @Test
  void unlessToldOtherwiseOneBadRecordIsReportedAndAnEngineThatIsAwayStopsTheTask() {
    Operation publish = Operation.PUBLISH_MESSAGE;

    assertThat(Stream.of(ErrorKind.values()).filter(k -> behavior(publish, k) == Behavior.REPORT))
        .containsExactlyInAnyOrder(ErrorKind.INVALID, ErrorKind.CONFLICT, ErrorKind.NOT_FOUND);
    assertThat(Stream.of(ErrorKind.values()).filter(k -> behavior(publish, k) == Behavior.FAIL))
        .hasSize(ErrorKind.values().length - 3);
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
            ErrorKind.BACKPRESSURE, ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT, ErrorKind.INTERNAL)) {
      assertThat(
              behavior(Operation.PUBLISH_MESSAGE, away, "behavior.on.delivery.timeout", "report"))
          .isEqualTo(Behavior.REPORT);
    }
  }

  @Test
  void whatEveryRecordWouldMeetStopsTheTaskWhateverIsConfigured() {
    for (ErrorKind kind :
        List.of(ErrorKind.UNAUTHENTICATED, ErrorKind.FORBIDDEN, ErrorKind.UNSUPPORTED)) {
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
  void aConflictMeansDoneBeforeOnlyWhereSomethingIsCreated() {
    assertThat(STANDARD.alreadyDone(Operation.PUBLISH_MESSAGE, ErrorKind.CONFLICT, false)).isTrue();
    assertThat(STANDARD.alreadyDone(Operation.CREATE_PROCESS_INSTANCE, ErrorKind.CONFLICT, false))
        .isTrue();
    assertThat(STANDARD.alreadyDone(Operation.CORRELATE_MESSAGE, ErrorKind.CONFLICT, false))
        .isFalse();
    assertThat(STANDARD.alreadyDone(Operation.BROADCAST_SIGNAL, ErrorKind.CONFLICT, false))
        .isFalse();
    assertThat(STANDARD.alreadyDone(Operation.PUBLISH_MESSAGE, ErrorKind.INVALID, false)).isFalse();
  }

  @Test
  void aJobInAnotherStateMayHaveBeenFailedBeforeButNotCompleted() {
    assertThat(STANDARD.alreadyDone(Operation.COMPLETE_JOB, ErrorKind.NOT_FOUND, false)).isTrue();
    assertThat(STANDARD.alreadyDone(Operation.COMPLETE_JOB, ErrorKind.CONFLICT, false)).isFalse();
    assertThat(STANDARD.alreadyDone(Operation.FAIL_JOB, ErrorKind.CONFLICT, false)).isTrue();
    assertThat(STANDARD.alreadyDone(Operation.THROW_JOB_ERROR, ErrorKind.CONFLICT, false)).isTrue();
  }
}
