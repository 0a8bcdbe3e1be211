package io.bpmnconnect.engine.camunda8;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.rest.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of refusals: the engine's problem details, and what proxies say instead. */
class CamundaProblemTest {

  private ScriptedServer server;
  private ProcessEngine engine;

  @BeforeEach
  void connect() throws IOException {
    server = ScriptedServer.start();
    engine = Settings.of(server.address()).open();
  }

  @AfterEach
  void disconnect() {
    engine.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_ARGUMENT, INVALID",
    "401, Unauthorized, UNAUTHENTICATED",
    "403, FORBIDDEN, FORBIDDEN",
    "404, NOT_FOUND, NOT_FOUND",
    "405, Method Not Allowed, INVALID",
    "407, Proxy Authentication Required, UNAUTHENTICATED",
    "408, Request Timeout, TIMEOUT",
    "409, ALREADY_EXISTS, CONFLICT",
    "412, Precondition Failed, CONFLICT",
    "413, Payload Too Large, INVALID",
    "429, Too Many Requests, BACKPRESSURE",
    "429, RESOURCE_EXHAUSTED, BACKPRESSURE",
    "500, INTERNAL_SERVER_ERROR, INTERNAL",
    "500, RESOURCE_EXHAUSTED, BACKPRESSURE",
    "500, MALFORMED_REQUEST, INVALID",
    "500, EXCEEDED_BATCH_RECORD_SIZE, INVALID",
    "501, Not Implemented, UNSUPPORTED",
    "502, Bad Gateway, UNAVAILABLE",
    "503, Service Unavailable, UNAVAILABLE",
    "503, RESOURCE_EXHAUSTED, BACKPRESSURE",
    "503, io.camunda.zeebe.gateway.cmd.PartitionNotFoundException, INTERNAL",
    "504, DEADLINE_EXCEEDED, TIMEOUT",
    "507, Insufficient Storage, INTERNAL"
  })
  void aProblemOfEachStatusHasItsKind(int status, String title, ErrorKind kind) {
    server.answersProblem(status, title, "what went wrong");

    EngineException failure = failure(engine.execute(Commands.COMPLETE));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure)
        .hasMessage("engine answered %d %s: what went wrong".formatted(status, title));
    assertThat(failure.status()).hasValue(status);
    assertThat(failure.title()).hasValue(title);
    assertThat(failure.detail()).hasValue("what went wrong");
    assertThat(failure.isAmbiguous()).isEqualTo(kind == ErrorKind.TIMEOUT || status == 502);
  }

  @Test
  void anOverloadToldInTheDetailIsBackpressure() {
    server.answersProblem(500, "INTERNAL", "Expected to send, but RESOURCE_EXHAUSTED");

    assertThat(failure(engine.execute(Commands.CREATE)).kind()).isEqualTo(ErrorKind.BACKPRESSURE);
  }

  @Test
  void aRefusalThatOnlyQuotesAnOverloadIsNoBackpressure() {
    server.answersProblem(400, "INVALID_ARGUMENT", "no process RESOURCE_EXHAUSTED");

    assertThat(failure(engine.execute(Commands.CREATE)).kind()).isEqualTo(ErrorKind.INVALID);
  }

  static List<EngineCommand> everyCommand() {
    return Commands.all();
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyCommandReadsItsRefusal(EngineCommand command) {
    server.answersProblem(409, "CONFLICT", "wrong state");

    assertThat(failure(engine.execute(command)).kind()).isEqualTo(ErrorKind.CONFLICT);
  }

  @Test
  void activationAndTopologyReadTheirRefusalToo() {
    server.answersProblem(401, "Unauthorized", "who are you?");

    assertThat(failure(engine.activateJobs(Commands.activation())).kind())
        .isEqualTo(ErrorKind.UNAUTHENTICATED);
    assertThat(failure(engine.info()).kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
  }

  @Test
  void aProblemWithParametersInItsContentTypeIsRead() {
    server.answers(
        400, "Application/Problem+JSON; charset=utf-8", "{\"title\":\"T\",\"detail\":\"Größe\"}");

    EngineException failure = failure(engine.execute(Commands.CREATE));

    assertThat(failure.title()).hasValue("T");
    assertThat(failure.detail()).hasValue("Größe");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"status\":400}", "{\"title\":null,\"detail\":null}", "[]", "7", ""})
  void aProblemThatTellsNothingHasTheTitleOfItsStatus(String body) {
    server.answers(400, "application/problem+json", body);

    EngineException failure = failure(engine.execute(Commands.CREATE));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure).hasMessage("engine answered 400 Bad Request");
  }

  @Test
  void aBodyThatClaimsToBeJsonAndIsNotDoesNotHideTheStatus() {
    server.answers(503, "application/json", "<html>upstream is away</html>");

    EngineException failure = failure(engine.execute(Commands.CREATE));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure.status()).hasValue(503);
    assertThat(failure.detail()).hasValue("the problem details are not JSON");
  }

  @Test
  void anAnswerInAnUnknownCharacterSetIsAFaultThatPasses() throws Exception {
    server.answers(503, "text/html; charset=no-such-charset", "away");
    EngineException failure = failure(engine.execute(Commands.CREATE));

    server.answersJson("{\"signalKey\": 1}");
    CommandResult next = result(engine.execute(Commands.SIGNAL));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("no-such-charset");
    assertThat(next).isEqualTo(new CommandResult.SignalBroadcast("1"));
  }

  @Test
  void anAnswerWithoutReasonIsCalledByItsStatus() throws IOException {
    try (RawServer raw = RawServer.answering("HTTP/1.1 502 \r\nContent-Length: 0\r\n\r\n");
        ProcessEngine other = Settings.of(raw.address()).open()) {
      EngineException failure = failure(other.execute(Commands.CREATE));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure).hasMessage("engine answered 502 Bad Gateway");
    }
  }

  // What one operation's refusal means

  /** As a gateway of 8.6 answers for every path that it does not know. */
  private static final String UNKNOWN_PATH =
      """
      {"timestamp": "2026-11-21T09:23:36.925+00:00", "status": 404, "error": "Not Found",
       "path": "/v2/conditionals/evaluation"}
      """;

  @Test
  void anEndpointThatTheVersionDoesNotHaveIsUnsupported() {
    server.answers(404, "application/json", UNKNOWN_PATH);

    EngineException failure = failure(engine.execute(Commands.EVALUATE));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
    assertThat(failure)
        .hasMessage(
            "engine answered 404 Not Found: the engine has no such endpoint;"
                + " evaluate-conditionals needs Camunda 8.9");
    assertThat(failure.status()).hasValue(404);
  }

  static List<EngineCommand> commandsOfEveryVersion() {
    List<EngineCommand> commands = new ArrayList<>(Commands.all());
    commands.remove(Commands.EVALUATE);
    return commands;
  }

  @ParameterizedTest
  @MethodSource("commandsOfEveryVersion")
  void anEndpointThatEveryVersionHasCanOnlyBeMissingBehindAWrongAddress(EngineCommand command) {
    server.answers(404, "application/json", UNKNOWN_PATH);

    assertThat(failure(engine.execute(command)).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\": \"default backend\"}",
        "{\"timestamp\": 1, \"status\": 503, \"path\": \"/v2/conditionals/evaluation\"}",
        "{\"timestamp\": 1, \"status\": 404, \"path\": \"/v2\", \"requestId\": \"a1\"}",
        "{\"timestamp\": 1, \"status\": 404}",
        "{\"status\": 404, \"path\": \"/v2/conditionals/evaluation\"}",
        "[]",
        "7",
        "<html>",
        ""
      })
  void aProxyDoesNotSayWhatTheEngineLacks(String body) {
    server.answers(404, "application/json", body);

    assertThat(failure(engine.execute(Commands.EVALUATE)).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "403, text/html, UNAVAILABLE",
    "405, text/html, UNAVAILABLE",
    "409, text/html, UNAVAILABLE",
    "409, application/json, UNAVAILABLE",
    "400, text/plain, UNAVAILABLE",
    "401, text/html, UNAUTHENTICATED",
    "413, text/html, INVALID",
    "429, text/plain, BACKPRESSURE",
    "500, text/html, INTERNAL"
  })
  void aRefusalWithoutProblemDetailsIsAProxys(int status, String contentType, ErrorKind kind) {
    server.answers(status, contentType, "deployment in progress");

    assertThat(failure(engine.execute(Commands.EVALUATE)).kind()).isEqualTo(kind);
  }

  @Test
  void aTenantThatTheCredentialsAreNotAssignedToIsForbiddenAndNoLoginsFault() {
    server.answersProblem(
        401,
        "UNAUTHORIZED",
        "Expected to handle the request with tenant identifier 'a', but tenant is not authorized to"
            + " perform this request");

    assertThat(failure(engine.execute(Commands.EVALUATE)).kind()).isEqualTo(ErrorKind.FORBIDDEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the job lease token does not match that of the job              | LOCK_LOST",
        "the job was activated with a lease, its token must be provided  | INVALID",
        "but the process instance is suspended                           | SUSPENDED",
        "but it is in state 'FAILED'                                     | CONFLICT"
      })
  void aWrongStateIsToldApartByItsWords(String detail, ErrorKind kind) {
    server.answersProblem(409, "INVALID_STATE", detail);

    assertThat(
            failure(engine.execute(new CompleteJob(JobRef.of("1"), Map.of(), Optional.empty())))
                .kind())
        .isEqualTo(kind);
  }

  @Test
  void anotherStatusOfTheFrameworkIsReadAsAlways() {
    server.answers(415, "application/json", UNKNOWN_PATH.replace("404", "415"));

    assertThat(failure(engine.execute(Commands.EVALUATE)).kind()).isEqualTo(ErrorKind.INVALID);
  }

  @Test
  void aProcessOfConditionsThatTheEngineDoesNotKnowIsNotFound() {
    server.answersProblem(404, "NOT_FOUND", "no process with key 7");

    assertThat(failure(engine.execute(Commands.EVALUATE)).kind()).isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void anIncidentWhoseJobHasNoRetriesIsThere() {
    server.answersProblem(
        404,
        "NOT_FOUND",
        "Expected to resolve incident with key '10', but job with key '7' has no retries left."
            + " Please update the job retries and retry resolving the incident");

    EngineException failure = failure(engine.execute(Commands.RESOLVE));

    assertThat(failure.kind()).isEqualTo(ErrorKind.CONFLICT);
    assertThat(failure.status()).hasValue(404);
    assertThat(failure.title()).hasValue("NOT_FOUND");
    assertThat(failure.detail().orElse("")).contains("update the job retries");
  }

  @Test
  void anIncidentThatIsGoneIsNotFound() {
    server.answersProblem(404, "NOT_FOUND", "but no such incident was found");

    assertThat(failure(engine.execute(Commands.RESOLVE)).kind()).isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void aProcessThatCannotBeStartedIsInvalidAndNoInstanceThatIsThereAlready() {
    server.answersProblem(
        409,
        "INVALID_STATE",
        "Expected to create instance of process with none start event, but there is no such event");
    EngineException impossible = failure(engine.execute(Commands.CREATE));
    server.answersProblem(409, "ALREADY_EXISTS", "an instance with this business id exists");
    EngineException taken = failure(engine.execute(Commands.CREATE));

    assertThat(impossible.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(impossible.status()).hasValue(409);
    assertThat(impossible.detail().orElse("")).contains("none start event");
    assertThat(taken.kind()).isEqualTo(ErrorKind.CONFLICT);
  }

  @Test
  void theEndOfAnInstanceThatDoesNotComeInTimeIsATimeoutThatSaysWhatItMeans() {
    server.answersProblem(504, "DEADLINE_EXCEEDED", "timed out between gateway and broker");

    EngineException failure = failure(engine.execute(Commands.awaited(Duration.ofSeconds(1))));

    assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(failure.isAmbiguous()).isTrue();
    assertThat(failure.status()).hasValue(504);
    assertThat(failure)
        .hasMessage(
            "the end of the process instance did not come in time; the instance itself was most"
                + " likely created, and goes on: engine answered 504 DEADLINE_EXCEEDED: timed out"
                + " between gateway and broker");
  }

  @Test
  void anAwaitedInstanceThatIsRefusedIsRefusedLikeAnyOther() {
    server.answersProblem(404, "NOT_FOUND", "no such process");

    assertThat(failure(engine.execute(Commands.awaited(Duration.ofSeconds(1)))))
        .hasMessage("engine answered 404 NOT_FOUND: no such process");
  }

  @Test
  void theTimeoutOfACreationThatIsNotAwaitedDoesNotSayThatTheInstanceExists() {
    server.answersProblem(504, "DEADLINE_EXCEEDED", "late");

    assertThat(failure(engine.execute(Commands.CREATE)))
        .hasMessage("engine answered 504 DEADLINE_EXCEEDED: late");
  }

  // Proxies

  @Test
  void aRedirectIsNotFollowed() {
    server.answers(302, "", "", Map.of("Location", server.address() + "/login"));

    EngineException failure = failure(engine.execute(Commands.COMPLETE));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure.status()).hasValue(302);
    assertThat(failure)
        .hasMessage(
            "engine answered 302 Moved Temporarily: a redirect to %s/login, so not the engine's word but that of"
                + " a proxy or of a log-in page",
            server.address());
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308})
  void aRedirectSaysNothingOfTheCommand(int status) {
    server.answers(status, "text/html", "");

    assertThat(failure(engine.execute(Commands.CREATE)).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure(engine.activateJobs(Commands.activation())).kind())
        .isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure(engine.info()))
        .hasMessageEndingWith(
            ": a redirect, so not the engine's word but that of a proxy or of a log-in page");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://login.example/auth?state=s3cret",
        "https://login.example/auth#s3cret",
        "https://login.example/auth;jsessionid=s3cret",
        "https://demo:s3cret@login.example/auth"
      })
  void whatIsSecretInTheTargetOfARedirectIsNotShown(String location) {
    server.answers(302, "", "", Map.of("Location", location));

    assertThat(failure(engine.info()))
        .hasMessageContaining("a redirect to https://login.example/auth, so")
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html><title>400 No required SSL certificate was sent</title></html>",
        "<html><title>400 The SSL certificate error</title></html>"
      })
  void aRefusedClientCertificateDoesNotMakeTheCommandInvalid(String page) {
    server.answers(400, "text/html", page);

    EngineException failure = failure(engine.execute(Commands.CREATE));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure)
        .hasMessage(
            "engine answered 400 Bad Request: the server does not accept this client's certificate,"
                + " or has got none; see to the key store");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>",
        "Client sent an HTTP request to an HTTPS server.\n",
        "Bad Request\r\nThis combination of host and port requires TLS.\r\n",
        "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />"
      })
  void plainHttpToAPortForTlsDoesNotMakeTheCommandInvalid(String page) {
    server.answers(400, "text/html", page);

    EngineException failure = failure(engine.execute(Commands.CREATE));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure)
        .hasMessage(
            "engine answered 400 Bad Request: the server expects TLS at this port; use an https"
                + " address");
    assertThat(failure(engine.info()).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/plain; charset=utf-8", "application/json", ""})
  void aProxyThatKnowsNoBackendDoesNotSayThatTheJobIsGone(String contentType) {
    server.answers(404, contentType, "{\"error\": \"default backend\"}");

    EngineException failure = failure(engine.execute(Commands.COMPLETE));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure.status()).hasValue(404);
    assertThat(failure).hasMessageContaining("without problem details");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/json"})
  void aProxyThatKnowsNoBackendDoesNotSayThatThereAreNoJobs(String contentType) {
    server.answers(404, contentType, "{\"error\": \"default backend\"}");

    assertThat(failure(engine.activateJobs(Commands.activation())).kind())
        .isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/json", "application/problem+json"})
  void anAddressWithoutTheApiIsNotFound(String contentType) {
    server.answers(404, contentType, "{}");

    assertThat(failure(engine.info()).kind()).isEqualTo(ErrorKind.NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource({"503, UNAVAILABLE", "429, BACKPRESSURE", "401, UNAUTHENTICATED"})
  void theTransportItselfNeverTriesAgain(int status, ErrorKind kind) {
    server.answers(
        status, "", "", Map.of("Retry-After", "0", "WWW-Authenticate", "Basic realm=\"x\""));

    assertThat(failure(engine.execute(Commands.CREATE)).kind()).isEqualTo(kind);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void cookiesAreNotKept() {
    server.answers(503, "", "", Map.of("Set-Cookie", "session=1"));

    failure(engine.execute(Commands.CREATE));
    failure(engine.execute(Commands.CREATE));

    assertThat(server.requests())
        .hasSize(2)
        .noneMatch(request -> request.headers().containsKey("Cookie"));
  }
}
