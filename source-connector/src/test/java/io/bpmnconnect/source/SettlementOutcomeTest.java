package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.factory.ProcessEngines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettlementOutcomeTest {

  private static final EngineAdapter CAMUNDA8 = ProcessEngines.adapter(EngineType.CAMUNDA8);

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, SETTLED_BEFORE",
    "CONFLICT, SETTLED_BEFORE",
    "LOCK_LOST, SETTLED_BEFORE",
    "INVALID, REFUSED",
    "UNSUPPORTED, REFUSED",
    "INTERNAL, REFUSED",
    "UNAUTHENTICATED, FATAL",
    "FORBIDDEN, REFUSED",
    "BACKPRESSURE, FATAL",
    "UNAVAILABLE, FATAL",
    "TIMEOUT, FATAL",
    "CONTENTION, FATAL"
  })
  void aRefusalMeansThatTheJobIsGoneOrTheReplyBadOrTheEngineUnusable(
      ErrorKind kind, SettlementOutcome outcome) {
    assertThat(SettlementOutcome.of(Operation.FAIL_JOB, kind, CAMUNDA8)).isEqualTo(outcome);
  }

  @Test
  void aJobThatIsThereButCannotBeCompletedIsNotSettled() {
    assertThat(SettlementOutcome.of(Operation.COMPLETE_JOB, ErrorKind.CONFLICT, CAMUNDA8))
        .isEqualTo(SettlementOutcome.REFUSED);
    assertThat(SettlementOutcome.of(Operation.COMPLETE_JOB, ErrorKind.NOT_FOUND, CAMUNDA8))
        .isEqualTo(SettlementOutcome.SETTLED_BEFORE);
  }

  /** There, a conflict is about the process instance: the job is still locked for us. */
  @ParameterizedTest
  @EnumSource(names = {"COMPLETE_JOB", "FAIL_JOB", "THROW_JOB_ERROR", "RELEASE_JOB"})
  void anEngineThatTellsLostLocksMeansSomethingElseByAConflict(Operation operation) {
    EngineAdapter camunda7 = ProcessEngines.adapter(EngineType.CAMUNDA7);

    assertThat(SettlementOutcome.of(operation, ErrorKind.CONFLICT, camunda7))
        .isEqualTo(SettlementOutcome.REFUSED);
    assertThat(SettlementOutcome.of(operation, ErrorKind.LOCK_LOST, camunda7))
        .isEqualTo(SettlementOutcome.SETTLED_BEFORE);
    assertThat(SettlementOutcome.of(operation, ErrorKind.NOT_FOUND, camunda7))
        .isEqualTo(SettlementOutcome.SETTLED_BEFORE);
  }
}
