package io.bpmnconnect.engine.camunda8;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult.Accepted;
import io.bpmnconnect.engine.CommandResult.ConditionalsEvaluated;
import io.bpmnconnect.engine.CommandResult.ConditionalsEvaluated.StartedInstance;
import io.bpmnconnect.engine.CommandResult.DecisionEvaluated;
import io.bpmnconnect.engine.CommandResult.MessageCorrelated;
import io.bpmnconnect.engine.CommandResult.MessagePublished;
import io.bpmnconnect.engine.CommandResult.ProcessInstanceCreated;
import io.bpmnconnect.engine.CommandResult.SignalBroadcast;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.rest.ScriptedServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the answers of old and new engines, and of servers that are none. */
class CamundaAnswerTest {

  /** The largest key there can be, and its neighbour: a double holds neither. */
  private static final String KEY = "9223372036854775807";

  private static final String OTHER_KEY = "9223372036854775806";

  private static final String WHOLE_JOB =
      """
      {"jobKey": "1", "processInstanceKey": "2", "processDefinitionKey": "3",
       "elementInstanceKey": "4", "deadline": 1700000000123}
      """;

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

  // Results: before 8.8 keys are numbers, later they are strings

  @ParameterizedTest
  @ValueSource(strings = {"%s", "\"%s\""})
  void aCreatedInstanceIsRead(String keyFormat) throws Exception {
    server.answersJson(
        """
        {"processDefinitionKey": %s, "processDefinitionId": "order",
         "processDefinitionVersion": 7, "processInstanceKey": %s, "tenantId": "<default>",
         "variables": {}}
        """
            .formatted(keyFormat.formatted(OTHER_KEY), keyFormat.formatted(KEY)));

    assertThat(result(engine.execute(Commands.CREATE)))
        .isEqualTo(new ProcessInstanceCreated(KEY, OTHER_KEY, "order", 7, Map.of()));
  }

