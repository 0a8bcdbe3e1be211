package io.bpmnconnect.engine.gobpmn;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.Await;
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
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.TestJson;
import io.bpmnconnect.engine.gobpmn.ScriptedEngine.Request;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent for each command, and what is made of the answers. */
class GoBpmnCommandTest {

  private static final String JOB = "2026-11-21/42";
  private static final String COMPLETE = "PATCH /jobs/2026-11-21/42/complete";
  private static final String CREATE = "POST /process-instances";
  private static final String CREATED =
      """
      {"partition": "2026-11-21", "id": 3, "processId": 9, "bpmnProcessId": "order",
       "version": "v2", "state": "STARTED"}
      """;
  private static final Correlation O_1 = new Correlation.ByKey("o-1", Optional.empty());
  private static final EngineCommand COMPLETION =
      new CompleteJob(JobRef.of(JOB), Map.of(), Optional.empty());
  private static final String SENT = "{\"id\": 12, \"correlated\": true}";

  private ScriptedEngine server;
  private ProcessEngine engine;

  @BeforeEach
  void connect() throws IOException {
    server = new ScriptedEngine();
    engine = server.connect("card", "pin");
  }

  @AfterEach
  void disconnect() {
    engine.close();
    server.close();
  }

  private JsonNode sent(String call, EngineCommand command) throws Exception {
    result(engine.execute(command));
    List<Request> requests = server.requests(call);
    assertThat(requests).hasSize(1);
    return requests.get(0).json();
  }

  private static JsonNode json(String text) throws IOException {
    return TestJson.EXACT.readTree(text);
  }

  private static CreateProcessInstance create(
      Definition definition,
      Map<String, Object> variables,
      List<String> tags,
      Optional<String> key) {
    return new CreateProcessInstance(
        definition,
        variables,
        Optional.empty(),
        List.of(),
        List.of(),
        tags,
        key,
        Optional.empty(),
        false,
        OptionalLong.empty());
  }

  private static CreateProcessInstance create(Definition definition) {
    return create(definition, Map.of(), List.of(), Optional.empty());
  }

  private static CreateProcessInstance createSpecially(
      Optional<String> tenantId,
      List<String> startElements,
      Optional<Await> await,
      boolean variablesInReturn) {
    return new CreateProcessInstance(
        new Definition.ById("order", 1),
        Map.of(),
        tenantId,
        startElements,
        List.of(),
        List.of(),
        Optional.empty(),
        await,
        variablesInReturn,
        OptionalLong.empty());
  }

  private static PublishMessage publish(Correlation correlation, Duration timeToLive) {
    return new PublishMessage(
        "paid", correlation, timeToLive, Optional.empty(), Map.of(), Optional.empty());
  }

  private static CorrelateMessage correlate(Correlation correlation, boolean all) {
    return new CorrelateMessage("paid", correlation, Map.of(), Optional.empty(), all);
  }

  private void settles(String state) {
    server.answersJson(
        "POST /jobs/query",
        """
        {"count": 1, "results": [{"partition": "2026-11-21", "id": 42, "lockedBy": "w-1"}]}
        """);
    server.answersJson(COMPLETE, "{\"state\": \"" + state + "\", \"error\": \"why\"}");
  }

  // Process instances

  @Test
  void anInstanceIsCreatedInTheVersionThatIsGiven() throws Exception {
    server.answersJson(CREATE, CREATED);

    JsonNode body =
        sent(
            CREATE,
            create(
                new Definition.ByVersion("order", "v2"),
                Map.of("total", new BigDecimal("10.50")),
                List.of("region:eu", "url:http://x"),
                Optional.of("o-1")));

    assertThat(body)
        .isEqualTo(
            json(
                """
                {"workerId": "unit-test/1.0", "bpmnProcessId": "order", "version": "v2",
                 "correlationKey": "o-1",
                 "tags": [{"name": "region", "value": "eu"}, {"name": "url", "value": "http://x"}],
                 "variables": [{"name": "total", "data": {"encoding": "json", "value": "10.50"}}]}
                """));
    assertThat(server.requests("POST /processes/query")).isEmpty();
  }

