package io.bpmnconnect.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class TaskFailureTest {

  private final TaskFailure failure = new TaskFailure();

  @Test
  void withoutAReasonNothingIsThrown() {
    assertThat(failure.isSet()).isFalse();
    assertThatCode(failure::throwIfSet).doesNotThrowAnyException();
  }

  @Test
  void theFirstReasonIsThrownAgainAndAgain() {
    ConnectException first = new ConnectException("first");
    failure.set(first);
    failure.set(new ConnectException("second"));

    assertThat(failure.isSet()).isTrue();
    assertThatThrownBy(failure::throwIfSet).isSameAs(first);
    assertThatThrownBy(failure::throwIfSet).isSameAs(first);
  }
}