  @Test
  void theVariablesOfAnAwaitedInstanceAreRead() throws Exception {
    server.answersJson(
        """
        {"processDefinitionKey": 1, "processDefinitionId": "order", "processDefinitionVersion": 7,
         "processInstanceKey": 2, "variables": {"total": 19.90}}
        """);

    assertThat(result(engine.execute(Commands.CREATE)))
        .isEqualTo(
            new ProcessInstanceCreated(
                "2", "1", "order", 7, Map.of("total", new BigDecimal("19.90"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "\"%s\""})
  void aPublishedMessageIsRead(String keyFormat) throws Exception {
    server.answersJson("{\"messageKey\": %s}".formatted(keyFormat.formatted(KEY)));

    assertThat(result(engine.execute(Commands.PUBLISH))).isEqualTo(new MessagePublished(KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "\"%s\""})
  void aCorrelatedMessageIsRead(String keyFormat) throws Exception {
    server.answersJson(
        "{\"messageKey\": %s, \"processInstanceKey\": %s}"
            .formatted(keyFormat.formatted(KEY), keyFormat.formatted(OTHER_KEY)));

    assertThat(result(engine.execute(Commands.CORRELATE)))
        .isEqualTo(new MessageCorrelated(KEY, OTHER_KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "\"%s\""})
  void aBroadcastSignalIsRead(String keyFormat) throws Exception {
    server.answersJson("{\"signalKey\": %s}".formatted(keyFormat.formatted(KEY)));

    assertThat(result(engine.execute(Commands.SIGNAL))).isEqualTo(new SignalBroadcast(KEY));
  }

  static List<EngineCommand> acceptedCommands() {
    return Commands.accepted();
  }

  @ParameterizedTest
  @MethodSource("acceptedCommands")
  void aCommandIsAcceptedWithoutContent(EngineCommand command) throws Exception {
    server.answersWithoutBody(204);

    assertThat(result(engine.execute(command))).isEqualTo(new Accepted());
  }

  @ParameterizedTest
  @MethodSource("acceptedCommands")
  void aCommandIsAcceptedWithContentOfALaterVersion(EngineCommand command) throws Exception {
    server.answersJson("{\"new\": true}");

    assertThat(result(engine.execute(command))).isEqualTo(new Accepted());
  }

  @ParameterizedTest
  @MethodSource("acceptedCommands")
  void thePageOfAProxyIsNoAcceptance(EngineCommand command) {
    server.answers(200, "text/html", "<html>please log in</html>");

    EngineException failure = failure(engine.execute(command));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure.isAmbiguous()).isTrue();
    assertThat(failure).hasMessageContaining("not JSON");
  }

  @Test
  void fieldsOfALaterVersionAreIgnored() throws Exception {
    server.answersJson(
        """
        {"messageKey": "5", "tenantId": "<default>", "businessId": null,
         "later": {"deeper": [1, 2, {"x": 1e9}]}}
        """);

    assertThat(result(engine.execute(Commands.PUBLISH))).isEqualTo(new MessagePublished("5"));
  }

  // Decisions and conditions

  private static String decision(String keyFormat, String output) {
    return """
        {"decisionDefinitionKey": %s, "decisionDefinitionId": "discount",
         "decisionDefinitionName": "Discount", "decisionDefinitionVersion": 2,
         "decisionRequirementsId": "discounts", "decisionRequirementsKey": %s,
         "output": %s, "failedDecisionDefinitionId": "", "failureMessage": "",
         "tenantId": "<default>", "decisionInstanceKey": %s, "evaluatedDecisions": []}
        """
        .formatted(
            keyFormat.formatted(KEY),
            keyFormat.formatted(OTHER_KEY),
            output,
            keyFormat.formatted(OTHER_KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "\"%s\""})
  void anEvaluatedDecisionIsRead(String keyFormat) throws Exception {
    server.answersJson(decision(keyFormat, "\"12.50\""));

    assertThat(result(engine.execute(Commands.DECIDE)))
        .isEqualTo(new DecisionEvaluated(KEY, "discount", 2, new BigDecimal("12.50")));
  }

  static Stream<Arguments> outputs() {
    return Stream.of(
        Arguments.of("null", null),
        Arguments.of("\"null\"", null),
        Arguments.of("\"true\"", true),
        Arguments.of("\"9007199254740993\"", 9_007_199_254_740_993L),
        Arguments.of("\"\\\"null\\\"\"", "null"),
        Arguments.of("\"[1, null]\"", Arrays.asList(1, null)),
        Arguments.of(
            "\"{\\\"percent\\\": 12.50, \\\"code\\\": \\\"Grüße\\\"}\"",
            Map.of("percent", new BigDecimal("12.50"), "code", "Grüße")));
  }

  @ParameterizedTest
  @MethodSource("outputs")
  void theOutputOfADecisionIsTheJsonInsideOfItsText(String output, Object expected)
      throws Exception {
    server.answersJson(decision("%s", output));

    assertThat(((DecisionEvaluated) result(engine.execute(Commands.DECIDE))).output())
        .isEqualTo(expected);
  }

  @Test
  void anAnswerOfALaterVersionWithoutAFailureIsAResult() throws Exception {
    server.answersJson(
        """
        {"decisionDefinitionKey": "1", "decisionDefinitionId": "discount",
         "decisionDefinitionVersion": 2, "output": "7", "failedDecisionDefinitionId": null,
         "failureMessage": null, "decisionEvaluationKey": "3"}
        """);

    assertThat(result(engine.execute(Commands.DECIDE)))
        .isEqualTo(new DecisionEvaluated("1", "discount", 2, 7));
  }

  @Test
  void aDecisionThatFailedIsARefusalThoughItsStatusIsSuccess() {
    server.answersJson(
        """
        {"decisionDefinitionKey": 1, "decisionDefinitionId": "offer",
         "decisionDefinitionVersion": 2, "output": "null",
         "failedDecisionDefinitionId": "strict", "failureMessage": "no amount"}
        """);

    EngineException failure = failure(engine.execute(Commands.DECIDE));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure.isAmbiguous()).isFalse();
    assertThat(failure).hasMessage("engine answered 200 failed decision \"strict\": no amount");
    assertThat(failure.detail()).hasValue("no amount");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"{\"", "\"abc\"", "\"\""})
  void anOutputThatIsNoJsonIsAnErrorThatSaysSo(String output) {
    server.answersJson(decision("%s", output));

    EngineException failure = failure(engine.execute(Commands.DECIDE));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure.isAmbiguous()).isTrue();
    assertThat(failure).hasMessageContaining("the output is not JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "\"%s\""})
  void instancesStartedByConditionsAreRead(String keyFormat) throws Exception {
    String key = keyFormat.formatted(KEY);
    String other = keyFormat.formatted(OTHER_KEY);
    server.answersJson(
        """
        {"conditionalEvaluationKey": "1", "tenantId": "<default>", "processInstances": [
          {"processDefinitionKey": %s, "processInstanceKey": %s},
          {"processDefinitionKey": %s, "processInstanceKey": %s}]}
        """
            .formatted(key, other, other, key));

    assertThat(result(engine.execute(Commands.EVALUATE)))
        .isEqualTo(
            new ConditionalsEvaluated(
                List.of(new StartedInstance(OTHER_KEY, KEY), new StartedInstance(KEY, OTHER_KEY))));
  }

  @Test
  void conditionsOfWhichNoneHoldsHaveStartedNothing() throws Exception {
    server.answersJson("{\"processInstances\": []}");

    assertThat(result(engine.execute(Commands.EVALUATE)))
        .isEqualTo(new ConditionalsEvaluated(List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"processInstances\": null}", "[]", ""})
  void anAnswerWithoutInstancesIsNotTakenForNone(String answer) {
    server.answersJson(answer);

    EngineException failure = failure(engine.execute(Commands.EVALUATE));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure).hasMessageContaining("processInstances");
  }

  // Jobs

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"key": 9223372036854775807, "processInstanceKey": 9223372036854775806,
         "processDefinitionKey": 9223372036854775805, "elementInstanceKey": 9223372036854775804
        """,
        """
        {"jobKey": "9223372036854775807", "processInstanceKey": "9223372036854775806",
         "processDefinitionKey": "9223372036854775805", "elementInstanceKey": "9223372036854775804",
         "kind": "BPMN_ELEMENT", "listenerEventType": "UNSPECIFIED", "userTask": null, "tags": []
        """,
        """
        {"key": 1, "jobKey": "9223372036854775807", "processInstanceKey": "9223372036854775806",
         "processDefinitionKey": "9223372036854775805", "elementInstanceKey": "9223372036854775804"
        """
      })
  void everyFieldOfAJobIsRead(String keys) throws Exception {
    server.answersJson(
        """
        {"jobs": [%s,
         "type": "pay", "processDefinitionId": "order", "processDefinitionVersion": 3,
         "elementId": "task", "customHeaders": {"color": "blue"}, "worker": "worker-1",
         "retries": 2, "deadline": 1700000000123, "variables": {"orderId": "o-1"},
         "tenantId": "<default>"}]}
        """
            .formatted(keys));

    List<ActivatedJob> jobs = result(engine.activateJobs(Commands.activation()));

    assertThat(jobs)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("details")
        .containsExactly(
            new ActivatedJob(
                "9223372036854775807",
                "pay",
                "9223372036854775806",
                "9223372036854775805",
                "order",
                3,
                "task",
                "9223372036854775804",
                Map.of("color", "blue"),
                "worker-1",
                2,
                Instant.ofEpochMilli(1_700_000_000_123L),
                Map.of("orderId", "o-1"),
                "<default>",
                ActivatedJob.Details.NONE));
  }

  @Test
  void whatNewerVersionsSayOfAJobIsRead() throws Exception {
    server.answersJson(
        "{\"jobs\": [%s]}"
            .formatted(
                WHOLE_JOB
                    .strip()
                    .replaceFirst(
                        "}$",
                        """
                        , "kind": "TASK_LISTENER", "listenerEventType": "COMPLETING",
                         "tags": ["gold", "eu"], "businessId": "order-1", "priority": 70,
                         "rootProcessInstanceKey": "2251799813685251", "jobLeaseToken": "t-1",
                         "userTask": {"assignee": "ann", "priority": 50}}
                        """)));

    ActivatedJob job = result(engine.activateJobs(Commands.activation())).get(0);

    assertThat(job.details())
        .isEqualTo(
            new ActivatedJob.Details(
                Optional.of("TASK_LISTENER"),
                Optional.of("COMPLETING"),
                List.of("gold", "eu"),
                Optional.of("order-1"),
                OptionalInt.of(70),
                Optional.of("2251799813685251"),
                Optional.of("t-1"),
                Map.of("assignee", "ann", "priority", 50)));
    assertThat(job.leaseToken()).hasValue("t-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ", \"tags\": []",
        """
        , "kind": null, "listenerEventType": null, "tags": null, "businessId": null,
         "priority": null, "rootProcessInstanceKey": null, "leaseToken": null, "userTask": null
        """,
        ", \"businessId\": \"\", \"leaseToken\": \"\""
      })
  void whatAnOlderVersionDoesNotSayIsNotThere(String fields) throws Exception {
    server.answersJson(
        "{\"jobs\": [%s]}".formatted(WHOLE_JOB.strip().replaceFirst("}$", fields + "}")));

    assertThat(result(engine.activateJobs(Commands.activation())).get(0).details())
        .isEqualTo(ActivatedJob.Details.NONE);
  }

  @Test
  void jobsKeepTheirOrder() throws Exception {
    server.answersJson(
        "{\"jobs\": [%s, %s, %s]}"
            .formatted(
                WHOLE_JOB.replace("\"1\"", "\"11\""),
                WHOLE_JOB.replace("\"1\"", "\"10\""),
                WHOLE_JOB.replace("\"1\"", "\"12\"")));

    assertThat(result(engine.activateJobs(Commands.activation())))
        .extracting(ActivatedJob::key)
        .containsExactly("11", "10", "12");
  }

  @Test
  void noJobsAreAnEmptyList() throws Exception {
    server.answersJson("{\"jobs\": []}");

    assertThat(result(engine.activateJobs(Commands.activation()))).isEmpty();
  }

  @Test
  void variablesOfAJobKeepTypesAndDigits() throws Exception {
    Map<String, Object> expected = new HashMap<>();
    expected.put("int", 7);
    expected.put("long", 9_007_199_254_740_993L);
    expected.put("huge", new BigInteger("123456789012345678901234567890"));
    expected.put("money", new BigDecimal("19.90"));
    expected.put("exact", new BigDecimal("0.1000000000000000055511151231257827"));
    expected.put("text", "Grüße 🚀");
    expected.put("none", null);
    expected.put("nested", Map.of("list", Arrays.asList(true, null, new BigDecimal("1.50"))));
    server.answersJson(
        "{\"jobs\": [%s]}"
            .formatted(
                WHOLE_JOB
                    .strip()
                    .replaceFirst(
                        "}$",
                        """
                        , "variables": {"int": 7, "long": 9007199254740993,
                         "huge": 123456789012345678901234567890, "money": 19.90,
                         "exact": 0.1000000000000000055511151231257827, "text": "Grüße 🚀",
                         "none": null, "nested": {"list": [true, null, 1.50]}}}
                        """)));

    assertThat(result(engine.activateJobs(Commands.activation())).get(0).variables())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jobKey",
        "processInstanceKey",
        "processDefinitionKey",
        "elementInstanceKey",
        "deadline"
      })
  void aJobWithoutAFieldThatMattersIsAnErrorThatNamesIt(String missing) {
    server.answersJson(
        "{\"jobs\": [%s]}".formatted(WHOLE_JOB.replace("\"" + missing + "\"", "\"other\"")));

    EngineException failure = failure(engine.activateJobs(Commands.activation()));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure)
        .hasMessageContaining("cannot be read")
        .hasMessageContaining("jobKey".equals(missing) ? "key" : missing);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"jobs\": null}", "{\"jobs\": {}}", "[]", ""})
  void anAnswerWithoutJobsIsNotTakenForNoJobs(String answer) {
    server.answersJson(answer);

    EngineException failure = failure(engine.activateJobs(Commands.activation()));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure).hasMessageContaining("jobs");
  }

  // Answers that cannot be read

  static Stream<Arguments> incompleteAnswers() {
    return Stream.of(
        Arguments.of(Commands.CREATE, "{\"processDefinitionKey\": 1}", "processInstanceKey"),
        Arguments.of(Commands.CREATE, "{\"processInstanceKey\": 1}", "processDefinitionKey"),
        Arguments.of(Commands.PUBLISH, "{}", "messageKey"),
        Arguments.of(Commands.PUBLISH, "", "messageKey"),
        Arguments.of(Commands.PUBLISH, "[1]", "messageKey"),
        Arguments.of(Commands.PUBLISH, "{\"messageKey\": null}", "messageKey"),
        Arguments.of(Commands.PUBLISH, "{\"messageKey\": 1.5}", "messageKey"),
        Arguments.of(Commands.PUBLISH, "{\"messageKey\": {\"value\": 1}}", "messageKey"),
        Arguments.of(Commands.CORRELATE, "{\"messageKey\": 1}", "processInstanceKey"),
        Arguments.of(Commands.CORRELATE, "{\"processInstanceKey\": 1}", "messageKey"),
        Arguments.of(Commands.SIGNAL, "{\"messageKey\": 1}", "signalKey"),
        Arguments.of(Commands.DECIDE, "{\"output\": \"1\"}", "decisionDefinitionKey"),
        Arguments.of(
            Commands.EVALUATE,
            "{\"processInstances\": [{\"processDefinitionKey\": 1}]}",
            "processInstanceKey"),
        Arguments.of(
            Commands.EVALUATE,
            "{\"processInstances\": [{\"processInstanceKey\": 1}]}",
            "processDefinitionKey"));
  }

  @ParameterizedTest
  @MethodSource("incompleteAnswers")
  void anAnswerWithoutItsKeyIsAnErrorThatNamesIt(
      EngineCommand command, String answer, String missing) {
    server.answersJson(answer);

    EngineException failure = failure(engine.execute(command));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure).hasMessage("the engine's answer cannot be read: it has no " + missing);
    assertThat(failure.isAmbiguous()).as("it was most likely carried out").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>hello</html>", "{\"messageKey\": 1", "messageKey: 1"})
  void anAnswerThatIsNoJsonIsAnErrorThatSaysSo(String answer) {
    server.answersJson(answer);

    EngineException failure = failure(engine.execute(Commands.PUBLISH));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure.isAmbiguous()).isTrue();
    assertThat(failure).hasMessageContaining("not JSON");
  }

  // Topology

  @Test
  void theTopologyIsRead() throws Exception {
    server.answersJson(
        """
        {"brokers": [{"nodeId": 0, "partitions": []}], "clusterSize": 1, "partitionsCount": 24,
         "replicationFactor": 1, "gatewayVersion": "8.10.9", "lastCompletedChangeId": "-1"}
        """);

    EngineInfo info = result(engine.info());

    assertThat(info.product()).isEqualTo("Camunda 8");
    assertThat(info.version()).isEqualTo("8.10.9");
    assertThat(info.missingOperations()).isEmpty();
    assertThat(info.missingFeatures())
        .containsOnlyKeys(CamundaVersionsTest.NEVER.toArray(Feature[]::new));
  }

  @Test
  void theTopologyTellsWhatAnOldEngineLacks() throws Exception {
    server.answersJson("{\"partitionsCount\": 2, \"gatewayVersion\": \"8.6.0\"}");

    EngineInfo info = result(engine.info());

    assertThat(info.whyNot(Operation.EVALUATE_CONDITIONALS))
        .hasValue("needs Camunda 8.9; the engine is Camunda 8, version 8.6.0");
    assertThat(info.whyNot(Operation.EVALUATE_DECISION)).isEmpty();
    assertThat(info.whyNot(Feature.TAGS)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"version\": \"3.9.0\", \"commit\": \"a\"}", "[]", "7", ""})
  void aServerWithAnotherJsonApiIsNotTakenForAnEngine(String answer) {
    server.answersJson(answer);

    EngineException failure = failure(engine.info());

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure).hasMessageContaining("not a Camunda 8 REST API");
  }

  @Test
  void anEngineOfTheCamunda7FamilyIsNamed() {
    server.answers(
        request ->
            request.path().equals("/engine-rest/version")
                ? ScriptedServer.Answer.json("{\"version\": \"7.24.0\"}")
                : new ScriptedServer.Answer(404, "text/html", "<h1>Not Found</h1>", Map.of()));

    EngineException failure = failure(engine.info());

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure)
        .hasMessageStartingWith(
            "this is not a Camunda 8 REST API: an engine of the Camunda 7 family answers at http://")
        .hasMessageEndingWith("/engine-rest; set engine.type=camunda7");
  }

  @Test
  void aWebSiteIsNotTakenForAnEngine() {
    server.answers(200, "text/html", "<!doctype html><title>Welcome to nginx!</title>");

    EngineException failure = failure(engine.info());

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure).hasMessageContaining("not JSON");
  }
}
