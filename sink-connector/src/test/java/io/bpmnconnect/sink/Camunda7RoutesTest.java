package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.MappedRecords.ORDER;
import static io.bpmnconnect.sink.MappedRecords.command;
import static io.bpmnconnect.sink.SinkConfigs.connector;
import static io.bpmnconnect.sink.Validated.errors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.connect.config.Problem;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes to engines of the Camunda 7 family, whose models have no correlation keys. */
class Camunda7RoutesTest {

  private static final Correlation.ByVariables BY_ORDER =
      new Correlation.ByVariables(
          Map.of("orderId", "o-1"), Map.of(), Optional.empty(), Optional.empty());

  private static Map<String, String> camunda7(String... keysAndValues) {
    Map<String, String> config = connector(keysAndValues);
    config.put("engine.type", "camunda7");
    return config;
  }

  private static Map<String, String> message(String operation, String... keysAndValues) {
    Map<String, String> config = camunda7(keysAndValues);
    config.put("operation", operation);
    config.put("message.name", "paid");
    return config;
  }

  private static Correlation correlation(String... keysAndValues) {
    return ((PublishMessage) command(message("publish-message", keysAndValues), ORDER))
        .correlation();
  }

  private static Map<String, List<String>> told(String key, String message) {
    return Map.of(key, List.of(key + ": " + message));
  }

  // Validation

  @ParameterizedTest
  @ValueSource(strings = {"publish-message", "correlate-message", "=value.action"})
  void aCorrelationKeyIsRefusedWithWhatToSetInstead(String operation) {
    assertThat(
            errors(
                message(
                    operation,
                    "message.correlation.key",
                    "=value.id",
                    "message.correlation.keys",
                    "={orderId: value.id}")))
        .isEqualTo(
            told(
                "message.correlation.key",
                "has no meaning with engine.type=camunda7, whose models have no correlation keys;"
                    + " set message.correlation.keys to the variables to correlate by, such as"
                    + " ={orderId: value.orderId}, or message.business.id"));
  }

  @Test
  void aCorrelationKeyOfARouteIsRefusedWithTheKeysOfTheRoute() {
    Map<String, String> config =
        camunda7(
            "routes", "r",
            "routes.r.operation", "publish-message",
            "routes.r.message.name", "paid",
            "routes.r.message.correlation.key", "",
            "routes.r.message.business.id", "=key");

    assertThat(errors(config))
        .isEqualTo(
            told(
                "routes.r.message.correlation.key",
                "has no meaning with engine.type=camunda7, whose models have no correlation keys;"
                    + " set routes.r.message.correlation.keys to the variables to correlate by, such"
                    + " as ={orderId: value.orderId}, or routes.r.message.business.id"));
  }

