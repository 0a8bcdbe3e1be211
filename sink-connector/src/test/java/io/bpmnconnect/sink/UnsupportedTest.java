package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.SinkConfigs.connector;
import static io.bpmnconnect.sink.Validated.errors;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.connect.config.Problem;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.factory.ProcessEngines;
import io.bpmnconnect.sink.EngineStub.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route asks for and the engine at hand does not have is found by validation. */
class UnsupportedTest {

  private EngineStub engine;

  @BeforeEach
  void startEngine() throws IOException {
    engine = new EngineStub();
  }

  @AfterEach
  void stopEngine() {
    engine.close();
  }

  private void version(String version) {
    engine.answerTopologyWith(
        new Answer(200, "{\"gatewayVersion\":\"" + version + "\",\"partitionsCount\":1}"));
  }

  private Map<String, String> asking(String... keysAndValues) {
    Map<String, String> config = connector(keysAndValues);
    config.put("engine.url", engine.url());
    config.put("validate.connection", "true");
    return config;
  }

  private Map<String, String> everything() {
    return asking(
        "routes", "create,publish,correlate,complete,fail,throw,resolve,evaluate",
        "routes.create.when", "=topic = \"c\"",
        "routes.create.operation", "create-process-instance",
        "routes.create.process.id", "order",
        "routes.create.process.tags", "a",
        "routes.create.process.business.id", "=value.id",
        "routes.create.process.runtime.instructions", "=[]",
        "routes.create.operation.reference", "1",
        "routes.publish.when", "=topic = \"p\"",
        "routes.publish.operation", "publish-message",
        "routes.publish.message.name", "paid",
        "routes.publish.message.correlation.key", "=key",
        "routes.publish.message.business.id", "=value.id",
        "routes.correlate.when", "=topic = \"m\"",
        "routes.correlate.operation", "correlate-message",
        "routes.correlate.message.name", "paid",
        "routes.correlate.message.correlation.key", "=key",
        "routes.correlate.message.business.id", "=value.id",
        "routes.complete.when", "=topic = \"j\"",
        "routes.complete.operation", "complete-job",
        "routes.complete.job.key", "=key",
        "routes.complete.job.lease.token", "=value.lease",
        "routes.fail.when", "=topic = \"f\"",
        "routes.fail.operation", "fail-job",
        "routes.fail.job.key", "=key",
        "routes.fail.job.retries", "0",
        "routes.fail.job.lease.token", "=value.lease",
        "routes.throw.when", "=topic = \"t\"",
        "routes.throw.operation", "throw-job-error",
        "routes.throw.job.key", "=key",
        "routes.throw.job.error.code", "E",
        "routes.throw.job.lease.token", "=value.lease",
        "routes.resolve.when", "=topic = \"r\"",
        "routes.resolve.operation", "resolve-incident",
        "routes.resolve.incident.key", "=key",
        "routes.resolve.operation.reference", "1",
        "routes.evaluate.operation", "evaluate-conditionals");
  }

