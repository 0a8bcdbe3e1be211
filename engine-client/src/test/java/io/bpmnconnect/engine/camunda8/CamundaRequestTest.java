package io.bpmnconnect.engine.camunda8;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.Await;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.RuntimeInstruction;
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
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobActivation.TenantFilter;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.TestJson;
import io.bpmnconnect.engine.rest.ScriptedServer;
import io.bpmnconnect.engine.rest.ScriptedServer.Request;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent for each command, as a real HTTP server receives it. */
class CamundaRequestTest {

  private static final String JOB = "9223372036854775807";
  private static final String KEY = "2251799813685331";
  private static final JobRef LEASED = new JobRef(JOB, Optional.empty(), Optional.of("lease-1"));
  private static final Correlation O_1 = new Correlation.ByKey("o-1", Optional.empty());
  private static final Correlation O_1_OF_ORDER =
      new Correlation.ByKey("o-1", Optional.of("order-4711"));
  private static final Duration TOO_LONG = Duration.ofSeconds(Long.MAX_VALUE);

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

  private Request sent(EngineCommand command) throws Exception {
    server.answersJson(
        """
        {"processInstanceKey":1,"processDefinitionKey":2,"messageKey":3,"signalKey":4,
         "decisionDefinitionKey":5,"processInstances":[]}
        """);
    result(engine.execute(command));
    return server.onlyRequest();
  }

  private Request sent(JobActivation activation) throws Exception {
    server.answersJson("{\"jobs\":[]}");
    result(engine.activateJobs(activation));
    return server.onlyRequest();
  }

  private static JsonNode json(String text) throws IOException {
    return TestJson.EXACT.readTree(text);
  }

  // Process instances

  private static CreateProcessInstance create(
      Definition definition,
      Map<String, Object> variables,
      Optional<String> tenantId,
      Optional<Await> await) {
    return new CreateProcessInstance(
        definition,
        variables,
        tenantId,
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        await,
        false,
        OptionalLong.empty());
  }

