package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.ErrorKind;
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
    "FORBIDDEN, FATAL",
    "BACKPRESSURE, FATAL",
    "UNAVAILABLE, FATAL",
    "TIMEOUT, FATAL"
  })
  void aRefusalMeansThatTheJobIsGoneOrTheReplyBadOrTheEngineUnusable(
      ErrorKind kind, SettlementOutcome outcome) {
    assertThat(SettlementOutcome.of(kind)).isEqualTo(outcome);
  }
}
