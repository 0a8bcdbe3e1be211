package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.MappedRecords.ORDER;
import static io.bpmnconnect.sink.MappedRecords.command;
import static io.bpmnconnect.sink.SinkConfigs.connector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.Await;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.RuntimeInstruction;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.EvaluateConditionals;
import io.bpmnconnect.engine.EngineCommand.EvaluateDecision;
import io.bpmnconnect.engine.EngineCommand.ResolveIncident;
import io.bpmnconnect.engine.EngineCommand.SetVariables;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What command for a process, its instances and its decisions a record becomes. */
class ProcessCommandsTest {

  /** A valid configuration that creates process instances, changed. */
  private static Map<String, String> creating(String... keysAndValues) {
    Map<String, String> config =
        connector("operation", "create-process-instance", "process.id", "order");
    config.putAll(connector(keysAndValues));
    return config;
  }

  private static CreateProcessInstance created(Map<String, String> config, Object value) {
    return (CreateProcessInstance) command(config, value);
  }

  @Test
  void aProcessInstanceIsCreatedWithItsDefaults() {
    assertThat(command(creating(), ORDER))
        .isEqualTo(
            new CreateProcessInstance(
                new EngineCommand.Definition.ById("order", -1),
                ORDER,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalLong.empty()));
  }

  @Test
  void everyFieldOfAProcessInstanceCanBeMapped() {
    Map<String, String> config =
        creating(
            "process.id", "=value.id",
            "process.version", "=value.total",
            "process.start.elements", "=[topic, \"b\"]",
            "process.runtime.instructions",
                "=[{type: \"TERMINATE_PROCESS_INSTANCE\", afterElementId: value.id, more: 1}]",
            "process.tags", "shop, =web",
            "process.business.id", "=value.total",
            "process.await.completion", "=value.total > 5",
            "process.await.timeout.ms", "=value.total * 1000",
            "process.fetch.variables", "=[\"a\", \"b\"]",
            "operation.reference", "=offset",
            "tenant.id", "acme",
            "variables", "={}");

    assertThat(command(config, ORDER))
        .isEqualTo(
            new CreateProcessInstance(
                new Definition.ById("o-1", 7),
                Map.of(),
                Optional.of("acme"),
                List.of("orders", "b"),
                List.of(new RuntimeInstruction("TERMINATE_PROCESS_INSTANCE", "o-1")),
                List.of("shop", "=web"),
                Optional.of("7"),
                Optional.of(new Await(Duration.ofSeconds(7), List.of("a", "b"))),
                false,
                OptionalLong.of(42)));
  }

  @Test
  void aProcessIsNamedByItsKeyToo() {
    Map<String, String> config =
        connector("operation", "create-process-instance", "process.definition.key", "=value.key");

    assertThat(created(config, Map.of("key", 2251799813685249L)).definition())
        .isEqualTo(new Definition.ByKey("2251799813685249"));
    assertThatThrownBy(() -> command(config, Map.of()))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith("process.definition.key (=value.key) is required, but gave null: ");
  }

  @Test
  void anOptionalFieldThatIsNullForThisRecordIsLeftOut() {
    Map<String, String> config = creating();
    for (String key :
        List.of(
            "process.version",
            "process.start.elements",
            "process.runtime.instructions",
            "process.tags",
            "process.business.id",
            "process.await.completion",
            "process.await.timeout.ms",
            "process.fetch.variables",
            "operation.reference",
            "tenant.id")) {
      config.put(key, "=value.missing");
    }

    assertThat(command(config, ORDER))
        .isEqualTo(
            new CreateProcessInstance(
                new EngineCommand.Definition.ById("order", -1),
                ORDER,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalLong.empty()));
  }

