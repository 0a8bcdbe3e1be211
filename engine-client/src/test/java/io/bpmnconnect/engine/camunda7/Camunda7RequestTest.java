package io.bpmnconnect.engine.camunda7;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobActivation.Filter;
import io.bpmnconnect.engine.JobActivation.OfType;
import io.bpmnconnect.engine.JobActivation.TenantFilter;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.TestJson;
import io.bpmnconnect.engine.rest.ScriptedServer;
import io.bpmnconnect.engine.rest.ScriptedServer.Answer;
import io.bpmnconnect.engine.rest.ScriptedServer.Request;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes over the wire, and what is read from it; a real engine judges it elsewhere. */
class Camunda7RequestTest {

  private static final Optional<String> NONE = Optional.empty();

  private ScriptedServer server;
  private ProcessEngine engine;

  @BeforeEach
  void connect() throws IOException {
    server = ScriptedServer.start();
    engine = open(server.address());
  }

  private static ProcessEngine open(URI address) {
    return new Camunda7Adapter()
        .open(
            new EngineSettings(
                EngineType.CAMUNDA7,
                address,
                new Authentication.None(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                8,
                "unit-test/1.0",
                NetworkSettings.DEFAULT,
                Map.of()));
  }

  @AfterEach
  void disconnect() {
    engine.close();
    server.close();
  }

  private void assertSent(String line, String body) throws IOException {
    Request request = server.onlyRequest();
    assertThat(request.line()).isEqualTo(line);
    assertThat(request.json()).isEqualTo(TestJson.EXACT.readTree(body));
    assertThat(request.headers().getFirst("Content-Type")).startsWith("application/json");
  }

  @ParameterizedTest
  @CsvSource({
    "'',                       /engine-rest/signal",
    "/,                        /engine-rest/signal",
    "/engine-rest,             /engine-rest/signal",
    "/engine-rest/,            /engine-rest/signal",
    "/engine-rest/engine/two,  /engine-rest/engine/two/signal",
    "/rest,                    /rest/signal"
  })
  void theStandardPathIsAddedToAnAddressWithoutOne(String path, String expected) throws Exception {
    try (ProcessEngine there = open(URI.create(server.address() + path))) {
      result(there.execute(new BroadcastSignal("go", Map.of(), NONE)));
    }

    assertThat(server.onlyRequest().line()).isEqualTo("POST " + expected);
  }

  private static final String STARTED =
      """
      {"id": "i-1", "definitionId": "order:3:d-1", "definitionKey": "order", "ended": false}
      """;

  private static CreateProcessInstance create(Definition definition, boolean variablesInReturn) {
    return new CreateProcessInstance(
        definition,
        Map.of("n", 1),
        Optional.of("acme"),
        List.of("second", "third"),
        List.of(),
        List.of(),
        Optional.of("b-1"),
        Optional.empty(),
        variablesInReturn,
        OptionalLong.empty());
  }

  @Test
  void anInstanceIsStartedWithAllThatTheApiTakes() throws Exception {
    server.answersJson(STARTED);

    CommandResult created = result(engine.execute(create(new ById("order", ById.LATEST), true)));

    assertThat(created)
        .isEqualTo(
            new CommandResult.ProcessInstanceCreated("i-1", "order:3:d-1", "order", 3, Map.of()));
    assertSent(
        "POST /engine-rest/process-definition/key/order/tenant-id/acme/start",
        """
        {"variables": {"n": {"value": 1, "type": "Long"}}, "businessKey": "b-1",
         "withVariablesInReturn": true, "startInstructions": [
          {"type": "startBeforeActivity", "activityId": "second"},
          {"type": "startBeforeActivity", "activityId": "third"}]}
        """);
  }

  @Test
  void aVersionIsLookedUpOnceAndAgainWhenItIsGone() throws Exception {
    server.answers(
        request -> {
          if (request.method().equals("GET")) {
            return Answer.json(
                "[{\"id\": \"order:2:d-%d\", \"key\": \"order\", \"version\": 2}]"
                    .formatted(server.requests().size() > 4 ? 2 : 1));
          }
          return server.requests().size() == 4
              ? new Answer(
                  500,
                  "application/json",
                  "{\"type\":\"RestException\",\"message\":\"no deployed process definition found"
                      + " with id 'x'\"}",
                  Map.of())
              : Answer.json(STARTED);
        });
    CreateProcessInstance command = create(new ById("order", 2), false);

    result(engine.execute(command));
    result(engine.execute(command));
    result(engine.execute(command));

    String lookUp = "GET /engine-rest/process-definition?key=order&version=2&tenantIdIn=acme";
    assertThat(server.requests())
        .extracting(Request::line)
        .containsExactly(
            lookUp,
            "POST /engine-rest/process-definition/order%3A2%3Ad-1/start",
            "POST /engine-rest/process-definition/order%3A2%3Ad-1/start",
            "POST /engine-rest/process-definition/order%3A2%3Ad-1/start",
            lookUp,
            "POST /engine-rest/process-definition/order%3A2%3Ad-2/start");
  }

  @Test
  void aMessageIsCorrelatedByEverythingTheApiTakes() throws Exception {
    server.answersJson(
        """
        [{"resultType": "Execution",
          "execution": {"id": "e", "processInstanceId": "i-1"}, "processInstance": null},
         {"resultType": "ProcessDefinition", "execution": null, "processInstance": {"id": "i-2"}}]
        """);
    Correlation correlation =
        new Correlation.ByVariables(
            Map.of("order", "A1"), Map.of("line", 2), Optional.of("b-1"), Optional.of("i-1"));

    CommandResult correlated =
        result(
            engine.execute(
                new CorrelateMessage(
                    "paid", correlation, Map.of("n", 1), Optional.of("acme"), true)));

    assertThat(correlated)
        .isEqualTo(new CommandResult.MessageCorrelated("", List.of("i-1", "i-2")));
    assertSent(
        "POST /engine-rest/message",
        """
        {"messageName": "paid", "businessKey": "b-1", "processInstanceId": "i-1",
         "correlationKeys": {"order": {"value": "A1", "type": "String"}},
         "localCorrelationKeys": {"line": {"value": 2, "type": "Long"}},
         "processVariables": {"n": {"value": 1, "type": "Long"}},
         "tenantId": "acme", "resultEnabled": true, "all": true}
        """);
  }

  @Test
  void aPublishedMessageAsksForNoResultAndItsIdIsLeftOut() throws Exception {
    server.answersWithoutBody(204);

    result(
        engine.execute(
            new PublishMessage(
                "paid",
                new Correlation.ByKey("", NONE),
                Duration.ofMinutes(1),
                Optional.of("m-1"),
                Map.of(),
                NONE)));

    assertSent(
        "POST /engine-rest/message", "{\"messageName\": \"paid\", \"processVariables\": {}}");
  }

  private static JobRef by(String worker) {
    return new JobRef("t-1", Optional.of(worker), NONE);
  }

  @Test
  void aSettlementNamesTheWorkerOrTheLease() throws Exception {
    server.answersWithoutBody(204);

    result(engine.execute(new CompleteJob(by("w-1"), Map.of("n", 1), Optional.empty())));

    assertSent(
        "POST /engine-rest/external-task/t-1/complete",
        """
        {"workerId": "w-1", "variables": {"n": {"value": 1, "type": "Long"}}}
        """);
    JobRef leased = new JobRef("t-1", Optional.of("w-1"), Optional.of("w-1/x-7"));
    result(engine.execute(new CompleteJob(leased, Map.of(), Optional.empty())));
    assertThat(server.requests().get(1).json().path("workerId").asText()).isEqualTo("w-1/x-7");
  }

  @Test
  void aFailureAlwaysSaysItsRetries() throws Exception {
    server.answersWithoutBody(204);

    result(
        engine.execute(
            new FailJob(by("w-1"), 0, Optional.of("short"), Duration.ofSeconds(2), Map.of())));

    assertSent(
        "POST /engine-rest/external-task/t-1/failure",
        """
        {"workerId": "w-1", "retries": 0, "retryTimeout": 2000, "errorMessage": "short",
         "variables": {}}
        """);
  }

  @Test
  void aJobIsGivenBackOnlyWhileItIsTheWorkers() throws Exception {
    server.answers(
        request ->
            request.method().equals("GET")
                ? Answer.json("{\"id\": \"t-1\", \"workerId\": \"somebody\"}")
                : new Answer(204, "", "", Map.of()));

    EngineException refusal =
        failure(engine.execute(new ReleaseJob(by("w-1"), OptionalInt.empty())));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.LOCK_LOST);
    assertThat(refusal)
        .hasMessage(
            "external task t-1 is not locked by this worker any more, but by worker 'somebody'");
    assertThat(server.onlyRequest().line()).isEqualTo("GET /engine-rest/external-task/t-1");
  }