  @Test
  void theResultNamesTheInstanceAndItsVersion() throws Exception {
    server.answersJson(CREATE, CREATED);

    CommandResult created = result(engine.execute(create(new Definition.ByVersion("order", "v2"))));

    assertThat(created)
        .isEqualTo(
            new CommandResult.ProcessInstanceCreated(
                "2026-11-21/3", "9", "order", 0, Map.of(), Optional.of("v2")));
    assertThat(created.fields()).containsEntry("processDefinitionVersion", "v2");
  }

  @Test
  void aNumberIsAVersionLikeAnyOther() throws Exception {
    server.answersJson(CREATE, CREATED);

    assertThat(sent(CREATE, create(new Definition.ById("order", 3))).path("version").asText())
        .isEqualTo("3");
  }

  @Test
  void withoutAVersionTheNewestIsAskedFor() throws Exception {
    server.answersJson(CREATE, CREATED);

    JsonNode body = sent(CREATE, create(new Definition.ById("order", Definition.ById.LATEST)));

    assertThat(body.path("version").asText()).isEqualTo("v2");
  }

  @Test
  void theNewestVersionIsKeptForAMoment() throws Exception {
    server.answersJson(CREATE, CREATED);
    EngineCommand command = create(new Definition.ById("order", Definition.ById.LATEST));

    result(engine.execute(command));
    result(engine.execute(command));

    assertThat(server.requests("POST /processes/query")).hasSize(1);
    assertThat(server.requests(CREATE)).hasSize(2);
  }

  @Test
  void anInstanceIsCreatedByTheKeyOfItsProcess() throws Exception {
    server.answersJson(CREATE, CREATED);

    JsonNode body = sent(CREATE, create(new Definition.ByKey("7")));

    assertThat(body.path("bpmnProcessId").asText()).isEqualTo("order");
    assertThat(body.path("version").asText()).isEqualTo("v1");
  }

  @Test
  void aProcessThatIsNotDeployedIsAskedForOnceMoreAndThenNotFound() throws Exception {
    result(engine.info());

    EngineException failure =
        failure(engine.execute(create(new Definition.ById("none", Definition.ById.LATEST))));

    assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(failure).hasMessage("process \"none\" is not deployed");
    assertThat(server.requests("POST /processes/query?limit=1000")).hasSize(2);
  }

  @Test
  void afterARefusedCreationTheProcessesAreAskedForAgain() throws Exception {
    server.answersProblem(CREATE, 404, "failed to create process instance", "order:v2");
    server.answersJson(CREATE, CREATED);
    EngineCommand command = create(new Definition.ById("order", Definition.ById.LATEST));

    assertThat(failure(engine.execute(command)).kind()).isEqualTo(ErrorKind.NOT_FOUND);
    result(engine.execute(command));

    assertThat(server.requests("POST /processes/query")).hasSize(2);
  }