  private static Map<String, List<String>> expected(
      String what, String version, String... keysAndFirstVersions) {
    Map<String, List<String>> expected = new TreeMap<>();
    for (int i = 0; i < keysAndFirstVersions.length; i += 2) {
      String key = keysAndFirstVersions[i];
      expected.put(
          key,
          List.of(
              key
                  + ": UNSUPPORTED: this "
                  + what
                  + " needs Camunda "
                  + keysAndFirstVersions[i + 1]
                  + "; the engine is Camunda 8, version "
                  + version));
    }
    return expected;
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.6.0", "8.7.12"})
  void anEngineBefore88HasNoneOfIt(String version) {
    version(version);

    Map<String, List<String>> all =
        expected(
            "key",
            version,
            "routes.create.process.tags",
            "8.8",
            "routes.create.process.runtime.instructions",
            "8.8",
            "routes.create.process.business.id",
            "8.9",
            "routes.publish.message.business.id",
            "8.10",
            "routes.correlate.message.business.id",
            "8.10",
            "routes.complete.job.lease.token",
            "8.10",
            "routes.fail.job.lease.token",
            "8.10",
            "routes.throw.job.lease.token",
            "8.10",
            "routes.resolve.operation.reference",
            "8.8");
    all.putAll(expected("operation", version, "routes.evaluate.operation", "8.9"));
    assertThat(errors(everything())).isEqualTo(all);
  }

  @Test
  void anEngineOf88HasPartOfIt() {
    version("8.8.21");

    assertThat(errors(everything()))
        .containsOnlyKeys(
            "routes.create.process.business.id",
            "routes.publish.message.business.id",
            "routes.correlate.message.business.id",
            "routes.complete.job.lease.token",
            "routes.fail.job.lease.token",
            "routes.throw.job.lease.token",
            "routes.evaluate.operation");
  }

  @Test
  void anEngineOf89HasMoreOfIt() {
    version("8.9.0-alpha3");

    assertThat(errors(everything()))
        .containsOnlyKeys(
            "routes.publish.message.business.id",
            "routes.correlate.message.business.id",
            "routes.complete.job.lease.token",
            "routes.fail.job.lease.token",
            "routes.throw.job.lease.token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.10.0", "8.10.9", "8.11.0", "9.0.0", "development"})
  void aNewerEngineHasAllOfIt(String version) {
    version(version);

    assertThat(errors(everything())).isEmpty();
  }

  @Test
  void whatStandsAtTheTopLevelIsToldToo() {
    version("8.6.0");

    assertThat(errors(asking("operation", "evaluate-conditionals")))
        .isEqualTo(
            Map.of(
                "operation",
                List.of(
                    "operation: UNSUPPORTED: this operation needs Camunda 8.9; the engine is"
                        + " Camunda 8, version 8.6.0")));
  }

  @ParameterizedTest
  @CsvSource({
    "create-process-instance, process.id",
    "cancel-process-instance, process.instance.key",
    "set-variables, element.instance.key"
  })
  void anOperationReferenceIsKnownToEveryVersionButForIncidents(String operation, String key) {
    version("8.6.0");

    assertThat(errors(asking("operation", operation, key, "1", "operation.reference", "2")))
        .isEmpty();
    assertThat(
            errors(
                asking(
                    "operation", "resolve-incident",
                    "incident.key", "1",
                    "operation.reference", "2")))
        .isEqualTo(expected("key", "8.6.0", "operation.reference", "8.8"));
  }

  @Test
  void anOperationThatEachRecordSaysIsLeftToTheEngineButNotWhatNoOperationHas() {
    version("8.6.0");

    assertThat(errors(asking("operation", "=topic", "operation.reference", "2"))).isEmpty();
    assertThat(errors(asking("operation", "=topic", "process.tags", "a")))
        .isEqualTo(expected("key", "8.6.0", "process.tags", "8.8"));
  }

  @Test
  void aBpmnErrorOfGoBpmnHasNoMessageButAFailureHas() {
    Map<String, String> config =
        connector(
            "routes", "error,fail",
            "routes.error.when", "=topic = \"e\"",
            "routes.error.operation", "throw-job-error",
            "routes.error.job.key", "=key",
            "routes.error.job.error.code", "E",
            "routes.error.job.error.message", "why",
            "routes.fail.operation", "fail-job",
            "routes.fail.job.key", "=key",
            "routes.fail.job.retries", "0",
            "routes.fail.job.error.message", "why");
    Problems problems = new Problems();

    SinkSettings.parse(config)
        .check(ProcessEngines.adapter(EngineType.GO_BPMN).known().get(0), problems);

    assertThat(problems.found())
        .containsExactly(
            new Problem(
                "routes.error.job.error.message",
                "UNSUPPORTED: this key needs Camunda 8; the engine is go-bpmn, version 0.4"));
  }

  @Test
  void whatGoBpmnDoesNotHaveIsToldWithItsKey() {
    Map<String, String> config =
        connector(
            "operation", "create-process-instance",
            "process.id", "order",
            "process.tags", "region:eu",
            "process.business.id", "=value.id",
            "process.start.elements", "pay",
            "process.await.completion", "true",
            "operation.reference", "2",
            "tenant.id", "acme");
    Problems problems = new Problems();

    SinkSettings.parse(config)
        .check(ProcessEngines.adapter(EngineType.GO_BPMN).known().get(0), problems);

    assertThat(problems.found())
        .extracting(Problem::key)
        .containsExactlyInAnyOrder(
            "process.start.elements",
            "process.await.completion",
            "operation.reference",
            "tenant.id");
    assertThat(problems.found())
        .allSatisfy(
            problem ->
                assertThat(problem.message())
                    .isEqualTo(
                        "UNSUPPORTED: this key needs Camunda 8; the engine is go-bpmn, version"
                            + " 0.4"));
  }

  @Test
  void whatOnlyTheCamunda7FamilyHasIsToldWithItsKey() {
    version("8.10.0");
    Map<String, String> config =
        asking(
            "routes", "create,correlate,update,evaluate",
            "routes.create.when", "=topic = \"c\"",
            "routes.create.operation", "create-process-instance",
            "routes.create.process.id", "order",
            "routes.create.process.variables.in.return", "true",
            "routes.correlate.when", "=topic = \"m\"",
            "routes.correlate.operation", "correlate-message",
            "routes.correlate.message.name", "paid",
            "routes.correlate.message.correlation.key", "=key",
            "routes.correlate.message.correlation.keys", "={orderId: key}",
            "routes.correlate.message.local.correlation.keys", "={orderId: key}",
            "routes.correlate.message.correlate.all", "true",
            "routes.correlate.process.instance.key", "=value.instance",
            "routes.update.when", "=topic = \"u\"",
            "routes.update.operation", "update-job",
            "routes.update.job.key", "=key",
            "routes.update.job.retries", "1",
            "routes.update.job.priority", "9",
            "routes.evaluate.operation", "evaluate-conditionals",
            "routes.evaluate.process.business.id", "=key");

    Map<String, List<String>> errors = errors(config);

    assertThat(errors)
        .containsOnlyKeys(
            "routes.create.process.variables.in.return",
            "routes.correlate.message.correlation.keys",
            "routes.correlate.message.local.correlation.keys",
            "routes.correlate.message.correlate.all",
            "routes.correlate.process.instance.key",
            "routes.update.job.priority",
            "routes.evaluate.process.business.id");
    assertThat(errors)
        .allSatisfy(
            (key, messages) ->
                assertThat(messages)
                    .containsExactly(
                        key
                            + ": UNSUPPORTED: this key needs the Camunda 7 family"
                            + " (engine.type=camunda7); the engine is Camunda 8, version 8.10.0"));
  }

  @Test
  void nothingIsAskedWhenTheConnectionIsNotValidated() {
    version("8.6.0");
    Map<String, String> config = everything();
    config.put("validate.connection", "false");

    assertThat(errors(config)).isEmpty();
  }
}