  private static JobActivation activation(Duration poll, boolean lease, OfType... types) {
    return new JobActivation(
        List.of(types),
        "w-1",
        20,
        poll,
        List.of("acme", "other"),
        Optional.of(TenantFilter.PROVIDED),
        lease,
        true,
        3,
        new JobActivation.Pauses(Duration.ofMillis(1), Duration.ofMillis(1)));
  }

  private static OfType ofType(String type) {
    return new OfType(type, Duration.ofMinutes(5), List.of(), List.of(), Filter.ALL);
  }

  @Test
  void oneRequestAsksForTheJobsOfAllTypes() throws Exception {
    server.answersJson("[]");
    OfType charge =
        new OfType(
            "charge",
            Duration.ofMinutes(1),
            List.of("n"),
            List.of(),
            new Filter(Optional.of("b-1"), Map.of("region", "eu")));

    assertThat(
            result(engine.activateJobs(activation(Duration.ZERO, false, charge, ofType("ship")))))
        .isEmpty();

    assertSent(
        "POST /engine-rest/external-task/fetchAndLock",
        """
        {"workerId": "w-1", "maxTasks": 20, "usePriority": true, "asyncResponseTimeout": 5000,
         "sorting": [{"sortBy": "createTime", "sortOrder": "asc"}],
         "topics": [
          {"topicName": "charge", "lockDuration": 60000, "deserializeValues": false,
           "includeExtensionProperties": true, "variables": ["n"], "businessKey": "b-1",
           "processVariables": {"region": "eu"}, "tenantIdIn": ["acme", "other"]},
          {"topicName": "ship", "lockDuration": 300000, "deserializeValues": false,
           "includeExtensionProperties": true, "tenantIdIn": ["acme", "other"]}]}
        """);
  }

