package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.SinkConfigs.connector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.sink.EngineStub.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a record whose command the engine refuses or does not answer. */
class SinkOutcomesTest {

  private static final Map<String, Object> ORDER = Map.of("id", "7");

  private RunningSink sink;

  @BeforeEach
  void open() throws IOException {
    sink = new RunningSink();
  }

  @AfterEach
  void close() {
    sink.close();
  }

  private void start(String operation, String... keysAndValues) {
    Map<String, String> config = connector("operation", operation);
    config.putAll(connector(keysAndValues));
    sink.start(config);
  }

  private void startCreating(String... keysAndValues) {
    Map<String, String> config = connector("process.id", "order");
    config.putAll(connector(keysAndValues));
    config.put("operation", "create-process-instance");
    sink.start(config);
  }

  private void answer(int status, String title) {
    sink.engine.answerWith(request -> EngineStub.refuse(status, title));
  }

  /** The first command is answered in another way than all that follow. */
  private void answer(Answer first, Function<EngineStub.Request, Answer> then) {
    sink.engine.answerWith(
        request -> sink.engine.arrived().size() == 1 ? first : then.apply(request));
  }

  @Test
  void credentialsThatAreNotAcceptedStopTheTaskBeforeItsFirstRecord() {
    sink.engine.answerTopologyWith(EngineStub.refuse(401, "UNAUTHORIZED"));

    startCreating("engine.auth.grace.ms", "0");

    assertThat(sink.awaitFailure())
        .hasMessage(
            "engine answered 401 UNAUTHORIZED. The engine does not accept the credentials: correct"
                + " engine.auth.* (or camunda.cloud.*)");
    assertThat(sink.engine.arrived()).isEmpty();
  }

  @Test
  void anEngineWithoutTheOperationStopsTheTaskThoughValidationWasSkipped() {
    start("evaluate-conditionals");

    assertThat(sink.awaitFailure())
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageEndingWith(
            "operation: UNSUPPORTED: this operation needs Camunda 8.9; the engine is Camunda 8,"
                + " version 8.6.0");
  }

  @Test
  void anEngineWithoutAFieldStopsTheTaskToo() {
    startCreating("process.tags", "a", "process.business.id", "=value.id");

    assertThat(sink.awaitFailure())
        .hasMessageContainingAll(
            "process.tags: UNSUPPORTED: this key needs Camunda 8.8; the engine is Camunda 8,"
                + " version 8.6.0",
            "process.business.id: UNSUPPORTED: this key needs Camunda 8.9; the engine is Camunda 8,"
                + " version 8.6.0");
  }