  @Test
  void moreProcessesThanAPageHasAreAllRead() throws Exception {
    String page =
        IntStream.rangeClosed(1, 1_000)
            .mapToObj("{\"id\": %1$d, \"bpmnProcessId\": \"p%1$d\", \"version\": \"1\"}"::formatted)
            .collect(Collectors.joining(",", "{\"count\": 1000, \"results\": [", "]}"));
    try (ScriptedEngine large = new ScriptedEngine(page, "{\"count\": 0, \"results\": []}");
        ProcessEngine engine = large.connect()) {
      large.answersJson(CREATE, CREATED);

      result(engine.execute(create(new Definition.ById("p1000", Definition.ById.LATEST))));

      assertThat(large.requests("POST /processes/query").stream().map(Request::line))
          .containsExactly(
              "POST /processes/query?limit=1000&offset=0",
              "POST /processes/query?limit=1000&offset=1000");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"eu", ":eu", "region:"})
  void aTagWithoutNameOrValueIsRefused(String tag) {
    EngineException failure =
        failure(
            engine.execute(
                create(new Definition.ById("order", 1), Map.of(), List.of(tag), Optional.empty())));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure)
        .hasMessage(
            "a tag of go-bpmn is a name and a value, such as region:eu, was \"" + tag + "\"");
    assertThat(server.requests()).isEmpty();
  }

  // Variables

  @Test
  void variablesKeepEveryDigitAndNull() throws Exception {
    server.answersJson("POST /signals", SENT);
    Map<String, Object> variables = new HashMap<>();
    variables.put("big", 9_007_199_254_740_993L);

    JsonNode body = sent("POST /signals", new BroadcastSignal("go", variables, Optional.empty()));

    assertThat(body.at("/variables/0/data/value").asText()).isEqualTo("9007199254740993");
  }

  @Test
  void aVariableThatIsNullIsJsonsNull() throws Exception {
    server.answersJson("POST /signals", SENT);

    JsonNode body =
        sent(
            "POST /signals",
            new BroadcastSignal("go", Collections.singletonMap("x", null), Optional.empty()));

    assertThat(body.path("variables"))
        .isEqualTo(json("[{\"name\":\"x\",\"data\":{\"encoding\":\"json\",\"value\":\"null\"}}]"));
  }

  @Test
  void theNamedVariablesAreEncrypted() throws Exception {
    server.answersJson("POST /signals", SENT);

    JsonNode body =
        sent("POST /signals", new BroadcastSignal("go", Map.of("card", "1"), Optional.empty()));

    assertThat(body.path("variables"))
        .isEqualTo(
            json(
                """
                [{"name": "card",
                  "data": {"encoding": "json", "value": "\\"1\\"", "encrypted": true}}]
                """));
  }

  @Test
  void aBodyThatIsTooLargeIsNotSent() {
    String large = "x".repeat(Api.LARGEST_BODY);

    EngineException failure =
        failure(engine.execute(new BroadcastSignal("go", Map.of("x", large), Optional.empty())));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure)
        .hasMessageMatching(
            "the request has [0-9]+ bytes; go-bpmn takes at most 1048576, variables and their"
                + " quoting included");
    assertThat(server.requests()).isEmpty();
  }

  // Messages and signals

  @Test
  void aMessageIsPublishedWithExpiryAndUniqueKey() throws Exception {
    server.answersJson("POST /messages", SENT);
    PublishMessage command =
        new PublishMessage(
            "paid",
            O_1,
            Duration.ofMillis(1_001),
            Optional.of("orders-0-7"),
            Map.of("a", 1),
            Optional.empty());

    JsonNode body = sent("POST /messages", command);

    assertThat(body)
        .isEqualTo(
            json(
                """
                {"workerId": "unit-test/1.0", "name": "paid", "correlationKey": "o-1",
                 "expirationTimer": {"timeDuration": "PT2S"}, "uniqueKey": "orders-0-7",
                 "variables": [{"name": "a", "data": {"encoding": "json", "value": "1"}}]}
                """));
    assertThat(result(engine.execute(command))).isEqualTo(new CommandResult.MessagePublished("12"));
  }

  @Test
  void aMessageThatIsNotToBeKeptHasNoTimer() throws Exception {
    server.answersJson("POST /messages", SENT);

    JsonNode body = sent("POST /messages", publish(O_1, Duration.ZERO));

    assertThat(body)
        .isEqualTo(
            json("{\"workerId\":\"unit-test/1.0\",\"name\":\"paid\",\"correlationKey\":\"o-1\"}"));
  }

  @Test
  void aMessageWithoutCorrelationKeyIsRefused() {
    EngineException failure =
        failure(
            engine.execute(publish(new Correlation.ByKey("", Optional.empty()), Duration.ZERO)));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure).hasMessage("a message of go-bpmn needs a correlation key, was empty");
  }

  @Test
  void aTimeToLiveOfAgesIsRefused() {
    EngineException failure =
        failure(engine.execute(publish(O_1, Duration.ofMillis(Long.MAX_VALUE))));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure).hasMessageStartingWith("time to live must be between 0 and 36500 days");
  }

  @Test
  void aMessageThatSomebodyWaitsForIsCorrelated() throws Exception {
    server.answersJson("POST /messages", SENT);

    assertThat(result(engine.execute(correlate(O_1, false))))
        .isEqualTo(new CommandResult.MessagePublished("12"));
  }

  @Test
  void aMessageThatNobodyWaitsForIsNotFound() {
    server.answersJson("POST /messages", "{\"id\": 12, \"correlated\": false}");

    EngineException failure = failure(engine.execute(correlate(O_1, false)));

    assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(failure).hasMessage("engine answered 200 not correlated: nothing waits for it");
  }

  @Test
  void aSignalIsBroadcast() throws Exception {
    server.answersJson("POST /signals", SENT);
    EngineCommand command = new BroadcastSignal("go", Map.of(), Optional.empty());

    assertThat(sent("POST /signals", command))
        .isEqualTo(json("{\"workerId\": \"unit-test/1.0\", \"name\": \"go\"}"));
    assertThat(result(engine.execute(command))).isEqualTo(new CommandResult.SignalBroadcast("12"));
  }

  // Jobs

  @Test
  void aJobIsCompletedInTheNameOfItsHolder() throws Exception {
    settles("DONE");

    JsonNode body =
        sent(
            COMPLETE,
            new CompleteJob(
                JobRef.of(JOB),
                Map.of("paid", true),
                Optional.of(Map.of("exclusiveGatewayDecision", "to-ship"))));

    assertThat(body)
        .isEqualTo(
            json(
                """
                {"workerId": "w-1", "completion": {"exclusiveGatewayDecision": "to-ship"},
                 "processVariables":
                   [{"name": "paid", "data": {"encoding": "json", "value": "true"}}]}
                """));
    assertThat(server.requests("POST /jobs/query").get(0).json())
        .isEqualTo(json("{\"partition\": \"2026-11-21\", \"id\": 42}"));
  }

  @ParameterizedTest
  @CsvSource({"CAUSED_INCIDENT", "CAUSED_RETRY"})
  void aCompletionThatTheModelCannotFollowIsInvalid(String state) {
    settles(state);

    EngineException failure = failure(engine.execute(COMPLETION));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure).hasMessage("engine answered 200 " + state + ": why");
  }

  @Test
  void aJobWhoseElementHasEndedIsNotFound() {
    settles("CANCELED");

    assertThat(failure(engine.execute(COMPLETION)).kind()).isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void aFailedJobWithRetriesIsOfferedAgainAfterItsBackOff() throws Exception {
    settles("CAUSED_RETRY");

    JsonNode body =
        sent(
            COMPLETE,
            new FailJob(
                JobRef.of(JOB), 1, Optional.of("no money"), Duration.ofMillis(1_500), Map.of()));

    assertThat(body)
        .isEqualTo(
            json(
                """
                {"workerId": "w-1", "error": "no money", "retryLimit": 2147483647,
                 "retryTimer": "PT2S"}
                """));
  }

  @Test
  void aFailedJobWithoutRetriesRaisesAnIncident() throws Exception {
    settles("CAUSED_INCIDENT");

    JsonNode body =
        sent(
            COMPLETE,
            new FailJob(
                JobRef.of(JOB), 0, Optional.of(" "), Duration.ofSeconds(9), Map.of("at", "bank")));

    assertThat(body)
        .isEqualTo(
            json(
                """
                {"workerId": "w-1", "error": "failed without a message",
                 "processVariables":
                   [{"name": "at", "data": {"encoding": "json", "value": "\\"bank\\""}}]}
                """));
  }

  @Test
  void anErrorIsThrownByItsCode() throws Exception {
    settles("DONE");

    JsonNode body =
        sent(COMPLETE, new ThrowJobError(JobRef.of(JOB), "NO_MONEY", Optional.of(" "), Map.of()));

    assertThat(body)
        .isEqualTo(json("{\"workerId\": \"w-1\", \"completion\": {\"errorCode\": \"NO_MONEY\"}}"));
  }

  @Test
  void anErrorThatNothingCatchesIsInvalid() {
    settles("CAUSED_INCIDENT");

    assertThat(
            failure(
                    engine.execute(
                        new ThrowJobError(JobRef.of(JOB), "NO_MONEY", Optional.empty(), Map.of())))
                .kind())
        .isEqualTo(ErrorKind.INVALID);
  }

  @Test
  void aJobThatIsSettledAlreadyIsNotFound() {
    server.answersJson(
        "POST /jobs/query",
        "{\"count\":1,\"results\":[{\"lockedBy\":\"w-1\",\"completedAt\":\"2026-11-21T10:00:00Z\"}]}");

    EngineException failure = failure(engine.execute(COMPLETION));

    assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(failure).hasMessage("job 2026-11-21/42 is settled already");
  }

  @Test
  void aJobThatIsNotThereIsNotFound() {
    server.answersJson("POST /jobs/query", "{\"count\":0,\"results\":[]}");

    assertThat(failure(engine.execute(COMPLETION)))
        .hasMessage("job 2026-11-21/42 could not be found");
  }

  @Test
  void aJobThatNobodyHoldsIsLockedAndSettled() throws Exception {
    server.answersJson("POST /jobs/query", "{\"count\":1,\"results\":[{\"id\":42}]}");
    server.answersJson("POST /jobs/lock", "{\"count\":1,\"jobs\":[{\"id\":42}]}");
    server.answersJson(COMPLETE, "{\"state\": \"DONE\"}");

    result(engine.execute(COMPLETION));

    assertThat(server.requests("POST /jobs/lock").get(0).json())
        .isEqualTo(
            json(
                """
                {"partition": "2026-11-21", "id": 42, "limit": 1, "workerId": "unit-test/1.0"}
                """));
    assertThat(server.requests(COMPLETE).get(0).json().path("workerId").asText())
        .isEqualTo("unit-test/1.0");
  }

  @Test
  void aJobWhoseLockChangesHandsIsSettledInTheNameOfTheNewHolder() throws Exception {
    server.answersJson("POST /jobs/query", "{\"count\":1,\"results\":[{\"lockedBy\":\"w-1\"}]}");
    server.answersJson("POST /jobs/query", "{\"count\":1,\"results\":[{\"lockedBy\":\"w-2\"}]}");
    server.answersProblem(COMPLETE, 409, "failed to complete job", "not locked by worker w-1");
    server.answersJson(COMPLETE, "{\"state\": \"DONE\"}");

    result(engine.execute(COMPLETION));

    assertThat(server.requests(COMPLETE).get(1).json().path("workerId").asText()).isEqualTo("w-2");
  }

  @Test
  void aLockThatChangesHandsAgainAndAgainIsAConflict() {
    server.answersJson("POST /jobs/query", "{\"count\":1,\"results\":[{\"lockedBy\":\"w-1\"}]}");
    server.answersProblem(COMPLETE, 409, "failed to complete job", "not locked by worker w-1");

    assertThat(failure(engine.execute(COMPLETION)).kind()).isEqualTo(ErrorKind.CONFLICT);
    assertThat(server.requests(COMPLETE)).hasSize(3);
  }

  @Test
  void aJobThatIsNotDueIsAConflict() {
    server.answersJson("POST /jobs/query", "{\"count\":1,\"results\":[{\"id\":42}]}");
    server.answersJson("POST /jobs/lock", "{\"count\":0,\"jobs\":[]}");

    EngineException failure = failure(engine.execute(COMPLETION));

    assertThat(failure.kind()).isEqualTo(ErrorKind.CONFLICT);
    assertThat(failure).hasMessage("job 2026-11-21/42 is not due yet, and so cannot be settled");
  }

  // Variables of a scope, incidents

  @Test
  void variablesOfAProcessInstanceAreSet() throws Exception {
    String call = "PUT /process-instances/2026-11-21/3/variables";
    server.answers(call, 204, "", "");

    JsonNode body =
        sent(call, new SetVariables("2026-11-21/3", Map.of("a", 1), false, OptionalLong.empty()));

    assertThat(body)
        .isEqualTo(
            json(
                """
                {"workerId": "unit-test/1.0",
                 "variables": [{"name": "a", "data": {"encoding": "json", "value": "1"}}]}
                """));
  }

  @Test
  void localVariablesAreThoseOfAnElementInstance() throws Exception {
    String call = "PUT /element-instances/2026-11-21/5/variables";
    server.answers(call, 204, "", "");

    sent(call, new SetVariables("2026-11-21/5", Map.of("a", 1), true, OptionalLong.empty()));
  }

  @Test
  void anIncidentIsResolved() throws Exception {
    String call = "PATCH /incidents/2026-11-21/6/resolve";
    server.answers(call, 204, "", "");

    assertThat(sent(call, new ResolveIncident("2026-11-21/6", OptionalLong.empty())))
        .isEqualTo(json("{\"workerId\": \"unit-test/1.0\"}"));
  }

  // What cannot be sent

  @ParameterizedTest
  @ValueSource(
      strings = {
        "42",
        "2026-11-21",
        "2026-11-21/",
        "2026-11-21/0",
        "2026-13-21/1",
        "2026-11-21/99999999999",
        "2026-11-21/1/../2",
        "",
        "2026-11-21/-1"
      })
  void aBadKeyIsInvalidAndNotSent(String key) {
    EngineException failure =
        failure(engine.execute(new CompleteJob(JobRef.of(key), Map.of(), Optional.empty())));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure)
        .hasMessage(
            "job key must be a date and a number such as 2026-11-21/42, was \"" + key + "\"");
    assertThat(server.requests()).isEmpty();
  }

  static List<EngineCommand> unsupported() {
    JobRef leased = new JobRef(JOB, Optional.empty(), Optional.of("lease"));
    return List.of(
        new UpdateJob(JobRef.of(JOB), OptionalInt.of(3), Optional.empty(), OptionalInt.empty()),
        new UpdateJob(
            JobRef.of(JOB),
            OptionalInt.empty(),
            Optional.of(Duration.ofSeconds(5)),
            OptionalInt.empty()),
        new UpdateJob(
            JobRef.of(JOB), OptionalInt.of(3), Optional.of(Duration.ZERO), OptionalInt.empty()),
        new UpdateJob(
            JobRef.of(JOB),
            OptionalInt.empty(),
            Optional.of(Duration.ZERO), // a release was said so once
            OptionalInt.empty()),
        new UpdateJob(JobRef.of(JOB), OptionalInt.empty(), Optional.empty(), OptionalInt.of(50)),
        new CancelProcessInstance("2026-11-21/3", OptionalLong.empty()),
        new EvaluateDecision(new Definition.ById("discount", 1), Map.of(), Optional.empty()),
        new EvaluateConditionals(Map.of(), Optional.empty(), Optional.empty(), Optional.empty()),
        createSpecially(Optional.of("tenant"), List.of(), Optional.empty(), false),
        createSpecially(
            Optional.empty(), List.of(), Optional.of(new Await(Duration.ZERO, List.of())), false),
        createSpecially(Optional.empty(), List.of("pay"), Optional.empty(), false),
        createSpecially(Optional.empty(), List.of(), Optional.empty(), true),
        new BroadcastSignal("go", Map.of(), Optional.of("tenant")),
        new CompleteJob(leased, Map.of(), Optional.empty()),
        new ReleaseJob(leased, OptionalInt.empty()),
        correlate(O_1, true),
        new SetVariables("2026-11-21/3", Map.of(), false, OptionalLong.of(1)),
        new ResolveIncident("2026-11-21/6", OptionalLong.of(1)));
  }

  static List<EngineCommand> correlatedByOtherThanAKey() {
    Correlation byVariables =
        new Correlation.ByVariables(
            Map.of("iban", "DE02"), Map.of(), Optional.empty(), Optional.empty());
    Correlation byBusinessId = new Correlation.ByBusinessId("order-4711");
    return List.of(
        publish(byVariables, Duration.ZERO),
        publish(byBusinessId, Duration.ZERO),
        correlate(byVariables, false),
        correlate(byBusinessId, false));
  }

  @ParameterizedTest
  @MethodSource("correlatedByOtherThanAKey")
  void aMessageIsForACorrelationKeyOnly(EngineCommand command) {
    EngineException failure = failure(engine.execute(command));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
    assertThat(failure)
        .hasMessage(
            "go-bpmn correlates messages by the correlation key of the model only; needs the"
                + " Camunda 7 family (engine.type=camunda7)");
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("unsupported")
  void whatTheEngineDoesNotHaveIsUnsupportedAndNotSent(EngineCommand command) {
    EngineException failure = failure(engine.execute(command));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
    assertThat(failure).hasMessageStartingWith("go-bpmn does not have ");
    assertThat(server.requests()).isEmpty();
  }
}