  @ParameterizedTest
  @CsvSource({"-1, ", "2500, 2500", "86400000, 1800000"})
  void theTimeOfAPollIsWithinWhatTheEngineTakes(long millis, Long expected) throws Exception {
    server.answersJson("[]");

    result(engine.activateJobs(activation(Duration.ofMillis(millis), false, ofType("ship"))));

    assertThat(server.onlyRequest().json().path("asyncResponseTimeout").asLong())
        .isEqualTo(expected == null ? 0 : expected);
  }

  private static String task(String id, String variables) {
    return """
        {"id": "%s", "topicName": "ship", "workerId": "w-1", "priority": 7, "retries": null,
         "lockExpirationTime": "2026-12-01T00:51:59.119+0000", "activityId": "work",
         "executionId": "e-1", "processInstanceId": "i-1", "processDefinitionKey": "order",
         "processDefinitionId": "order:3:d-1", "tenantId": null, "businessKey": "b-1",
         "extensionProperties": {"currency": "EUR"}, "variables": {%s}}
        """
        .formatted(id, variables);
  }

  @Test
  void aJobIsRead() throws Exception {
    server.answersJson(
        "["
            + task("t-1", "\"n\": {\"value\": 1.10, \"type\": \"Double\", \"valueInfo\": {}}")
            + "]");

    ActivatedJob job =
        result(engine.activateJobs(activation(Duration.ZERO, false, ofType("ship")))).get(0);

    assertThat(job)
        .isEqualTo(
            new ActivatedJob(
                "t-1",
                "ship",
                "i-1",
                "order:3:d-1",
                "order",
                3,
                "work",
                "e-1",
                Map.of("currency", "EUR"),
                "w-1",
                3,
                Instant.parse("2026-12-01T00:51:59.119Z"),
                Map.of("n", new BigDecimal("1.10")),
                "",
                new ActivatedJob.Details(
                    NONE,
                    NONE,
                    List.of(),
                    Optional.of("b-1"),
                    OptionalInt.of(7),
                    NONE,
                    NONE,
                    Map.of())));
  }