  @Test
  void aMessageIdIsRefused() {
    assertThat(
            errors(message("publish-message", "message.id", "=key", "message.business.id", "=key")))
        .isEqualTo(
            told(
                "message.id",
                "has no effect with engine.type=camunda7, which keeps no message ids; remove it"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish-message", "correlate-message"})
  void aMessageNeedsSomethingToCorrelateBy(String operation) {
    assertThat(errors(message(operation)))
        .isEqualTo(
            told(
                "message.correlation.keys",
                "or message.local.correlation.keys or message.business.id or process.instance.key is"
                    + " required by operation "
                    + operation));
    for (String any :
        List.of(
            "message.correlation.keys",
            "message.local.correlation.keys",
            "message.business.id",
            "process.instance.key")) {
      assertThat(errors(message(operation, any, "=value"))).as(any).isEmpty();
    }
  }

  @Test
  void anUpdateNeedsSomethingToChange() {
    Map<String, String> config = camunda7("operation", "update-job", "job.key", "=key");

    assertThat(errors(config))
        .isEqualTo(
            told(
                "job.retries",
                "or job.timeout.ms or job.priority is required by operation update-job"));
    config.put("job.priority", "5");
    assertThat(errors(config)).isEmpty();
  }

  @Test
  void whatTheFamilyDoesNotHaveIsToldWithItsKey() {
    Map<String, String> config =
        camunda7(
            "operation", "create-process-instance",
            "process.id", "order",
            "process.tags", "a",
            "process.runtime.instructions", "=[]",
            "process.await.completion", "true",
            "process.business.id", "=key",
            "process.start.elements", "pay",
            "process.variables.in.return", "true",
            "operation.reference", "2",
            "tenant.id", "acme");
    Problems problems = new Problems();

    SinkSettings.parse(config)
        .check(ProcessEngines.adapter(EngineType.CAMUNDA7).known().get(0), problems);

    assertThat(problems.found())
        .extracting(Problem::key)
        .containsExactlyInAnyOrder(
            "process.tags",
            "process.runtime.instructions",
            "process.await.completion",
            "operation.reference");
  }

  // Messages

  @Test
  void aMessageIsForTheInstancesWithTheseVariables() {
    assertThat(correlation("message.correlation.keys", "={orderId: value.id}")).isEqualTo(BY_ORDER);
    assertThat(
            correlation(
                "message.correlation.keys", "={orderId: value.id, paid: true, items: 3}",
                "message.local.correlation.keys", "={line: offset}",
                "message.business.id", "=key",
                "process.instance.key", "=value.total"))
        .isEqualTo(
            new Correlation.ByVariables(
                Map.of("orderId", "o-1", "paid", true, "items", 3L),
                Map.of("line", 42L),
                Optional.of("key-1"),
                Optional.of("7")));
  }

  @Test
  void aMessageIsForTheScopeWithTheseVariables() {
    assertThat(correlation("message.local.correlation.keys", "={orderId: value.id}"))
        .isEqualTo(
            new Correlation.ByVariables(
                Map.of(), Map.of("orderId", "o-1"), Optional.empty(), Optional.empty()));
  }

  @Test
  void aMessageIsForOneBusinessIdOrOneInstance() {
    assertThat(correlation("message.business.id", "=value.id"))
        .isEqualTo(new Correlation.ByBusinessId("o-1"));
    assertThat(correlation("process.instance.key", "=value.id"))
        .isEqualTo(
            new Correlation.ByVariables(Map.of(), Map.of(), Optional.empty(), Optional.of("o-1")));
  }

  @Test
  void noVariablesAtAllAreForAStartEvent() {
    assertThat(correlation("message.correlation.keys", "={}"))
        .isEqualTo(
            new Correlation.ByVariables(Map.of(), Map.of(), Optional.empty(), Optional.empty()));
  }

  @Test
  void everyFieldOfAMessageCanBeMapped() {
    Map<String, String> config =
        message(
            "publish-message",
            "message.correlation.keys",
            "={orderId: value.id}",
            "message.time.to.live.ms",
            "=value.total",
            "tenant.id",
            "acme",
            "variables",
            "={}");

    assertThat(command(config, ORDER))
        .isEqualTo(
            new PublishMessage(
                "paid",
                BY_ORDER,
                Duration.ofMillis(7),
                Optional.of("default-id"),
                Map.of(),
                Optional.of("acme")));
  }

  @Test
  void aMessageIsForEveryMatch() {
    Map<String, String> config =
        message(
            "correlate-message",
            "message.correlation.keys",
            "={orderId: value.id}",
            "message.correlate.all",
            "=value.total > 5");

    assertThat(command(config, ORDER))
        .isEqualTo(new CorrelateMessage("paid", BY_ORDER, ORDER, Optional.empty(), true));
    config.put("message.correlate.all", "=value.none");
    assertThat(command(config, ORDER))
        .isEqualTo(new CorrelateMessage("paid", BY_ORDER, ORDER, Optional.empty(), false));
  }

  /** Less to correlate by is a message for more instances: it must not come from a bad record. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          message.correlation.keys       | =null           | is required, but gave null
          message.correlation.keys       | =value.id       | must be an object, but gave the text "o-1"
          message.correlation.keys       | =[1]            | must be an object, but gave a list
          message.correlation.keys       | ={a: 1, b: null} | must have a value for b, but it is null
          message.local.correlation.keys | =null           | is required, but gave null
          message.local.correlation.keys | ={b: null}      | must have a value for b, but it is null
          message.business.id            | =null           | is required, but gave null
          process.instance.key           | =null           | is required, but gave null
          """)
  void whatToCorrelateByMustNotBeNull(String key, String expression, String why) {
    assertThatThrownBy(() -> correlation(key, expression))
        .isInstanceOf(MappingException.class)
        .hasMessage(key + " (" + expression + ") " + why);
  }

  @Test
  void anOperationThatARecordSaysNeedsSomethingToCorrelateByToo() {
    assertThatThrownBy(
            () -> command(message("=value.action"), Map.of("action", "correlate-message")))
        .isInstanceOf(MappingException.class)
        .hasMessage(
            "message.correlation.keys or message.local.correlation.keys or message.business.id or"
                + " process.instance.key is required by operation correlate-message");
  }

  // Jobs

  @Test
  void aJobIsGivenBackWithoutItsRetries() {
    Map<String, String> config = camunda7("operation", "release-job", "job.key", "=value.id");

    assertThat(errors(config)).isEmpty();
    assertThat(command(config, ORDER))
        .isEqualTo(new ReleaseJob(JobRef.of("o-1"), OptionalInt.empty()));
  }

  @Test
  void thePriorityAloneIsAnUpdate() {
    Map<String, String> config =
        camunda7("operation", "update-job", "job.key", "7", "job.priority", "=value.total");

    assertThat(command(config, ORDER))
        .isEqualTo(
            new UpdateJob(
                JobRef.of("7"), OptionalInt.empty(), Optional.empty(), OptionalInt.of(7)));
    Map<String, Object> none = new HashMap<>();
    none.put("total", null);
    assertThatThrownBy(() -> command(config, (Object) none))
        .isInstanceOf(MappingException.class)
        .hasMessage(
            "job.retries or job.timeout.ms or job.priority is required by operation update-job");
  }
}