  @Test
  void anInstanceOfTheLatestVersionIsCreated() throws Exception {
    Request request =
        sent(
            create(
                new Definition.ById("order", Definition.ById.LATEST),
                Map.of("orderId", "o-1"),
                Optional.empty(),
                Optional.empty()));

    assertThat(request.line()).isEqualTo("POST /v2/process-instances");
    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"processDefinitionId": "order", "processDefinitionVersion": -1,
                 "variables": {"orderId": "o-1"}}
                """));
  }

  @Test
  void anInstanceOfAGivenVersionIsCreatedForATenant() throws Exception {
    Request request =
        sent(
            create(
                new Definition.ById("order", 12),
                Map.of(),
                Optional.of("tenant-a"),
                Optional.empty()));

    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"processDefinitionId": "order", "processDefinitionVersion": 12,
                 "variables": {}, "tenantId": "tenant-a"}
                """));
  }

  /** What can be said of an instance beside its definition and variables. */
  private static CreateProcessInstance special(Definition definition, Optional<Await> await) {
    return new CreateProcessInstance(
        definition,
        Map.of("a", 1),
        Optional.of("tenant-a"),
        List.of("first", "second"),
        List.of(new RuntimeInstruction("TERMINATE_PROCESS_INSTANCE", "pay")),
        List.of("vip", "region:eu"),
        Optional.of("order-4711"),
        await,
        false,
        OptionalLong.of(9_007_199_254_740_993L));
  }

  private static CreateProcessInstance awaited(Await await) {
    return create(new Definition.ById("order", 3), Map.of(), Optional.empty(), Optional.of(await));
  }

  @Test
  void anInstanceIsCreatedByTheKeyOfItsDefinition() throws Exception {
    Request request =
        sent(
            create(
                new Definition.ByKey("2251799813685250"),
                Map.of(),
                Optional.empty(),
                Optional.empty()));

    assertThat(request.line()).isEqualTo("POST /v2/process-instances");
    assertThat(request.json())
        .isEqualTo(json("{\"processDefinitionKey\": \"2251799813685250\", \"variables\": {}}"));
  }

  @Test
  void anInstanceIsCreatedWithEverythingThatIsSet() throws Exception {
    Await await = new Await(Duration.ofSeconds(30), List.of("total", "state"));

    Request request = sent(special(new Definition.ById("order", 3), Optional.of(await)));

    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"processDefinitionId": "order", "processDefinitionVersion": 3,
                 "variables": {"a": 1}, "tenantId": "tenant-a",
                 "startInstructions": [{"elementId": "first"}, {"elementId": "second"}],
                 "runtimeInstructions":
                   [{"type": "TERMINATE_PROCESS_INSTANCE", "afterElementId": "pay"}],
                 "tags": ["vip", "region:eu"], "businessId": "order-4711",
                 "awaitCompletion": true, "requestTimeout": 30000,
                 "fetchVariables": ["total", "state"], "operationReference": 9007199254740993}
                """));
  }

  @Test
  void whoWaitsForAThousandYearsIsAskedToWaitNoLess() throws Exception {
    Request request = sent(awaited(new Await(Duration.ofDays(365_000), List.of())));

    assertThat(request.json().path("requestTimeout").asLong()).isEqualTo(31_536_000_000_000L);
  }

  @Test
  void theEndOfAnInstanceIsAwaitedWithAllItsVariables() throws Exception {
    Request request = sent(awaited(new Await(Duration.ZERO, List.of())));

    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"processDefinitionId": "order", "processDefinitionVersion": 3, "variables": {},
                 "awaitCompletion": true, "requestTimeout": 0}
                """));
  }

  @Test
  void anInstanceIsCancelled() throws Exception {
    Request request = sent(new CancelProcessInstance(KEY, OptionalLong.empty()));

    assertThat(request.line()).isEqualTo("POST /v2/process-instances/" + KEY + "/cancellation");
    assertThat(request.body()).isEqualTo("{}");
  }

  @Test
  void anInstanceIsCancelledWithAReference() throws Exception {
    Request request = sent(new CancelProcessInstance(KEY, OptionalLong.of(42)));

    assertThat(request.json()).isEqualTo(json("{\"operationReference\": 42}"));
  }

  @Test
  void variablesAreSet() throws Exception {
    Request request =
        sent(new SetVariables(KEY, Map.of("paid", true), false, OptionalLong.empty()));

    assertThat(request.line()).isEqualTo("PUT /v2/element-instances/" + KEY + "/variables");
    assertThat(request.json())
        .isEqualTo(json("{\"variables\": {\"paid\": true}, \"local\": false}"));
  }

  @Test
  void variablesAreSetInTheirScopeOnlyWithAReference() throws Exception {
    Request request = sent(new SetVariables(KEY, Map.of("paid", true), true, OptionalLong.of(42)));

    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"variables": {"paid": true}, "local": true, "operationReference": 42}
                """));
  }

  @Test
  void anIncidentIsResolvedWithABodyBecauseTheEngineInsistsOnOne() throws Exception {
    Request request = sent(new ResolveIncident(KEY, OptionalLong.empty()));

    assertThat(request.line()).isEqualTo("POST /v2/incidents/" + KEY + "/resolution");
    assertThat(request.headers().getFirst("Content-Type")).startsWith("application/json");
    assertThat(request.body()).isEqualTo("{}");
  }

  @Test
  void anIncidentIsResolvedWithAReference() throws Exception {
    Request request = sent(new ResolveIncident(KEY, OptionalLong.of(42)));

    assertThat(request.json()).isEqualTo(json("{\"operationReference\": 42}"));
  }

  // Decisions and conditions

  @Test
  void aDecisionIsEvaluatedByItsIdWithoutAVersion() throws Exception {
    Request request =
        sent(
            new EvaluateDecision(
                new Definition.ById("discount", Definition.ById.LATEST),
                Map.of("amount", 5),
                Optional.empty()));

    assertThat(request.line()).isEqualTo("POST /v2/decision-definitions/evaluation");
    assertThat(request.json())
        .isEqualTo(
            json("{\"decisionDefinitionId\": \"discount\", \"variables\": {\"amount\": 5}}"));
  }

  @Test
  void aDecisionIsEvaluatedByItsKeyForATenant() throws Exception {
    Request request =
        sent(new EvaluateDecision(new Definition.ByKey(KEY), Map.of(), Optional.of("tenant-a")));

    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"decisionDefinitionKey": "%s", "variables": {}, "tenantId": "tenant-a"}
                """
                    .formatted(KEY)));
  }

  @Test
  void conditionsOfAllProcessesAreEvaluated() throws Exception {
    Request request =
        sent(
            new EvaluateConditionals(
                Map.of("amount", 5), Optional.empty(), Optional.empty(), Optional.empty()));

    assertThat(request.line()).isEqualTo("POST /v2/conditionals/evaluation");
    assertThat(request.json()).isEqualTo(json("{\"variables\": {\"amount\": 5}}"));
  }

  @Test
  void conditionsOfOneProcessAreEvaluatedForATenant() throws Exception {
    Request request =
        sent(
            new EvaluateConditionals(
                Map.of(), Optional.of(KEY), Optional.of("tenant-a"), Optional.empty()));

    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"variables": {}, "processDefinitionKey": "%s", "tenantId": "tenant-a"}
                """
                    .formatted(KEY)));
  }

  // Messages and signals

  @Test
  void messagesAreMeantForABusinessId() throws Exception {
    Request published =
        sent(
            new PublishMessage(
                "paid", O_1_OF_ORDER, Duration.ZERO, Optional.empty(), Map.of(), Optional.empty()));
    server.requests().clear();
    Request correlated =
        sent(new CorrelateMessage("paid", O_1_OF_ORDER, Map.of(), Optional.empty(), false));

    assertThat(published.json())
        .isEqualTo(
            json(
                """
                {"name": "paid", "correlationKey": "o-1", "timeToLive": 0, "variables": {},
                 "businessId": "order-4711"}
                """));
    assertThat(correlated.json())
        .isEqualTo(
            json(
                """
                {"name": "paid", "correlationKey": "o-1", "variables": {},
                 "businessId": "order-4711"}
                """));
  }

  @Test
  void aMessageIsPublishedWithEverythingThatIsSet() throws Exception {
    Request request =
        sent(
            new PublishMessage(
                "paid",
                O_1,
                Duration.ofHours(1),
                Optional.of("payments/paid-0-42"),
                Map.of("amount", 5),
                Optional.of("tenant-a")));

    assertThat(request.line()).isEqualTo("POST /v2/messages/publication");
    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"name": "paid", "correlationKey": "o-1", "timeToLive": 3600000,
                 "messageId": "payments/paid-0-42", "variables": {"amount": 5},
                 "tenantId": "tenant-a"}
                """));
  }

  @Test
  void aMessageIsPublishedWithoutWhatIsNotSet() throws Exception {
    Request request =
        sent(
            new PublishMessage(
                "start",
                new Correlation.ByKey("", Optional.empty()),
                Duration.ZERO,
                Optional.empty(),
                Map.of(),
                Optional.empty()));

    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"name": "start", "correlationKey": "", "timeToLive": 0, "variables": {}}
                """));
  }

  @Test
  void aMessageIsCorrelated() throws Exception {
    Request request =
        sent(new CorrelateMessage("paid", O_1, Map.of("a", 1), Optional.empty(), false));

    assertThat(request.line()).isEqualTo("POST /v2/messages/correlation");
    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"name": "paid", "correlationKey": "o-1", "variables": {"a": 1}}
                """));
  }

  @Test
  void aMessageIsCorrelatedForATenant() throws Exception {
    Request request =
        sent(new CorrelateMessage("paid", O_1, Map.of(), Optional.of("tenant-a"), false));

    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"name": "paid", "correlationKey": "o-1", "variables": {}, "tenantId": "tenant-a"}
                """));
  }

  @Test
  void aSignalIsBroadcast() throws Exception {
    Request request = sent(new BroadcastSignal("go", Map.of("a", 1), Optional.empty()));

    assertThat(request.line()).isEqualTo("POST /v2/signals/broadcast");
    assertThat(request.json())
        .isEqualTo(json("{\"signalName\": \"go\", \"variables\": {\"a\": 1}}"));
  }

  @Test
  void aSignalIsBroadcastForATenant() throws Exception {
    Request request = sent(new BroadcastSignal("go", Map.of(), Optional.of("tenant-a")));

    assertThat(request.json())
        .isEqualTo(json("{\"signalName\": \"go\", \"variables\": {}, \"tenantId\": \"tenant-a\"}"));
  }

  // Jobs

  @Test
  void aJobIsCompleted() throws Exception {
    Request request = sent(new CompleteJob(JobRef.of(JOB), Map.of("paid", true), Optional.empty()));

    assertThat(request.line()).isEqualTo("POST /v2/jobs/9223372036854775807/completion");
    assertThat(request.json()).isEqualTo(json("{\"variables\": {\"paid\": true}}"));
  }

  @Test
  void aJobIsCompletedWithoutVariables() throws Exception {
    Request request = sent(new CompleteJob(JobRef.of(JOB), Map.of(), Optional.empty()));

    assertThat(request.json()).isEqualTo(json("{\"variables\": {}}"));
  }

  /**
   * The documentation's own example names no type, and the completion of a listener no variables.
   */
  @Test
  void theResultOfAListenerGetsItsTypeAndNoVariables() throws Exception {
    Map<String, Object> denied = Map.of("denied", true, "deniedReason", "four eyes are needed");

    Request request = sent(new CompleteJob(LEASED, Map.of("receipt", "r-1"), Optional.of(denied)));

    assertThat(request.json())
        .isEqualTo(
            json(
                "{\"jobLeaseToken\": \"lease-1\", \"result\": {\"type\": \"userTask\", \"denied\":"
                    + " true, \"deniedReason\": \"four eyes are needed\"}}"));
  }

  @Test
  void theResultOfAnAdHocSubProcessGetsItsTypeAndKeepsVariables() throws Exception {
    Map<String, Object> next = Map.of("activateElements", List.of(Map.of("elementId", "call")));

    Request request = sent(new CompleteJob(LEASED, Map.of("n", 1), Optional.of(next)));

    assertThat(request.json())
        .isEqualTo(
            json(
                "{\"variables\": {\"n\": 1}, \"jobLeaseToken\": \"lease-1\", \"result\": {\"type\":"
                    + " \"adHocSubProcess\", \"activateElements\": [{\"elementId\": \"call\"}]}}"));
  }

  @Test
  void aResultThatHasATypeKeepsIt() throws Exception {
    Map<String, Object> result = Map.of("type", "newKind", "denied", true);

    Request request = sent(new CompleteJob(LEASED, Map.of(), Optional.of(result)));

    assertThat(request.json().path("result").path("type").asText()).isEqualTo("newKind");
  }

  @Test
  void aJobIsFailedWithEverythingThatIsSet() throws Exception {
    Request request =
        sent(
            new FailJob(
                JobRef.of(JOB),
                2,
                Optional.of("no network"),
                Duration.ofSeconds(5),
                Map.of("try", 1)));

    assertThat(request.line()).isEqualTo("POST /v2/jobs/9223372036854775807/failure");
    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"retries": 2, "errorMessage": "no network", "retryBackOff": 5000,
                 "variables": {"try": 1}}
                """));
  }

  @Test
  void aJobIsFailedWithoutWhatIsNotSet() throws Exception {
    Request request =
        sent(new FailJob(JobRef.of(JOB), 0, Optional.empty(), Duration.ZERO, Map.of()));

    assertThat(request.json())
        .isEqualTo(json("{\"retries\": 0, \"retryBackOff\": 0, \"variables\": {}}"));
  }

  @Test
  void anErrorIsThrownFromAJobWithEverythingThatIsSet() throws Exception {
    Request request =
        sent(
            new ThrowJobError(
                JobRef.of(JOB),
                "NO_MONEY",
                Optional.of("the card was refused"),
                Map.of("card", "x")));

    assertThat(request.line()).isEqualTo("POST /v2/jobs/9223372036854775807/error");
    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"errorCode": "NO_MONEY", "errorMessage": "the card was refused",
                 "variables": {"card": "x"}}
                """));
  }

  @Test
  void anErrorIsThrownFromAJobWithoutWhatIsNotSet() throws Exception {
    Request request =
        sent(new ThrowJobError(JobRef.of(JOB), "NO_MONEY", Optional.empty(), Map.of()));

    assertThat(request.json()).isEqualTo(json("{\"errorCode\": \"NO_MONEY\", \"variables\": {}}"));
  }

  @Test
  void aJobIsReleasedByAFailureThatLeavesItsRetriesAsTheyAre() throws Exception {
    Request request = sent(new ReleaseJob(LEASED, OptionalInt.of(2)));

    assertThat(request.line()).isEqualTo("POST /v2/jobs/9223372036854775807/failure");
    assertThat(request.json()).isEqualTo(json("{\"retries\": 2, \"jobLeaseToken\": \"lease-1\"}"));
  }

  @Test
  void aJobWithoutALeaseIsReleasedWithoutOne() throws Exception {
    Request request = sent(new ReleaseJob(JobRef.of(JOB), OptionalInt.of(1)));

    assertThat(request.json()).isEqualTo(json("{\"retries\": 1}"));
  }

  @Test
  void aReleaseThatDoesNotSayTheRetriesIsInvalid() {
    EngineException failure =
        failure(engine.execute(new ReleaseJob(JobRef.of(JOB), OptionalInt.empty())));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure).hasMessageStartingWith("the retries of the job are needed");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aJobIsUpdatedInEverythingThatIsSet() throws Exception {
    Request request =
        sent(
            new UpdateJob(
                JobRef.of(JOB),
                OptionalInt.of(9),
                Optional.of(Duration.ofMinutes(2)),
                OptionalInt.empty()));

    assertThat(request.line()).isEqualTo("PATCH /v2/jobs/9223372036854775807");
    assertThat(request.json())
        .isEqualTo(json("{\"changeset\": {\"retries\": 9, \"timeout\": 120000}}"));
  }

  @Test
  void onlyTheLockOfAJobIsUpdated() throws Exception {
    Request request =
        sent(
            new UpdateJob(
                JobRef.of(JOB),
                OptionalInt.empty(),
                Optional.of(Duration.ofMillis(1)),
                OptionalInt.empty()));

    assertThat(request.json()).isEqualTo(json("{\"changeset\": {\"timeout\": 1}}"));
  }

  @Test
  void onlyTheRetriesOfAJobAreUpdated() throws Exception {
    Request request =
        sent(
            new UpdateJob(
                JobRef.of(JOB), OptionalInt.of(1), Optional.empty(), OptionalInt.empty()));

    assertThat(request.json()).isEqualTo(json("{\"changeset\": {\"retries\": 1}}"));
  }

  @Test
  void aJobIsSettledWithItsLease() throws Exception {
    Map<EngineCommand, String> settlements =
        Map.of(
            new CompleteJob(LEASED, Map.of(), Optional.empty()),
            "{\"variables\": {}, \"jobLeaseToken\": \"lease-1\"}",
            new FailJob(LEASED, 1, Optional.empty(), Duration.ZERO, Map.of()),
            """
            {"retries": 1, "retryBackOff": 0, "variables": {}, "jobLeaseToken": "lease-1"}
            """,
            new ThrowJobError(LEASED, "E", Optional.empty(), Map.of()),
            "{\"errorCode\": \"E\", \"variables\": {}, \"jobLeaseToken\": \"lease-1\"}");

    for (Map.Entry<EngineCommand, String> settlement : settlements.entrySet()) {
      server.requests().clear();
      assertThat(sent(settlement.getKey()).json()).isEqualTo(json(settlement.getValue()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "",
        " 1",
        "1\n",
        "1/../2",
        "1?x=1",
        "1#x",
        "%31",
        "1.0",
        "+1",
        "١٢",
        "123456789012345678901",
        "abc"
      })
  void aKeyThatIsNoNumberIsRefusedWithoutARequest(String key) {
    Definition definition = new Definition.ByKey(key);
    Map<EngineCommand, String> commands = new HashMap<>();
    commands.put(new CompleteJob(JobRef.of(key), Map.of(), Optional.empty()), "job key");
    commands.put(
        new FailJob(JobRef.of(key), 0, Optional.empty(), Duration.ZERO, Map.of()), "job key");
    commands.put(new ThrowJobError(JobRef.of(key), "E", Optional.empty(), Map.of()), "job key");
    commands.put(
        new UpdateJob(JobRef.of(key), OptionalInt.of(1), Optional.empty(), OptionalInt.empty()),
        "job key");
    commands.put(new ReleaseJob(JobRef.of(key), OptionalInt.of(1)), "job key");
    commands.put(special(definition, Optional.empty()), "process definition key");
    commands.put(new CancelProcessInstance(key, OptionalLong.empty()), "process instance key");
    commands.put(
        new SetVariables(key, Map.of("a", 1), true, OptionalLong.empty()), "element instance key");
    commands.put(new ResolveIncident(key, OptionalLong.empty()), "incident key");
    commands.put(
        new EvaluateDecision(definition, Map.of(), Optional.empty()), "decision definition key");
    commands.put(
        new EvaluateConditionals(Map.of(), Optional.of(key), Optional.empty(), Optional.empty()),
        "process definition key");

    assertThat(commands)
        .allSatisfy(
            (command, kindOfKey) ->
                assertThat(failure(engine.execute(command)))
                    .hasMessage(kindOfKey + " must be a decimal number, was \"" + key + "\"")
                    .extracting("kind")
                    .isEqualTo(ErrorKind.INVALID));
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void anAwaitThatIsTooLongForTheProtocolIsRefusedWithoutARequest() {
    EngineException failure = failure(engine.execute(awaited(new Await(TOO_LONG, List.of()))));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure).hasMessageContaining("await timeout");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aNegativeJobKeyIsAKeyToo() throws Exception {
    Request request =
        sent(new CompleteJob(JobRef.of("-9223372036854775808"), Map.of(), Optional.empty()));

    assertThat(request.path()).isEqualTo("/v2/jobs/-9223372036854775808/completion");
  }

  private static JobActivation.OfType pay(Duration timeout, List<String> variables) {
    return new JobActivation.OfType("pay", timeout, variables, List.of(), JobActivation.Filter.ALL);
  }

  private static JobActivation activation(
      JobActivation.OfType ofType,
      int maxJobs,
      Duration requestTimeout,
      List<String> tenantIds,
      Optional<TenantFilter> tenantFilter,
      boolean withLease) {
    return new JobActivation(
        List.of(ofType),
        "worker-1",
        maxJobs,
        requestTimeout,
        tenantIds,
        tenantFilter,
        withLease,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }

  @Test
  void jobsAreActivatedWithEverythingThatIsSet() throws Exception {
    Request request =
        sent(
            activation(
                pay(Duration.ofMinutes(5), List.of("orderId", "amount")),
                32,
                Duration.ofSeconds(3),
                List.of("tenant-a", "tenant-b"),
                Optional.empty(),
                false));

    assertThat(request.line()).isEqualTo("POST /v2/jobs/activation");
    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"type": "pay", "worker": "worker-1", "timeout": 300000, "maxJobsToActivate": 32,
                 "requestTimeout": 3000, "fetchVariable": ["orderId", "amount"],
                 "tenantIds": ["tenant-a", "tenant-b"]}
                """));
  }

  @Test
  void jobsAreActivatedWithoutWhatIsNotSet() throws Exception {
    Request request =
        sent(
            activation(
                pay(Duration.ofSeconds(1), List.of()),
                1,
                Duration.ofMillis(-1),
                List.of(),
                Optional.empty(),
                false));

    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"type": "pay", "worker": "worker-1", "timeout": 1000, "maxJobsToActivate": 1,
                 "requestTimeout": -1}
                """));
  }

  @Test
  void whatNewerVersionsUnderstandIsSentWhenItIsAskedFor() throws Exception {
    Request request =
        sent(
            activation(
                pay(Duration.ofSeconds(1), List.of()),
                1,
                Duration.ofSeconds(2),
                List.of(),
                Optional.of(TenantFilter.ASSIGNED),
                true));

    assertThat(request.json())
        .isEqualTo(
            json(
                """
                {"type": "pay", "worker": "worker-1", "timeout": 1000, "maxJobsToActivate": 1,
                 "requestTimeout": 2000, "tenantFilter": "ASSIGNED", "withLease": true}
                """));
  }

  @Test
  void theTopologyIsAskedForWithoutABody() throws Exception {
    server.answersJson("{\"gatewayVersion\":\"8.6.0\"}");

    result(engine.info());

    Request request = server.onlyRequest();
    assertThat(request.line()).isEqualTo("GET /v2/topology");
    assertThat(request.body()).isEmpty();
  }

  // Variables

  @Test
  void numbersKeepEveryDigit() throws Exception {
    assertThat(variable(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
    assertThat(variable(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
    assertThat(variable(9_007_199_254_740_993L)).isEqualTo("9007199254740993");
    assertThat(variable(new BigInteger("123456789012345678901234567890")))
        .isEqualTo("123456789012345678901234567890");
    assertThat(variable(new BigDecimal("19.90"))).isEqualTo("19.90");
    assertThat(variable(new BigDecimal("0.1000000000000000055511151231257827")))
        .isEqualTo("0.1000000000000000055511151231257827");
    assertThat(variable(new BigDecimal("1E+400"))).isEqualTo("1E+400");
    assertThat(variable(0.1)).isEqualTo("0.1");
  }

  @Test
  void textKeepsEveryCharacter() throws Exception {
    String text = "Grüße, 世界 🚀 \u0000 \" \\ \n \u2028";

    Request request = sent(new CompleteJob(JobRef.of(JOB), Map.of("tëxt", text), Optional.empty()));

    assertThat(request.json().path("variables").path("tëxt").asText()).isEqualTo(text);
  }

  @Test
  void halfASurrogatePairIsSentAsAnEscapeThatIsStillJson() throws Exception {
    Request request =
        sent(new CompleteJob(JobRef.of(JOB), Map.of("text", "a\uD800b"), Optional.empty()));

    assertThat(request.body()).isEqualToIgnoringCase("{\"variables\":{\"text\":\"a\\ud800b\"}}");
  }

  @Test
  void nestedValuesAndNullsAreSentAsTheyAre() throws Exception {
    Map<String, Object> variables = new HashMap<>();
    variables.put("none", null);
    variables.put("lines", Arrays.asList(Map.of("sku", "a", "gift", false), null, List.of()));

    assertThat(sent(new CompleteJob(JobRef.of(JOB), variables, Optional.empty())).json())
        .isEqualTo(
            json(
                """
                {"variables": {"none": null, "lines": [{"sku": "a", "gift": false}, null, []]}}
                """));
  }

  private String variable(Object value) throws Exception {
    server.requests().clear();
    Request request = sent(new CompleteJob(JobRef.of(JOB), Map.of("n", value), Optional.empty()));
    return request.body().replace("{\"variables\":{\"n\":", "").replace("}}", "");
  }

  @Test
  void variablesThatAreNoJsonAreRefusedWithoutARequest() {
    Map<String, Object> endless = new HashMap<>();
    endless.put("self", endless);
    List<Map<String, Object>> unwritable =
        List.of(endless, Map.of("object", new Object()), Collections.singletonMap(null, "no name"));

    assertThat(unwritable)
        .allSatisfy(
            variables ->
                assertThat(
                        failure(
                            engine.execute(
                                new CompleteJob(JobRef.of(JOB), variables, Optional.empty()))))
                    .hasMessageStartingWith("variables cannot be written as JSON")
                    .extracting("kind")
                    .isEqualTo(ErrorKind.INVALID));
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void durationsBeyondTheProtocolAreRefusedWithoutARequest() {
    List<EngineCommand> commands =
        List.of(
            new PublishMessage("paid", O_1, TOO_LONG, Optional.empty(), Map.of(), Optional.empty()),
            new FailJob(JobRef.of(JOB), 1, Optional.empty(), TOO_LONG, Map.of()),
            new UpdateJob(
                JobRef.of(JOB), OptionalInt.empty(), Optional.of(TOO_LONG), OptionalInt.empty()));

    assertThat(commands)
        .allSatisfy(
            command ->
                assertThat(failure(engine.execute(command)).kind()).isEqualTo(ErrorKind.INVALID));
    assertThat(
            failure(
                    engine.activateJobs(
                        activation(
                            pay(TOO_LONG, List.of()),
                            1,
                            Duration.ZERO,
                            List.of(),
                            Optional.empty(),
                            false)))
                .kind())
        .isEqualTo(ErrorKind.INVALID);
    assertThat(server.requests()).isEmpty();
  }

  // Headers and addresses

  @Test
  void aRequestCarriesTheHeadersOfTheApiAndNoOthers() throws Exception {
    Request request = sent(Commands.CREATE);

    assertThat(request.headers())
        .containsOnlyKeys(
            "Accept",
            "Accept-encoding",
            "Connection",
            "Content-length",
            "Content-type",
            "Host",
            "User-agent");
    assertThat(request.headers())
        .containsEntry("Accept", List.of("application/json, application/problem+json"))
        .containsEntry("Accept-encoding", List.of("gzip, x-gzip, deflate"))
        .containsEntry("Connection", List.of("keep-alive"))
        .containsEntry("User-agent", List.of("unit-test/1.0"))
        .containsEntry("Host", List.of(server.address().getAuthority()));
    assertThat(request.headers().getFirst("Content-type")).startsWith("application/json");
  }

  @Test
  void aRequestWithoutABodyCarriesNoContentHeaders() throws Exception {
    server.answersJson("{\"gatewayVersion\":\"8.6.0\"}");

    result(engine.info());

    assertThat(server.onlyRequest().headers())
        .containsOnlyKeys("Accept", "Accept-encoding", "Connection", "Host", "User-agent");
  }

  @Test
  void basicCredentialsAreSentWithEveryRequest() throws Exception {
    server.answersJson("{\"gatewayVersion\":\"8.6.0\",\"jobs\":[],\"signalKey\":1}");
    try (ProcessEngine authenticated =
        Settings.of(server.address())
            .authentication(new Authentication.Basic("Aladdin", "open sesame"))
            .open()) {
      result(authenticated.info());
      result(authenticated.activateJobs(Commands.activation()));
      result(authenticated.execute(Commands.SIGNAL));
    }

    assertThat(server.requests())
        .hasSize(3)
        .allSatisfy(
            request ->
                assertThat(request.headers().get("Authorization"))
                    .containsExactly("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
  }

  @ParameterizedTest
  @CsvSource({
    "'', /v2/topology",
    "/, /v2/topology",
    "/v2, /v2/topology",
    "/v2/, /v2/topology",
    "/v2//, /v2/topology",
    "/a%20region/cluster-1, /a%20region/cluster-1/v2/topology",
    "/region/cluster-1/v2/, /region/cluster-1/v2/topology",
    "/v2/behind, /v2/behind/v2/topology",
  })
  void theApiPathIsAddedToTheAddressWhenItIsMissing(String path, String requested)
      throws Exception {
    server.answersJson("{\"gatewayVersion\":\"8.6.0\"}");
    try (ProcessEngine other = Settings.of(URI.create(server.address() + path)).open()) {
      result(other.info());
    }

    assertThat(server.onlyRequest().path()).isEqualTo(requested);
  }
}