  /** A value that is a stream of Java's, of a class that nobody here knows. */
  private static final String FOREIGN =
      "\"f\": {\"value\": \"rO0ABXNyAAV4LkZvbwAAAAAAAAABAgAAeHA=\", \"type\": \"Object\","
          + " \"valueInfo\": {\"serializationDataFormat\":"
          + " \"application/x-java-serialized-object\"}}";

  private void answersJobsWithAForeignVariable(Answer readByTheEngine) {
    server.answers(
        request -> {
          if (request.method().equals("GET")) {
            return readByTheEngine;
          }
          return request.path().endsWith("fetchAndLock")
              ? Answer.json("[" + task("t-1", FOREIGN) + "," + task("t-2", "") + "]")
              : new Answer(204, "", "", Map.of());
        });
  }

  private List<ActivatedJob> ships() throws Exception {
    return result(engine.activateJobs(activation(Duration.ZERO, false, ofType("ship"))));
  }

  @Test
  void anObjectOfAForeignClassIsReadByTheEngine() throws Exception {
    answersJobsWithAForeignVariable(
        Answer.json("{\"type\": \"Object\", \"value\": {\"a\": 1.50}, \"valueInfo\": {}}"));

    assertThat(ships().get(0).variables())
        .isEqualTo(Map.of("f", Map.of("a", new BigDecimal("1.50"))));
    assertThat(server.requests().get(1).line())
        .isEqualTo("GET /engine-rest/process-instance/e-1/variables/f?deserializeValue=true");
  }

  @Test
  void anObjectThatTheEngineCannotReadEitherConcernsItsJobOnly() throws Exception {
    answersJobsWithAForeignVariable(
        new Answer(
            500,
            "application/json",
            "{\"type\":\"RestException\",\"message\":\"Cannot deserialize object\"}",
            Map.of()));

    assertThat(ships())
        .extracting(ActivatedJob::variables)
        .containsExactly(Map.of("f", "rO0ABXNyAAV4LkZvbwAAAAAAAAABAgAAeHA="), Map.of());
  }

  @Test
  void jobsAreGivenBackWhenTheirVariablesCannotBeAskedFor() throws Exception {
    answersJobsWithAForeignVariable(new Answer(503, "text/html", "", Map.of()));

    assertThat(
            failure(engine.activateJobs(activation(Duration.ZERO, false, ofType("ship")))).kind())
        .isEqualTo(ErrorKind.UNAVAILABLE);

    assertThat(server.requests())
        .extracting(Request::line)
        .contains(
            "POST /engine-rest/external-task/t-1/unlock",
            "POST /engine-rest/external-task/t-2/unlock");
  }

