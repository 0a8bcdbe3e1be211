package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Operations that records ask for themselves, in a header: one sink of one topic settles jobs,
 * changes instances, evaluates decisions and creates instances in several ways.
 */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class SinkCommandsIT {

  private static final String TOPIC = "commands";

  @BeforeAll
  static void startSink(TestBench bench) throws Exception {
    bench.deploy("decisions.dmn");
    bench.deploy("double.bpmn");
    bench.createTopic(TOPIC, 1);
    Map<String, String> config = new HashMap<>(Results.settings(bench, "commands-results"));
    config.put("routes", "by-key,at,awaited,chosen,any");
    config.put("routes.by-key.when", "=headers.action = \"create-by-key\"");
    config.put("routes.by-key.operation", "create-process-instance");
    config.put("routes.by-key.process.definition.key", "=value.definition");
    config.put("routes.at.when", "=headers.action = \"create-at\"");
    config.put("routes.at.operation", "create-process-instance");
    config.put("routes.at.process.id", "=value.process");
    config.put("routes.at.process.start.elements", "=value.elements");
    config.put("routes.awaited.when", "=headers.action = \"create-awaited\"");
    config.put("routes.awaited.operation", "create-process-instance");
    config.put("routes.awaited.process.id", "double");
    config.put("routes.awaited.process.await.completion", "true");
    config.put("routes.awaited.process.fetch.variables", "total, unheardOf");
    config.put("routes.awaited.operation.reference", "=value.reference");
    config.put("routes.chosen.when", "=headers.action = \"create-chosen\"");
    config.put("routes.chosen.operation", "create-process-instance");
    config.put("routes.chosen.process.id", "=value.process");
    config.put("routes.chosen.variables.include", "orderId, total, secret");
    config.put("routes.chosen.variables.exclude", "secret");
    config.put("routes.chosen.variables.headers", "traceparent, total, not-there");
    config.put("routes.any.operation", "=headers.action");
    config.put("routes.any.job.key", "=headers.`bpmn-job-key`");
    config.put("routes.any.job.retries", "=value.retries");
    config.put("routes.any.job.error.message", "=value.message");
    config.put("routes.any.job.error.code", "=value.code");
    config.put("routes.any.job.retry.backoff.ms", "=value.backoff");
    config.put("routes.any.job.timeout.ms", "=value.lock");
    config.put("routes.any.process.instance.key", "=value.instance");
    config.put("routes.any.element.instance.key", "=value.scope");
    config.put("routes.any.variables.local", "=value.local");
    config.put("routes.any.incident.key", "=value.incident");
    config.put("routes.any.decision.id", "=value.decision");
    config.put("routes.any.operation.reference", "=value.reference");
    config.put("routes.any.variables", "=value.variables");
    bench.startSink(TOPIC, TOPIC, config);
  }

  private static Results results(TestBench bench) {
    return new Results(bench, "commands-results");
  }

  private static void sendForJob(
      TestBench bench, String key, String action, ActivatedJob job, String value) {
    bench.send(TOPIC, key, value, "action", action, "bpmn-job-key", job.key());
  }

  private static void send(TestBench bench, String key, String action, String value) {
    bench.send(TOPIC, key, value, "action", action);
  }

  private static void assertSucceeded(TestBench bench, String key, String operation, String route) {
    JsonNode result = results(bench).of(key);
    assertThat(result.path("outcome").asText()).as("%s", result).isEqualTo("succeeded");
    assertThat(result.path("operation").asText()).isEqualTo(operation);
    assertThat(result.path("route").asText()).isEqualTo(route);
    assertThat(result.path("attempts").asInt()).isPositive();
  }

  /** Lets the lock of a job end, and activates it once more. */
  private static ActivatedJob again(TestBench bench, ActivatedJob job) {
    bench.execute(
        new UpdateJob(
            JobRef.of(job.key()),
            OptionalInt.empty(),
            Optional.of(Duration.ofMillis(100)),
            OptionalInt.empty()));
    return bench.awaitJob(job.type());
  }

  // Jobs

  @Test
  void aJobIsCompletedAndASecondCompletionFindsItDone(TestBench bench) {
    bench.deploy(Model.process("settled").task("settled").task("settled-after"));
    ActivatedJob job = bench.newJob("settled");

    sendForJob(bench, "settled", "complete-job", job, "{\"variables\":{\"paid\":true}}");
    sendForJob(bench, "settled", "complete-job", job, "{\"variables\":{\"paid\":false}}");

    ActivatedJob after = bench.awaitJob("settled-after");
    assertThat(after.processInstanceKey()).isEqualTo(job.processInstanceKey());
    assertThat(after.variables()).containsEntry("paid", true);
    assertSucceeded(bench, "settled", "complete-job", "any");
    assertThat(results(bench).of("settled", 2))
        .extracting(result -> result.path("outcome").asText())
        .containsExactly("succeeded", "already-done");
  }

  @Test
  void aFailedJobComesAgainAfterItsBackoffAndRaisesAnIncidentInTheEnd(TestBench bench) {
    bench.deploy(Model.process("failed").task("failed"));
    ActivatedJob job = bench.newJob("failed");
    long incidents = bench.camunda8().counters().read().incidentsCreated();
    long begin = System.nanoTime();

    sendForJob(
        bench,
        "failed",
        "fail-job",
        job,
        """
        {"retries":1,"backoff":1000,"message":"no network","variables":{"reason":"network"}}""");

    ActivatedJob again = bench.awaitJob("failed");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(again.key()).isEqualTo(job.key());
    assertThat(again.retries()).isEqualTo(1);
    assertThat(again.variables()).containsEntry("reason", "network");
    assertSucceeded(bench, "failed", "fail-job", "any");

    sendForJob(bench, "failed-for-good", "fail-job", job, "{\"retries\":0}");

    assertSucceeded(bench, "failed-for-good", "fail-job", "any");
    await()
        .atMost(TestBench.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(bench.camunda8().counters().read().incidentsCreated())
                    .isEqualTo(incidents + 1));
  }

  @Test
  void anErrorOfAJobIsCaughtByTheModelWithItsVariables(TestBench bench) {
    bench.deploy(Model.process("thrown").task("thrown").onError("DECLINED", "thrown-caught"));
    ActivatedJob job = bench.newJob("thrown");

    sendForJob(
        bench,
        "thrown",
        "throw-job-error",
        job,
        "{\"code\":\"DECLINED\",\"message\":\"the card\",\"variables\":{\"code\":51}}");

    ActivatedJob caught = bench.awaitJob("thrown-caught");
    assertThat(caught.processInstanceKey()).isEqualTo(job.processInstanceKey());
    assertThat(caught.variables()).containsEntry("code", 51);
    assertSucceeded(bench, "thrown", "throw-job-error", "any");
  }

  @Test
  void retriesAndLockOfAJobAreChanged(TestBench bench) {
    bench.deploy(Model.process("updated").task("updated"));
    ActivatedJob job = bench.newJob("updated");

    sendForJob(bench, "updated", "update-job", job, "{\"retries\":9}");
    sendForJob(bench, "updated", "update-job", job, "{\"lock\":100}");

    // It was locked for ten minutes.
    ActivatedJob again = bench.awaitJob("updated");
    assertThat(again.key()).isEqualTo(job.key());
    assertThat(again.retries()).isEqualTo(9);
    assertSucceeded(bench, "updated", "update-job", "any");
  }

  // Instances

  @Test
  void anInstanceIsCancelledByAKeyThatIsANumber(TestBench bench) {
    bench.deploy(Model.process("cancelled").task("cancelled"));
    ActivatedJob job = bench.newJob("cancelled");
    String cancel =
        "{\"instance\":%s,\"reference\":9007199254740993}".formatted(job.processInstanceKey());

    send(bench, "cancelled", "cancel-process-instance", cancel);

    assertSucceeded(bench, "cancelled", "cancel-process-instance", "any");
    assertThat(
            bench.refusal(new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty())).kind())
        .isEqualTo(ErrorKind.NOT_FOUND);

    // No attempt of this record can have done it.
    send(bench, "cancelled-again", "cancel-process-instance", cancel);
    JsonNode again = results(bench).of("cancelled-again");
    assertThat(again.path("outcome").asText()).isEqualTo("reported");
    assertThat(again.path("error").path("kind").asText()).isEqualTo("not-found");
  }

  @Test
  void variablesGoUpToTheInstanceUnlessTheyAreLocal(TestBench bench) {
    bench.deploy(Model.process("scoped").task("scoped").task("scoped-after"));
    ActivatedJob job = bench.newJob("scoped");
    String scope = job.elementInstanceKey();

    send(
        bench,
        "scoped-local",
        "set-variables",
        "{\"scope\":\"%s\",\"local\":true,\"variables\":{\"here\":1}}".formatted(scope));
    send(
        bench,
        "scoped",
        "set-variables",
        "{\"scope\":\"%s\",\"reference\":7,\"variables\":{\"everywhere\":2}}".formatted(scope));

    assertSucceeded(bench, "scoped-local", "set-variables", "any");
    assertSucceeded(bench, "scoped", "set-variables", "any");
    assertThat(again(bench, job).variables()).isEqualTo(Map.of("here", 1, "everywhere", 2));
    bench.execute(new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty()));
    assertThat(bench.awaitJob("scoped-after").variables()).isEqualTo(Map.of("everywhere", 2));
  }

  @Test
  void anIncidentIsResolvedOnceItsJobHasRetriesAgain(TestBench bench) {
    bench.deploy(Model.process("repaired").task("repaired"));
    ActivatedJob job = bench.newJob("repaired");
    String incident = bench.raiseIncident(job);
    String resolve = "{\"incident\":\"%s\"}".formatted(incident);

    send(bench, "repaired-early", "resolve-incident", resolve);
    assertThat(results(bench).of("repaired-early").path("error").path("kind").asText())
        .isEqualTo("conflict");
    sendForJob(bench, "repaired", "update-job", job, "{\"retries\":2}");
    send(bench, "repaired", "resolve-incident", resolve);

    ActivatedJob again = bench.awaitJob("repaired");
    assertThat(again.key()).isEqualTo(job.key());
    assertThat(again.retries()).isEqualTo(2);
    assertThat(results(bench).of("repaired", 2))
        .extracting(result -> result.path("outcome").asText())
        .containsExactly("succeeded", "succeeded");
  }

  // Decisions

  @Test
  void theOutputOfADecisionIsInTheResult(TestBench bench) {
    send(
        bench,
        "decided",
        "evaluate-decision",
        "{\"decision\":\"offer\",\"variables\":{\"amount\":123.45}}");
    send(
        bench,
        "undecided",
        "evaluate-decision",
        "{\"decision\":\"strict\",\"variables\":{\"a\":1}}");

    assertSucceeded(bench, "decided", "evaluate-decision", "any");
    JsonNode result = results(bench).of("decided").path("result");
    assertThat(result.path("decisionDefinitionId").asText()).isEqualTo("offer");
    assertThat(result.path("output").toString())
        .isEqualTo("{\"percent\":12.345,\"code\":\"A123.45\",\"gifts\":[1,null]}");
    JsonNode failed = results(bench).of("undecided");
    assertThat(failed.path("error").path("kind").asText()).isEqualTo("invalid");
    assertThat(failed.path("error").path("message").asText()).contains("Assertion failure");
  }

  // Creation

  @Test
  void anInstanceIsCreatedByTheKeyOfItsDefinitionOrAtAnElement(TestBench bench) {
    bench.deploy(Model.process("entered").task("entered-1").task("entered-2"));
    send(bench, "entered-at", "create-at", "{\"process\":\"entered\",\"elements\":[\"task-2\"]}");
    ActivatedJob second = bench.awaitJob("entered-2");
    JsonNode created = results(bench).of("entered-at").path("result");
    assertThat(created.path("processInstanceKey").asText()).isEqualTo(second.processInstanceKey());
    assertThat(bench.activate("entered-1", Duration.ofMillis(-1))).isEmpty();

    send(
        bench,
        "entered",
        "create-by-key",
        "{\"definition\":%s}".formatted(created.path("processDefinitionKey").asText()));

    ActivatedJob first = bench.awaitJob("entered-1");
    assertSucceeded(bench, "entered", "create-process-instance", "by-key");
    assertThat(results(bench).of("entered").path("result").path("processInstanceKey").asText())
        .isEqualTo(first.processInstanceKey());
  }

  @Test
  void theVariablesOfAnAwaitedInstanceAreInItsResult(TestBench bench) {
    send(bench, "awaited", "create-awaited", "{\"amount\":21,\"reference\":42}");

    assertSucceeded(bench, "awaited", "create-process-instance", "awaited");
    assertThat(results(bench).of("awaited").path("result").path("variables").toString())
        .isEqualTo("{\"total\":42}");
  }

  @Test
  void onlyTheVariablesChosenReachTheEngineAndHeadersComeFirst(TestBench bench) {
    bench.deploy(Model.process("picked").task("picked"));
    String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    bench.send(
        TOPIC,
        "picked",
        "{\"process\":\"picked\",\"orderId\":\"o-1\",\"total\":1,\"secret\":\"x\",\"more\":2}",
        "action",
        "create-chosen",
        "traceparent",
        traceparent,
        "total",
        "19.99");

    Map<String, Object> variables = bench.awaitJob("picked").variables();
    assertThat(variables).containsOnlyKeys("orderId", "total", "traceparent");
    assertThat(variables)
        .containsEntry("orderId", "o-1")
        .containsEntry("traceparent", traceparent)
        .hasEntrySatisfying("total", total -> assertThat(total).hasToString("19.99"));
  }

  // What a record cannot ask for

  @Test
  void aRecordThatAsksForNoOperationOrNotForAllOfItIsADeadLetter(TestBench bench) {
    send(bench, "no-such-action", "finish-job", "{}");
    send(bench, "no-key", "complete-job", "{}");
    bench.send(TOPIC, "no-action", "{}");

    Results results = results(bench);
    assertThat(Results.deadLetter(bench, "commands-dlq", "no-such-action"))
        .containsEntry("bpmn-error-kind", "mapping")
        .hasEntrySatisfying(
            "bpmn-error-message",
            message ->
                assertThat(message)
                    .contains(
                        "routes.any.operation (=headers.action) must be one of",
                        "update-job",
                        "but gave the text \"finish-job\""));
    assertThat(Results.deadLetter(bench, "commands-dlq", "no-key").get("bpmn-error-message"))
        .contains("routes.any.job.key (=headers.`bpmn-job-key`) is required, but gave null");
    assertThat(Results.deadLetter(bench, "commands-dlq", "no-action").get("bpmn-error-message"))
        .contains("routes.any.operation (=headers.action) is required, but gave null");
    assertThat(results.of("no-key").path("outcome").asText()).isEqualTo("reported");
  }

  @Test
  void anOperationThatTheEngineDoesNotHaveIsRefusedAtValidationAndAtTheStart(TestBench bench)
      throws Exception {
    bench.createTopic("conditions", 1);
    Map<String, String> config =
        bench.sinkConfig(
            "conditions", Map.of("name", "conditions", "operation", "evaluate-conditionals"));
    String message = "UNSUPPORTED: this operation needs Camunda 8.9; the engine is Camunda 8";

    JsonNode answer =
        bench.connect().validate("io.bpmnconnect.sink.ProcessEngineSinkConnector", config);
    assertThat(answer.path("error_count").asInt()).isEqualTo(1);
    assertThat(answer.path("configs"))
        .filteredOn(entry -> entry.path("value").path("errors").size() > 0)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.path("value").path("name").asText()).isEqualTo("operation");
              assertThat(entry.path("value").path("errors").toString()).contains(message);
            });

    config.put("validate.connection", "false");
    bench.put("conditions", config);
    assertThat(bench.awaitFailure("conditions")).contains("operation", message);
  }

  @Test
  void aRecordThatAsksForWhatTheEngineDoesNotHaveStopsTheTaskIfItIsTold(TestBench bench)
      throws Exception {
    bench.createTopic("unsupported", 1);
    bench.startSink(
        "unsupported",
        "unsupported",
        Map.of("operation", "=headers.action", "behavior.on.invalid", "fail"));

    bench.send("unsupported", "1", "{}", "action", "evaluate-conditionals");

    assertThat(bench.awaitFailure("unsupported"))
        .contains("record unsupported-0@0", "evaluate-conditionals needs Camunda 8.9");
    assertThat(bench.committed("connect-unsupported")).isZero();
  }

  // The whole loop

  /**
   * What the source writes is all that a sink needs to settle a job: no program in between. The
   * header converter reads the job's key as a number.
   */
  @Test
  void aSinkSettlesTheJobsThatASourceHasWritten(TestBench bench) throws Exception {
    bench.deploy(
        Model.process("loop").task("loop").onError("DECLINED", "loop-declined").task("loop-after"));
    bench.createTopic("loop-jobs", 1);
    bench.startSource(
        "loop-source", Map.of("job.types", "loop", "topic", "loop-jobs", "completion", "none"));
    Map<String, String> config = new HashMap<>();
    config.put("routes", "paid,declined,failed");
    config.put("routes.paid.when", "=value.variables.amount < 100");
    config.put("routes.paid.operation", "complete-job");
    config.put("routes.paid.variables", "={paid: value.variables.amount}");
    config.put("routes.declined.when", "=value.variables.amount >= 1000");
    config.put("routes.declined.operation", "throw-job-error");
    config.put("routes.declined.job.error.code", "DECLINED");
    config.put("routes.declined.variables", "={code: value.variables.amount}");
    config.put("routes.failed.operation", "fail-job");
    config.put("routes.failed.job.retries", "=headers.`bpmn-job-retries` - 1");
    config.put("routes.failed.variables", "={amount: value.variables.amount - 30}");
    for (String route : new String[] {"paid", "declined", "failed"}) {
      config.put("routes." + route + ".job.key", "=headers.`bpmn-job-key`");
    }
    bench.startSink("loop-sink", "loop-jobs", config);

    String paid = bench.createInstance("loop", Map.of("amount", 99));
    String retried = bench.createInstance("loop", Map.of("amount", 125));
    bench.createInstance("loop", Map.of("amount", 1000));

    assertThat(bench.awaitJob("loop-declined").variables()).containsEntry("code", 1000);
    assertThat(bench.awaitJobs("loop-after", 2))
        .extracting(job -> job.processInstanceKey() + " " + job.variables().get("paid"))
        .containsExactlyInAnyOrder(paid + " 99", retried + " 95");
  }
}
