package io.bpmnconnect.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoginAdviceTest {

  private static String advice(ErrorKind kind) {
    return LoginAdvice.of(EngineException.of(kind, "refused"));
  }

  @Test
  void whatStopsTheTaskSaysWhatToDo() {
    assertThat(advice(ErrorKind.UNAUTHENTICATED))
        .isEqualTo(
            ". The engine does not accept the credentials: correct engine.auth.* (or"
                + " camunda.cloud.*)");
    assertThat(advice(ErrorKind.FORBIDDEN))
        .isEqualTo(
            ". The engine does not allow these credentials to do it: give them the permission, or"
                + " set others in engine.auth.* (or camunda.cloud.*)");
    assertThat(Stream.of(ErrorKind.values()).filter(kind -> !advice(kind).isEmpty()))
        .containsExactlyInAnyOrder(ErrorKind.UNAUTHENTICATED, ErrorKind.FORBIDDEN);
  }

  @Test
  void aRefusalOfAProxyIsNotBlamedOnTheServerBehindIt() {
    String advice =
        ". The proxy on the way does not accept the credentials: set or correct engine.proxy.*";

    assertThat(LoginAdvice.of(EngineException.loginRefused(407, "", "refused"))).isEqualTo(advice);
    assertThat(
            LoginAdvice.of(EngineException.answered(ErrorKind.UNAUTHENTICATED, 407, "refused", "")))
        .isEqualTo(advice);
  }

  @Test
  void aRefusalOfTheTokenEndpointIsNotBlamedOnTheEngine() {
    assertThat(LoginAdvice.of(EngineException.loginRefused(401, "invalid_client", "refused")))
        .isEqualTo(
            ". Without a token the engine cannot be asked: correct engine.auth.* (or"
                + " camunda.cloud.*)");
  }
}