  @ParameterizedTest
  @CsvSource({"503, UNAVAILABLE", "500, INTERNAL", "403, FORBIDDEN", "404, NOT_FOUND"})
  void anEngineThatDoesNotSayWhoItIsDoesNotStopTheTask(int status, String title) {
    sink.engine.answerTopologyWith(EngineStub.refuse(status, title));

    startCreating();
    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.engine.arrived()).hasSize(1);
  }

  @Test
  void anInstanceThatMayHaveBeenCreatedIsCreatedAgain() {
    sink.engine.hang();
    startCreating("engine.request.timeout.ms", "200", "ambiguous.max.attempts", "1000");
    sink.put(5, ORDER);
    sink.awaitArrived(2);

    sink.engine.release();

    sink.awaitDone(6);
    assertThat(sink.records("create-process-instance", "succeeded")).isEqualTo(1);
    assertThat(sink.metric("ambiguous-total")).isGreaterThanOrEqualTo(1);
    assertThat(sink.metric("retries-total")).isEqualTo(sink.metric("ambiguous-total"));
    assertThat(sink.errors("timeout")).isEqualTo(sink.metric("ambiguous-total"));
  }

  @ParameterizedTest
  @CsvSource({
    "create-process-instance, process.id",
    "broadcast-signal, signal.name",
    "correlate-message, message.name"
  })
  void whatMayHaveBeenCarriedOutIsSentOnceMoreAndThenReported(String operation, String field) {
    sink.engine.hang();
    Map<String, String> config =
        connector("operation", operation, field, "order", "engine.request.timeout.ms", "100");
    if (operation.equals("correlate-message")) {
      config.put("message.correlation.key", "=value.id");
    }
    sink.start(config);

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.engine.arrived()).hasSize(2);
    assertThat(sink.deadLetters)
        .singleElement()
        .asString()
        .contains("failed: after 2 attempts: ")
        .contains("did not answer in time");
    assertThat(sink.metric("ambiguous-total")).isEqualTo(2);
  }

  @Test
  void anInstanceThatMayHaveBeenCreatedCanBeReportedInstead() {
    sink.engine.hang();
    startCreating("engine.request.timeout.ms", "200", "behavior.on.ambiguous", "report");

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.engine.arrived()).hasSize(1);
    assertThat(sink.deadLetters)
        .singleElement()
        .asString()
        .startsWith(
            "record orders-0@5: create-process-instance of process \"order\" failed: "
                + sink.engine.url()
                + " did not answer in time");
    assertThat(sink.records("create-process-instance", "reported")).isEqualTo(1);
    assertThat(sink.metric("ambiguous-total")).isEqualTo(1);
    assertThat(sink.metric("retries-total")).isZero();
  }

  @Test
  void anInstanceThatMayHaveBeenCreatedCanStopTheTask() {
    sink.engine.hang();
    startCreating("engine.request.timeout.ms", "200", "behavior.on.ambiguous", "fail");

    sink.put(5, ORDER);

    assertThat(sink.awaitFailure())
        .hasMessageStartingWith(
            "record orders-0@5: create-process-instance of process \"order\" failed: ")
        .hasMessageContaining("did not answer in time");
    assertThat(sink.committable(6)).isEqualTo(5);
    assertThat(sink.engine.arrived()).hasSize(1);
    assertThat(sink.records("create-process-instance", "failed")).isEqualTo(1);
    assertThat(sink.deadLetters).isEmpty();
  }

  @Test
  void anInstanceThatWasSurelyNotCreatedIsTriedAgainWhateverIsConfigured() {
    startCreating("behavior.on.ambiguous", "fail");
    answer(EngineStub.refuse(503, "UNAVAILABLE"), EngineStub::accept);

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.engine.arrived()).hasSize(2);
    assertThat(sink.metric("ambiguous-total")).isZero();
  }

  @Test
  void aMessageThatMayHaveBeenPublishedIsPublishedAgainWhateverIsConfigured() {
    Map<String, String> config = SinkConfigs.publishing("behavior.on.ambiguous", "fail");
    sink.start(config);
    answer(
        EngineStub.refuse(502, "Bad Gateway"), request -> EngineStub.refuse(409, "ALREADY_EXISTS"));

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.records("publish-message", "already-done")).isEqualTo(1);
    assertThat(sink.metric("ambiguous-total")).as("a second message is none").isZero();
    assertThat(sink.metric("retries-total")).isEqualTo(1);
    assertThat(sink.errors("unavailable")).isEqualTo(1);
    assertThat(sink.errors("conflict")).isEqualTo(1);
  }

  @Test
  void anInstanceWhoseEndWasAwaitedInVainIsDelivered() {
    sink.engine.hang();
    startCreating(
        "process.await.completion",
        "true",
        "process.await.timeout.ms",
        "100",
        "engine.request.timeout.ms",
        "200");

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.engine.arrived()).hasSize(1);
    assertThat(sink.deadLetters).isEmpty();
    assertThat(sink.records("create-process-instance", "await-timed-out")).isEqualTo(1);
  }

  @Test
  void aGatewayThatGivesUpAtOnceDoesNotSayThatAnInstanceWasCreated() {
    startCreating("process.await.completion", "true");
    answer(504, "DEADLINE_EXCEEDED");

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.engine.arrived()).hasSize(1);
    assertThat(sink.deadLetters).hasSize(1);
    assertThat(sink.records("create-process-instance", "reported")).isEqualTo(1);
  }

  @Test
  void anAwaitedInstanceIsNotCreatedAgainWhenItsConnectionEnds() {
    startCreating("process.await.completion", "true");
    answer(502, "Bad Gateway");

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.engine.arrived()).hasSize(1);
    assertThat(sink.deadLetters).hasSize(1);
  }

  @Test
  void anInstanceWhoseEndWasAwaitedInVainCanBeReported() {
    startCreating("process.await.completion", "true", "behavior.on.ambiguous", "report");
    answer(504, "DEADLINE_EXCEEDED");

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.deadLetters)
        .containsExactly(
            "record orders-0@5: create-process-instance of process \"order\" failed: the end of the"
                + " process instance did not come in time; the instance itself was most likely"
                + " created, and goes on: engine answered 504 DEADLINE_EXCEEDED");
    assertThat(sink.engine.arrived()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "complete-job, 404",
    "fail-job, 404",
    "fail-job, 409",
    "throw-job-error, 404",
    "throw-job-error, 409"
  })
  void aJobThatIsSettledIsDone(String operation, int status) {
    Map<String, String> config = connector("operation", operation, "job.key", "=value.id");
    switch (operation) {
      case "fail-job" -> config.put("job.retries", "0");
      case "throw-job-error" -> config.put("job.error.code", "NO_STOCK");
      default -> {}
    }
    sink.start(config);
    answer(status, "GONE");

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.records(operation, "already-done")).isEqualTo(1);
    assertThat(sink.deadLetters).isEmpty();
    assertThat(sink.engine.arrived()).hasSize(1);
  }

  @Test
  void anUpdateOfAJobThatIsSettledIsReported() {
    start("update-job", "job.key", "=value.id", "job.retries", "3");
    answer(404, "NOT_FOUND");

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.deadLetters)
        .containsExactly(
            "record orders-0@5: update-job of job 7 failed: engine answered 404 NOT_FOUND");
  }

  @Test
  void aCancellationOfWhatIsNotThereIsReported() {
    start("cancel-process-instance", "process.instance.key", "=value.id");
    answer(404, "NOT_FOUND");

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.deadLetters)
        .containsExactly(
            "record orders-0@5: cancel-process-instance of process instance 7 failed: engine"
                + " answered 404 NOT_FOUND");
    assertThat(sink.records("cancel-process-instance", "reported")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"cancel-process-instance, process.instance.key", "resolve-incident, incident.key"})
  void whatAnEarlierAttemptMayHaveEndedIsDone(String operation, String key) {
    start(operation, key, "=value.id");
    answer(EngineStub.refuse(502, "Bad Gateway"), request -> EngineStub.refuse(404, "NOT_FOUND"));

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.records(operation, "already-done")).isEqualTo(1);
    assertThat(sink.deadLetters).isEmpty();
    assertThat(sink.metric("retries-total")).isEqualTo(1);
    assertThat(sink.metric("ambiguous-total")).as("nothing was to be created").isZero();
  }

  @Test
  void whatAnEarlierAttemptSurelyDidNotEndIsReported() {
    start("cancel-process-instance", "process.instance.key", "=value.id");
    answer(EngineStub.refuse(503, "UNAVAILABLE"), request -> EngineStub.refuse(404, "NOT_FOUND"));

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.deadLetters)
        .containsExactly(
            "record orders-0@5: cancel-process-instance of process instance 7 failed: after 2"
                + " attempts: engine answered 404 NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(strings = {"create-process-instance", "publish-message"})
  void whatIsThereAlreadyIsDone(String operation) {
    Map<String, String> config =
        operation.equals("publish-message")
            ? SinkConfigs.publishing()
            : connector("operation", operation, "process.id", "order");
    config.put("behavior.on.conflict", "fail");
    sink.start(config);
    answer(409, "ALREADY_EXISTS");

    sink.put(5, ORDER);

    sink.awaitDone(6);
    assertThat(sink.records(operation, "already-done")).isEqualTo(1);
  }

  private void startSettingVariables(String behavior) {
    start("set-variables", "element.instance.key", "=value.id", "behavior.on.conflict", behavior);
    answer(409, "INVALID_STATE");
    sink.put(5, ORDER);
  }

  @Test
  void aConflictIsReported() {
    startSettingVariables("report");

    sink.awaitDone(6);
    assertThat(sink.deadLetters)
        .containsExactly(
            "record orders-0@5: set-variables of element instance 7 failed: engine answered 409"
                + " INVALID_STATE");
    assertThat(sink.records("set-variables", "reported")).isEqualTo(1);
  }

  @Test
  void aConflictCanBeIgnored() {
    startSettingVariables("ignore");

    sink.awaitDone(6);
    assertThat(sink.deadLetters).isEmpty();
    assertThat(sink.records("set-variables", "ignored")).isEqualTo(1);
  }

  @Test
  void aConflictCanStopTheTask() {
    startSettingVariables("fail");

    assertThat(sink.awaitFailure())
        .hasMessage(
            "record orders-0@5: set-variables of element instance 7 failed: engine answered 409"
                + " INVALID_STATE");
    assertThat(sink.committable(6)).isEqualTo(5);
    assertThat(sink.records("set-variables", "failed")).isEqualTo(1);
  }

  @Test
  void whatTheseCredentialsMayNotDoStopsTheTask() {
    start("broadcast-signal", "signal.name", "go");
    answer(403, "FORBIDDEN");

    sink.put(6, ORDER);

    assertThat(sink.awaitFailure())
        .hasMessage(
            "record orders-0@6: broadcast-signal of signal \"go\" failed: engine answered 403"
                + " FORBIDDEN. The engine does not allow these credentials to do it: give them the"
                + " permission, or set others in engine.auth.* (or camunda.cloud.*)");
  }

  @Test
  void eachRecordIsCountedByTheOperationThatItSays() {
    start("=value.action", "job.key", "7", "job.retries", "1");

    sink.put(5, Map.of("action", "complete-job"));
    sink.put(6, Map.of("action", "update-job"));
    sink.put(7, Map.of("action", "dance"));
    sink.put(8, Map.of("action", "broadcast-signal"));

    sink.awaitDone(9);
    assertThat(sink.records("complete-job", "succeeded")).isEqualTo(1);
    assertThat(sink.records("update-job", "succeeded")).isEqualTo(1);
    assertThat(sink.records("none", "reported")).isEqualTo(2);
    assertThat(sink.deadLetters)
        .hasSize(2)
        .anySatisfy(
            letter ->
                assertThat(letter)
                    .startsWith(
                        "record orders-0@7 cannot be mapped: operation (=value.action) must be one"
                            + " of create-process-instance, ")
                    .endsWith(", but gave the text \"dance\""))
        .contains(
            "record orders-0@8 cannot be mapped: signal.name is required by operation"
                + " broadcast-signal");
  }

  @Test
  void whatTheEngineGetsKeepsEveryDigitAndHasNoNaN() {
    start("set-variables", "element.instance.key", "1");

    sink.put(5, Map.of("big", Long.MAX_VALUE, "odd", Double.NaN, "list", List.of(Float.NaN, 1.1f)));

    sink.awaitDone(6);
    Map<?, ?> variables = (Map<?, ?>) sink.engine.arrived("variables").get(0);
    assertThat(variables.get("big")).isEqualTo(Long.MAX_VALUE);
    assertThat(variables.get("odd")).isNull();
    assertThat(variables.containsKey("odd")).isTrue();
    assertThat(variables.get("list")).hasToString("[null, 1.1]");
  }

  @Test
  void aStoppedTaskCannotBeAskedForMetrics() {
    startCreating();
    sink.put(5, ORDER);
    sink.awaitDone(6);
    assertThat(RunningSink.metricObjects())
        .containsExactlyInAnyOrder("", ",operation=create-process-instance,outcome=succeeded");

    sink.stop();

    assertThat(RunningSink.metricObjects()).isEmpty();
    assertThatThrownBy(() -> sink.metric("retries-total"))
        .isInstanceOf(IllegalStateException.class);
  }
}