  @Test
  void anAnswerThatIsNoListOfJobsIsNotRead() {
    server.answersJson("{}");

    EngineException failure =
        failure(engine.activateJobs(activation(Duration.ZERO, false, ofType("ship"))));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure).hasMessageContaining("the engine's answer cannot be read");
  }

  @Test
  void whatALostRequestWithALeaseMayHaveLockedIsUnlockedLater() throws Exception {
    server.answers(
        request -> {
          if (request.path().endsWith("fetchAndLock")) {
            return server.requests().size() == 1
                ? new Answer(502, "text/html", "", Map.of())
                : Answer.json("[]");
          }
          return request.method().equals("GET")
              ? Answer.json("[{\"id\": \"t-9\"}]")
              : new Answer(204, "", "", Map.of());
        });
    JobActivation leased = activation(Duration.ofMillis(-1), true, ofType("ship"));
    try (ProcessEngine hasty = hasty()) {
      failure(hasty.activateJobs(leased));
      String lost = server.requests().get(0).json().path("workerId").asText();

      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                assertThat(result(hasty.activateJobs(leased))).isEmpty();
                assertThat(server.requests())
                    .extracting(Request::line)
                    .contains(
                        "GET /engine-rest/external-task?locked=true&workerId="
                            + lost.replace("/", "%2F"),
                        "POST /engine-rest/external-task/t-9/unlock");
              });
    }
  }

  /** The engine has given up on a request when its time and that of an answer are over. */
  private ProcessEngine hasty() {
    return new Camunda7Adapter()
        .open(
            new EngineSettings(
                EngineType.CAMUNDA7,
                server.address(),
                new Authentication.None(),
                Duration.ofSeconds(5),
                Duration.ofMillis(500),
                8,
                "unit-test/1.0",
                NetworkSettings.DEFAULT,
                Map.of()));
  }

  @Test
  void aCamunda8AtTheAddressIsNamed() {
    server.answers(
        request ->
            request.path().equals("/v2/topology")
                ? Answer.json("{\"gatewayVersion\": \"8.6.0\", \"brokers\": []}")
                : new Answer(404, "application/json", "{\"status\": 404}", Map.of()));

    EngineException failure = failure(engine.info());

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure)
        .hasMessage(
            "this is not the REST API of the Camunda 7 family: a Camunda 8 answers there; set"
                + " engine.type=camunda8");
  }

  @ParameterizedTest
  @CsvSource({"{}", "[]", "7", "'{\"version\": 7}'"})
  void anotherJsonApiIsNotTakenForAnEngine(String answer) {
    server.answersJson(answer);

    assertThat(failure(engine.info()))
        .hasMessageContaining("this is not the REST API of the Camunda 7 family: GET ");
  }

  @Test
  void anEngineThatIsAwayIsNotTakenForAnotherOne() {
    server.answersWithoutBody(503);

    assertThat(failure(engine.info()).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void aJobWithoutAWorkerIsLookedUpAndLockedForAMomentWhenNobodyHoldsIt() throws Exception {
    server.answers(
        request ->
            request.method().equals("GET")
                ? Answer.json("{\"id\": \"t-1\", \"workerId\": null}")
                : new Answer(204, "", "", Map.of()));
    EngineCommand command = new CompleteJob(JobRef.of("t-1"), Map.of(), Optional.empty());

    result(engine.execute(command));

    assertThat(server.requests())
        .extracting(Request::line)
        .containsExactly(
            "GET /engine-rest/external-task/t-1",
            "POST /engine-rest/external-task/t-1/lock",
            "POST /engine-rest/external-task/t-1/complete");
    assertThat(server.requests().get(1).json())
        .isEqualTo(
            TestJson.EXACT.readTree("{\"workerId\": \"unit-test/1.0\", \"lockDuration\": 60000}"));
    assertThat(server.requests().get(2).json().path("workerId").asText())
        .isEqualTo("unit-test/1.0");
  }
}
