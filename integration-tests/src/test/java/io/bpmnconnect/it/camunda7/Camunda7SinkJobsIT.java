package io.bpmnconnect.it.camunda7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.it.SharedStack;
import io.bpmnconnect.it.TestBench;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * External tasks, instances, incidents, decisions and conditions: each record names its operation
 * in a header.
 */
@ExtendWith(SharedStack.class)
class Camunda7SinkJobsIT {

  private static final DateTimeFormatter ENGINE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

  private static final String DISH =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="c7-dmn" name="dishes"
          xmlns:camunda="http://camunda.org/schema/1.0/dmn" namespace="test">
        <decision id="c7-dish" name="Dish" camunda:historyTimeToLive="P1D">
          <decisionTable id="table">
            <input id="in"><inputExpression id="expression" typeRef="long"><text>guests</text>
            </inputExpression></input>
            <output id="out" name="dish" typeRef="string"/>
            <rule id="few"><inputEntry id="few-in"><text>&lt; 9</text></inputEntry>
              <outputEntry id="few-out"><text>"Steak"</text></outputEntry></rule>
            <rule id="many"><inputEntry id="many-in"><text>&gt;= 9</text></inputEntry>
              <outputEntry id="many-out"><text>"Stew"</text></outputEntry></rule>
          </decisionTable>
        </decision>
      </definitions>
      """;

  private static SinkRig rig;
  private static EngineByHand engine;

  @BeforeAll
  static void startSink(TestBench bench) throws Exception {
    rig = SinkRig.of(bench, "c7-jobs");
    engine = rig.engine();
    rig.start(
        "operation", "=headers.action",
        "job.key", "=value.job",
        "job.worker", "=value.worker",
        "job.retries", "=value.retries",
        "job.priority", "=value.priority",
        "job.timeout.ms", "=value.lock",
        "job.error.message", "=value.message",
        "job.error.code", "=value.code",
        "job.retry.backoff.ms", "=value.backoff",
        "process.instance.key", "=value.instance",
        "element.instance.key", "=value.scope",
        "variables.local", "=value.local",
        "incident.key", "=value.incident",
        "decision.id", "=value.decision",
        "process.business.id", "=value.businessKey",
        "process.definition.key", "=value.definition",
        "variables", "=value.variables");
  }

  private static String key(JsonNode task) {
    return task.path("id").asText();
  }

  private static String instance(JsonNode task) {
    return task.path("processInstanceId").asText();
  }

  /** Sends a record for a task that the worker {@code w} holds. */
  private static void sendForJob(String key, String action, JsonNode task, String fields) {
    rig.send(key, action, "{\"job\":\"%s\"%s}".formatted(key(task), fields));
  }

  @Test
  void aJobIsCompletedAndASecondCompletionFindsItDone() {
    engine.deploy(SinkModel.process("c7-complete").task("c7-complete").task("c7-complete-after"));
    JsonNode task = engine.newTask("c7-complete");

    sendForJob("complete", "complete-job", task, ",\"worker\":\"w\",\"variables\":{\"paid\":true}");
    sendForJob("complete-again", "complete-job", task, ",\"variables\":{\"paid\":false}");

    rig.succeeded("complete");
    assertThat(rig.result("complete-again").path("outcome").asText()).isEqualTo("already-done");
    rig.awaitTask(instance(task), "c7-complete-after");
    assertThat(engine.variables(instance(task)).at("/paid/value").asBoolean()).isTrue();
  }

  @Test
  void aJobThatNobodyHoldsIsCompletedAndOneOfAnotherWorkerIsTakenOver() {
    engine.deploy(SinkModel.process("c7-free").task("c7-free").task("c7-free-after"));
    JsonNode task = engine.newTask("c7-free");
    sendForJob("taken-over", "complete-job", task, ",\"worker\":\"somebody else\"");
    assertThat(rig.result("taken-over").path("outcome").asText()).isEqualTo("already-done");
    engine.unlock(key(task));

    sendForJob("free", "complete-job", task, "");

    rig.succeeded("free");
    rig.awaitTask(instance(task), "c7-free-after");
  }

  @Test
  void aJobFailsThenRaisesAnIncidentThatARecordResolves() {
    engine.deploy(SinkModel.process("c7-fail").task("c7-fail"));
    JsonNode task = engine.newTask("c7-fail");

    sendForJob(
        "fail",
        "fail-job",
        task,
        ",\"retries\":2,\"backoff\":600000,\"message\":\"no network\",\"variables\":{\"reason\":1}");
    rig.succeeded("fail");
    JsonNode failed = engine.task(key(task));
    assertThat(failed.path("retries").asInt()).isEqualTo(2);
    assertThat(failed.path("errorMessage").asText()).isEqualTo("no network");
    assertThat(lockLeft(failed)).isGreaterThan(Duration.ofMinutes(9));
    assertThat(engine.variables(instance(task)).at("/reason/value").asInt()).isEqualTo(1);

    sendForJob("fail-for-good", "fail-job", task, ",\"retries\":0,\"message\":\"given up\"");
    rig.succeeded("fail-for-good");
    JsonNode incident =
        engine.history().get("/incident", "processInstanceId", instance(task)).path(0);
    assertThat(incident.path("incidentType").asText()).isEqualTo("failedExternalTask");
    assertThat(incident.path("incidentMessage").asText()).isEqualTo("given up");

    String resolve = "{\"incident\":\"" + key(incident) + "\"}";
    rig.send("resolve-task", "resolve-incident", resolve);
    rig.succeeded("resolve-task");
    assertThat(engine.history().incidents("processInstanceId", instance(task))).isZero();
    assertThat(engine.task(key(task)).path("retries").asInt()).isEqualTo(1);
    rig.send("resolve-again", "resolve-incident", resolve);
    assertThat(rig.result("resolve-again").at("/error/kind").asText()).isEqualTo("not-found");
  }

  private static Duration lockLeft(JsonNode task) {
    String end = task.path("lockExpirationTime").asText();
    return Duration.between(
        OffsetDateTime.now(ZoneOffset.UTC), OffsetDateTime.parse(end, ENGINE_TIME));
  }

  @Test
  void anErrorOfAJobIsCaughtByTheModel() {
    engine.deploy(SinkModel.process("c7-error").task("c7-error").onError("DECLINED"));
    JsonNode task = engine.newTask("c7-error");

    sendForJob("error", "throw-job-error", task, ",\"code\":\"DECLINED\",\"message\":\"the card\"");

    rig.succeeded("error");
    rig.awaitEnded(instance(task));
    assertThat(engine.ended("c7-error", "caught")).isEqualTo(1);
  }

  @Test
  void retriesLockAndPriorityOfAJobAreChangedAndItIsReleased() {
    engine.deploy(SinkModel.process("c7-update").task("c7-update"));
    JsonNode task = engine.newTask("c7-update");

    sendForJob("retries", "update-job", task, ",\"retries\":9,\"priority\":77,\"lock\":1200000");

    rig.succeeded("retries");
    JsonNode updated = engine.task(key(task));
    assertThat(updated.path("retries").asInt()).isEqualTo(9);
    assertThat(updated.path("priority").asInt()).isEqualTo(77);
    assertThat(lockLeft(updated)).isGreaterThan(Duration.ofMinutes(11));

    sendForJob("release-other", "release-job", task, ",\"worker\":\"other\"");
    assertThat(rig.result("release-other").path("outcome").asText()).isEqualTo("already-done");
    assertThat(engine.locked("c7-update")).isEqualTo(1);
    sendForJob("release", "release-job", task, ",\"worker\":\"w\"");
    rig.succeeded("release");
    assertThat(engine.locked("c7-update")).isZero();
    assertThat(key(engine.lock("c7-update", "next", 1).get(0))).isEqualTo(key(task));
  }

  @Test
  void anInstanceIsCancelled() {
    engine.deploy(SinkModel.process("c7-cancel").task("c7-cancel"));
    String instance = engine.start("c7-cancel", Map.of());

    String cancel = "{\"instance\":\"" + instance + "\"}";
    rig.send("cancel", "cancel-process-instance", cancel);

    rig.succeeded("cancel");
    assertThat(rig.instance(instance).path("state").asText()).isEqualTo("EXTERNALLY_TERMINATED");
    rig.send("cancel-again", "cancel-process-instance", cancel);
    assertThat(rig.result("cancel-again").at("/error/kind").asText()).isEqualTo("not-found");
  }

  @Test
  void variablesGoUpToTheInstanceUnlessTheyAreLocal() {
    engine.deploy(SinkModel.process("c7-scope").task("c7-scope"));
    JsonNode task = engine.newTask("c7-scope");
    String scope = "{\"scope\":\"" + task.path("executionId").asText() + "\",";

    rig.send("local", "set-variables", scope + "\"local\":true,\"variables\":{\"here\":1}}");
    rig.send("up", "set-variables", scope + "\"variables\":{\"everywhere\":{\"a\":[2]}}}");

    rig.succeeded("local");
    rig.succeeded("up");
    JsonNode ofInstance = engine.variables(instance(task));
    assertThat(ofInstance.at("/everywhere/value").toString()).isEqualTo("{\"a\":[2]}");
    assertThat(ofInstance.has("here")).isFalse();
    String execution = "/execution/" + task.path("executionId").asText() + "/localVariables";
    assertThat(engine.history().get(execution).at("/here/value").asInt()).isEqualTo(1);
  }

  @Test
  void theIncidentOfAFailedJobOfTheEngineIsResolvedAndTheInstanceGoesOn() {
    engine.deploy(SinkModel.process("c7-broken").expression("${cure}"));
    String instance = engine.start("c7-broken", Map.of());
    JsonNode incident =
        await("the engine's job has failed")
            .atMost(Duration.ofMinutes(3))
            .until(
                () -> engine.history().get("/incident", "processInstanceId", instance).path(0),
                found -> found.has("id"));
    assertThat(incident.path("incidentType").asText()).isEqualTo("failedJob");

    rig.send(
        "cure",
        "set-variables",
        "{\"scope\":\"" + instance + "\",\"variables\":{\"cure\":\"found\"}}");
    rig.succeeded("cure");
    rig.send("resolve", "resolve-incident", "{\"incident\":\"" + key(incident) + "\"}");

    rig.succeeded("resolve");
    await("the engine has tried its job again")
        .atMost(Duration.ofMinutes(3))
        .until(() -> !rig.instance(instance).path("endTime").isNull());
    assertThat(rig.instance(instance).path("state").asText()).isEqualTo("COMPLETED");
    assertThat(engine.history().incidents("processInstanceId", instance)).isZero();
  }

  @Test
  void aDecisionIsEvaluated(TestBench bench) {
    bench.stack().engine().deploy("c7-dish.dmn", DISH);

    rig.send(
        "decision",
        "evaluate-decision",
        "{\"decision\":\"c7-dish\",\"variables\":{\"guests\":12,\"season\":\"winter\"}}");

    JsonNode result = rig.succeeded("decision");
    assertThat(result.path("output").toString()).isEqualTo("[{\"dish\":\"Stew\"}]");
    assertThat(result.path("decisionDefinitionId").asText()).isEqualTo("c7-dish");
    assertThat(result.path("decisionDefinitionVersion").asInt()).isEqualTo(1);
    assertThat(result.path("decisionDefinitionKey").asText()).startsWith("c7-dish:1:");
  }

  @Test
  void conditionsStartTheInstancesThatTheyHoldFor() {
    engine.deploy(SinkModel.startedWhen("c7-hot", "${degrees &gt; 30}").task("c7-hot"));
    engine.deploy(SinkModel.startedWhen("c7-cold", "${degrees &lt; 0}").task("c7-cold"));

    rig.send(
        "condition",
        "evaluate-conditionals",
        "{\"businessKey\":\"summer\",\"variables\":{\"degrees\":35}}");
    rig.send("no-condition", "evaluate-conditionals", "{\"variables\":{\"degrees\":15}}");

    JsonNode started = rig.succeeded("condition").path("processInstances");
    assertThat(started).hasSize(1);
    JsonNode instance = rig.instance(started.at("/0/processInstanceKey").asText());
    assertThat(instance.path("processDefinitionKey").asText()).isEqualTo("c7-hot");
    assertThat(instance.path("businessKey").asText()).isEqualTo("summer");
    assertThat(rig.succeeded("no-condition").path("processInstances")).isEmpty();
    assertThat(engine.history().processInstances("processDefinitionKey", "c7-cold")).isZero();
  }
}
