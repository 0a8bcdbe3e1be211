package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettlementOutcomeTest {

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, SETTLED_BEFORE",
    "CONFLICT, SETTLED_BEFORE",
    "INVALID, REFUSED",
    "UNSUPPORTED, REFUSED",
    "INTERNAL, REFUSED",
    "UNAUTHENTICATED, FATAL",
    "FORBIDDEN, REFUSED",
    "BACKPRESSURE, FATAL",
    "UNAVAILABLE, FATAL",
    "TIMEOUT, FATAL"
  })
  void aRefusalMeansThatTheJobIsGoneOrTheReplyBadOrTheEngineUnusable(
      ErrorKind kind, SettlementOutcome outcome) {
    assertThat(SettlementOutcome.of(Operation.FAIL_JOB, kind)).isEqualTo(outcome);
  }

  @Test
  void aJobThatIsThereButCannotBeCompletedIsNotSettled() {
    assertThat(SettlementOutcome.of(Operation.COMPLETE_JOB, ErrorKind.CONFLICT))
        .isEqualTo(SettlementOutcome.REFUSED);
    assertThat(SettlementOutcome.of(Operation.COMPLETE_JOB, ErrorKind.NOT_FOUND))
        .isEqualTo(SettlementOutcome.SETTLED_BEFORE);
  }
}
