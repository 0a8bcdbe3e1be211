package io.bpmnconnect.engine.gobpmn;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.http.Credentials;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of refusals, and of answers that are not the engine's. */
class GoBpmnProblemTest {

  private static final EngineCommand SIGNAL = new BroadcastSignal("go", Map.of(), Optional.empty());
  private static final String CALL = "POST /signals";

  private ScriptedEngine server;
  private ProcessEngine engine;

  @BeforeEach
  void connect() throws IOException {
    server = new ScriptedEngine();
    engine = server.connect();
  }

  @AfterEach
  void disconnect() {
    engine.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, INVALID",
    "403, FORBIDDEN",
    "404, NOT_FOUND",
    "409, CONFLICT",
    "415, INVALID",
    "422, INVALID",
    "429, BACKPRESSURE",
    "500, INTERNAL",
    "501, UNSUPPORTED",
    "503, UNAVAILABLE"
  })
  void aProblemOfEachStatusHasItsKind(int status, ErrorKind kind) {
    server.answersProblem(CALL, status, "failed to send signal", "what went wrong");

    EngineException failure = failure(engine.execute(SIGNAL));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure)
        .hasMessage("engine answered %d failed to send signal: what went wrong".formatted(status));
    assertThat(failure.isAmbiguous()).isFalse();
  }

  @Test
  void theErrorsOfAProblemAreToldWithoutTheirValues() {
    server.answers(
        CALL,
        400,
        "application/problem+json",
        """
        {"status": 400, "type": "HTTP_REQUEST_BODY", "title": "invalid request body",
         "detail": "failed to validate request body", "errors": [
          {"pointer": "#/variables/0/name", "type": "variable_name", "detail": "must match regex",
           "value": "a private name"},
          {"pointer": "#/name", "type": "required", "detail": "is required"}]}
        """);

    assertThat(failure(engine.execute(SIGNAL)))
        .hasMessage(
            "engine answered 400 invalid request body: failed to validate request body;"
                + " #/variables/0/name must match regex; #/name is required");
  }

  @Test
  void credentialsThatAreRefusedHaveNoProblem() {
    server.answers(CALL, 401, "", "");

    EngineException failure = failure(engine.execute(SIGNAL));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
    assertThat(failure.status()).hasValue(401);
  }

  @Test
  void aHandlerThatTimedOutMayHaveDoneItsWork() {
    server.answers(CALL, 503, "text/plain", "handler timed out");

    EngineException failure = failure(engine.execute(SIGNAL));

    assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(failure.isAmbiguous()).isTrue();
  }

  @Test
  void aServerThatShutsDownIsUnavailable() {
    server.answers(CALL, 503, "text/plain", "server is shutting down");

    EngineException failure = failure(engine.execute(SIGNAL));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure.isAmbiguous()).isFalse();
  }

  @Test
  void aMissingPageIsNotTheEnginesWord() {
    server.answers(CALL, 404, "text/html", "<html>");

    EngineException failure = failure(engine.execute(SIGNAL));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("not the engine's word");
  }

  @Test
  void aProxyThatLostTheEngineMayHavePassedTheCommandOn() {
    server.answers(CALL, 502, "text/html", "<html>");

    assertThat(failure(engine.execute(SIGNAL)).isAmbiguous()).isTrue();
  }

  @Test
  void aRedirectIsNotTheEnginesWord() {
    server.answers(CALL, 302, "", "");

    assertThat(failure(engine.execute(SIGNAL)).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void aProblemThatCannotBeReadKeepsTheKindOfItsStatus() {
    server.answers(CALL, 409, "application/problem+json", "{oops");

    assertThat(failure(engine.execute(SIGNAL)).kind()).isEqualTo(ErrorKind.CONFLICT);
  }

  @ParameterizedTest
  @CsvSource(value = {"<html>", "{}", "[]"})
  void aSuccessThatCannotBeReadMayHaveDoneItsWork(String body) {
    server.answers(CALL, 200, "application/json", body);

    EngineException failure = failure(engine.execute(SIGNAL));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure).hasMessageStartingWith("the engine's answer cannot be read: ");
    assertThat(failure.isAmbiguous()).isTrue();
  }

  @Test
  void anAnswerThatBreaksOffMayHaveDoneItsWork() {
    server.cutsOff(CALL);

    EngineException failure = failure(engine.execute(SIGNAL));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure.isAmbiguous()).isTrue();
  }

  @Test
  void credentialsAreSentWithEachRequest() throws Exception {
    server.answersJson(CALL, "{\"id\": 1}");

    result(engine.execute(SIGNAL));
    try (ProcessEngine withKey =
        new GoBpmnEngine(
            server.settings(), Credentials.fixed(Map.of("Authorization", "the-api-key")))) {
      result(withKey.execute(SIGNAL));
    }

    assertThat(server.requests(CALL).get(0).authorization())
        .containsExactly("Basic YW5uOnNlY3JldA==");
    assertThat(server.requests(CALL).get(1).authorization()).containsExactly("the-api-key");
  }

  @Test
  void theEngineSaysWhatItIsAndWhatItLacks() throws Exception {
    EngineInfo info = result(engine.info());

    assertThat(info.product()).isEqualTo("go-bpmn");
    assertThat(info.whyNot(Operation.CANCEL_PROCESS_INSTANCE))
        .hasValue("needs Camunda 8; the engine is go-bpmn, version 0.4");
    assertThat(info.missingOperations())
        .containsOnlyKeys(
            Operation.UPDATE_JOB,
            Operation.CANCEL_PROCESS_INSTANCE,
            Operation.EVALUATE_DECISION,
            Operation.EVALUATE_CONDITIONALS);
    assertThat(info.missingFeatures())
        .hasSize(Feature.values().length - 4)
        .doesNotContainKeys(
            Feature.TAGS, Feature.BUSINESS_ID, Feature.JOB_RESULT, Feature.CORRELATION_KEY);
    assertThat(info.whyNot(Feature.CORRELATION_VARIABLES))
        .hasValue(
            "needs the Camunda 7 family (engine.type=camunda7); the engine is go-bpmn, version"
                + " 0.4");
    assertThat(server.lines()).isEmpty();
  }

  @Test
  void anotherApiIsNotTakenForTheEngine() throws Exception {
    try (ScriptedEngine other = new ScriptedEngine("{\"items\": []}");
        ProcessEngine engine = other.connect()) {
      assertThat(failure(engine.info())).hasMessageContaining("not the HTTP API of go-bpmn");
    }
  }
}