  @Test
  void theVariablesAreAskedForInTheAnswerToACreation() {
    assertThat(created(creating(), ORDER).variablesInReturn()).isFalse();
    assertThat(created(creating("process.variables.in.return", "true"), ORDER).variablesInReturn())
        .isTrue();
    Map<String, String> config = creating("process.variables.in.return", "=value.total > 7");
    assertThat(created(config, ORDER).variablesInReturn()).isFalse();
  }

  @Test
  void theEndIsAwaitedAsLongAsTheEngineHoldsForRight() {
    assertThat(created(creating("process.await.completion", "true"), ORDER).await())
        .contains(new Await(Duration.ZERO, List.of()));
    assertThat(created(creating("process.await.completion", "=\"true\""), ORDER).await())
        .isPresent();
    assertThat(created(creating("process.await.completion", "false"), ORDER).await()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          process.await.completion | ="yes"              | must be true or false, but gave the text "yes"
          process.await.completion | =1                  | must be true or false, but gave 1
          process.version          | =-2                 | must be a whole number between -1 and 2147483647, but gave -2
          process.version          | =0.5                | must be a whole number between -1 and 2147483647, but gave 0.5
          process.version          | ="newest"           | must be a whole number between -1 and 2147483647, but gave the text "newest"
          process.version          | =[1]                | must be a whole number between -1 and 2147483647, but gave a list
          process.await.timeout.ms | =-1                 | must be a whole number of at least 0, but gave -1
          process.await.timeout.ms | =duration("PT1S")   | must be a whole number of at least 0, but gave the text "PT1S"
          operation.reference      | =0                  | must be a whole number of at least 1, but gave 0
          operation.reference      | =9223372036854775808 | must be a whole number of at least 1, but gave 9223372036854775808
          process.business.id      | ={}                 | must be text, but gave an object
          process.tags             | =["a", null]        | must be a list of texts, but holds null
          process.tags             | =["a", {}]          | must be text, but gave an object
          process.start.elements   | =[["a"]]            | must be text, but gave a list
          process.fetch.variables  | ={}                 | must be text, but gave an object
          tenant.id                | =[1]                | must be text, but gave a list
          """)
  void aValueThatAFieldCannotHaveIsRefused(String key, String expression, String why) {
    Map<String, String> config = creating("process.await.completion", "true", key, expression);

    assertThatThrownBy(() -> command(config, ORDER))
        .isInstanceOf(MappingException.class)
        .hasMessage(key + " (" + expression + ") " + why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=\"TERMINATE_PROCESS_INSTANCE\"",
        "={type: \"TERMINATE_PROCESS_INSTANCE\", afterElementId: \"a\"}",
        "=[\"TERMINATE_PROCESS_INSTANCE\"]",
        "=[null]",
        "=[{}]",
        "=[{type: \"TERMINATE_PROCESS_INSTANCE\"}]",
        "=[{type: \"TERMINATE_PROCESS_INSTANCE\", afterElementId: null}]",
        "=[{type: 1, afterElementId: \"a\"}]",
        "=[{type: \"TERMINATE_PROCESS_INSTANCE\", afterElementId: \"a\"}, 2]"
      })
  void runtimeInstructionsThatAreNoneAreRefused(String expression) {
    assertThatThrownBy(() -> command(creating("process.runtime.instructions", expression), ORDER))
        .isInstanceOf(MappingException.class)
        .hasMessage(
            "process.runtime.instructions must be a list of objects with the texts type and"
                + " afterElementId");
  }

  @Test
  void aProcessInstanceIsCancelled() {
    Map<String, String> config =
        connector("operation", "cancel-process-instance", "process.instance.key", "=value.id");

    assertThat(command(config, Map.of("id", 7)))
        .isEqualTo(new CancelProcessInstance("7", OptionalLong.empty()));
    config.put("operation.reference", "12");
    assertThat(command(config, ORDER))
        .isEqualTo(new CancelProcessInstance("o-1", OptionalLong.of(12)));
  }

  @Test
  void variablesAreSet() {
    Map<String, String> config =
        connector("operation", "set-variables", "element.instance.key", "=value.total");

    assertThat(command(config, ORDER))
        .isEqualTo(new SetVariables("7", ORDER, false, OptionalLong.empty()));
    config.put("variables", "={a: value.id}");
    config.put("variables.local", "=value.id = \"o-1\"");
    config.put("operation.reference", "=value.total");
    assertThat(command(config, ORDER))
        .isEqualTo(new SetVariables("7", Map.of("a", "o-1"), true, OptionalLong.of(7)));
    config.put("variables.local", "=value.id");
    assertThatThrownBy(() -> command(config, ORDER))
        .isInstanceOf(MappingException.class)
        .hasMessage("variables.local (=value.id) must be true or false, but gave the text \"o-1\"");
  }

  @Test
  void anIncidentIsResolved() {
    Map<String, String> config =
        connector("operation", "resolve-incident", "incident.key", "=value.total");

    assertThat(command(config, ORDER)).isEqualTo(new ResolveIncident("7", OptionalLong.empty()));
    config.put("operation.reference", "=offset");
    assertThat(command(config, ORDER)).isEqualTo(new ResolveIncident("7", OptionalLong.of(42)));
  }

  @Test
  void aDecisionIsEvaluated() {
    Map<String, String> byId = connector("operation", "evaluate-decision", "decision.id", "rate");
    Map<String, String> byKey =
        connector(
            "operation", "evaluate-decision",
            "decision.key", "=value.total",
            "tenant.id", "=topic",
            "variables", "={}");

    assertThat(command(byId, ORDER))
        .isEqualTo(new EvaluateDecision(new Definition.ById("rate", -1), ORDER, Optional.empty()));
    assertThat(command(byKey, ORDER))
        .isEqualTo(
            new EvaluateDecision(new Definition.ByKey("7"), Map.of(), Optional.of("orders")));
  }

  @Test
  void conditionalsAreEvaluated() {
    Map<String, String> config = connector("operation", "evaluate-conditionals");

    assertThat(command(config, ORDER))
        .isEqualTo(
            new EvaluateConditionals(ORDER, Optional.empty(), Optional.empty(), Optional.empty()));
    config.put("process.definition.key", "=value.total");
    config.put("tenant.id", "acme");
    config.put("variables", "={a: 1}");
    config.put("process.business.id", "=value.id");
    assertThat(command(config, ORDER))
        .isEqualTo(
            new EvaluateConditionals(
                Map.of("a", 1L), Optional.of("7"), Optional.of("acme"), Optional.of("o-1")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cancel-process-instance | process.instance.key
          set-variables           | element.instance.key
          resolve-incident        | incident.key
          evaluate-decision       | decision.id
          evaluate-decision       | decision.key
          create-process-instance | process.id
          broadcast-signal        | signal.name
          """)
  void whatAnOperationNeedsMustNotBeNull(String operation, String key) {
    Map<String, Object> none = new HashMap<>();
    none.put("id", null);

    assertThatThrownBy(
            () -> command(connector("operation", operation, key, "=value.id"), (Object) none))
        .isInstanceOf(MappingException.class)
        .hasMessage(key + " (=value.id) is required, but gave null");
  }

  @Test
  void theFieldsOfARouteAreNamedWithItsPrefix() {
    Map<String, String> config =
        SinkConfigs.routing(
            "routes.placed.process.await.completion", "=value.id",
            "routes.placed.process.runtime.instructions", "=value.instructions");

    assertThatThrownBy(() -> command(config, ORDER))
        .hasMessage(
            "routes.placed.process.await.completion (=value.id) must be true or false, but gave the"
                + " text \"o-1\"");
    assertThatThrownBy(() -> command(config, Map.of("instructions", 1)))
        .hasMessage(
            "routes.placed.process.runtime.instructions must be a list of objects with the texts"
                + " type and afterElementId");
  }
}
