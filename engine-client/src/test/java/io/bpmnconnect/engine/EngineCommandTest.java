package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.EvaluateConditionals;
import io.bpmnconnect.engine.EngineCommand.EvaluateDecision;
import io.bpmnconnect.engine.EngineCommand.SetVariables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EngineCommandTest {

  @Test
  void eachOperationHasItsCommandAndItsNameInConfiguration() {
    assertThat(RetryPolicyTest.everyCommand())
        .extracting(command -> command.operation().toString())
        .containsExactly(
            "create-process-instance",
            "publish-message",
            "correlate-message",
            "broadcast-signal",
            "complete-job",
            "fail-job",
            "throw-job-error",
            "update-job",
            "release-job",
            "cancel-process-instance",
            "set-variables",
            "resolve-incident",
            "evaluate-decision",
            "evaluate-conditionals")
        .hasSameSizeAs(Operation.values());
  }

  @Test
  void theSubjectTellsWhatTheCommandIsAbout() {
    assertThat(RetryPolicyTest.everyCommand())
        .extracting(EngineCommand::subject)
        .containsExactly(
            "process \"order\"",
            "message \"paid\" for \"o-1\"",
            "message \"paid\" for \"o-1\"",
            "signal \"go\"",
            "job 1",
            "job 1",
            "job 1",
            "job 1",
            "job 1",
            "process instance 2",
            "element instance 3",
            "incident 4",
            "decision \"discount\"",
            "conditional start events");
  }

  @Test
  void theSubjectTellsTheKeyOfWhatHasNoId() {
    Definition definition = new Definition.ByKey("7");

    assertThat(new EvaluateDecision(definition, Map.of(), Optional.empty()).subject())
        .isEqualTo("decision with key 7");
    assertThat(
            new EvaluateConditionals(Map.of(), Optional.of("7"), Optional.empty(), Optional.empty())
                .subject())
        .isEqualTo("conditional start events of process with key 7");
    assertThat(
            new CreateProcessInstance(
                    definition,
                    Map.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    OptionalLong.empty())
                .subject())
        .isEqualTo("process with key 7");
  }

  @Test
  void theSubjectHoldsNoVariables() {
    Map<String, Object> variables = Map.of("iban", "DE02");
    List<EngineCommand> commands =
        List.of(
            new CreateProcessInstance(
                new Definition.ById("order", 1),
                variables,
                Optional.of("eu"),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalLong.empty()),
            new SetVariables("3", variables, true, OptionalLong.empty()),
            new EvaluateDecision(new Definition.ByKey("7"), variables, Optional.empty()),
            new EvaluateConditionals(
                variables, Optional.empty(), Optional.empty(), Optional.empty()));

    assertThat(commands)
        .extracting(EngineCommand::subject)
        .allSatisfy(subject -> assertThat(subject).doesNotContain("iban", "DE02"));
  }

  @Test
  void theProtocolHasItsNameInConfiguration() {
    assertThat(EngineType.CAMUNDA8).hasToString("camunda8");
  }
}
