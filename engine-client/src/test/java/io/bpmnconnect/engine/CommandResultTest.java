package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.CommandResult.ConditionalsEvaluated;
import io.bpmnconnect.engine.CommandResult.ConditionalsEvaluated.StartedInstance;
import io.bpmnconnect.engine.CommandResult.DecisionEvaluated;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandResultTest {

  @Test
  void anAcceptanceHasNoFields() {
    assertThat(new CommandResult.Accepted().fields()).isEmpty();
  }

  @Test
  void aCreatedInstanceTellsItsKeysDefinitionAndVariables() {
    assertThat(
            new CommandResult.ProcessInstanceCreated("2", "1", "order", 7, Map.of("total", 5))
                .fields())
        .isEqualTo(
            Map.of(
                "processInstanceKey", "2",
                "processDefinitionKey", "1",
                "processDefinitionId", "order",
                "processDefinitionVersion", 7,
                "variables", Map.of("total", 5)));
  }

  @Test
  void messagesAndSignalsTellTheirKeys() {
    assertThat(new CommandResult.MessagePublished("3").fields())
        .isEqualTo(Map.of("messageKey", "3"));
    assertThat(new CommandResult.MessageCorrelated("3", "2").fields())
        .isEqualTo(Map.of("messageKey", "3", "processInstanceKey", "2"));
    assertThat(new CommandResult.SignalBroadcast("4").fields()).isEqualTo(Map.of("signalKey", "4"));
  }

  @Test
  void anEvaluatedDecisionTellsItsOutput() {
    assertThat(new DecisionEvaluated("5", "discount", 2, List.of(1, 2)).fields())
        .isEqualTo(
            Map.of(
                "decisionDefinitionKey",
                "5",
                "decisionDefinitionId",
                "discount",
                "decisionDefinitionVersion",
                2,
                "output",
                List.of(1, 2)));
  }

  @Test
  void aDecisionWithoutAResultHasAnOutputThatIsNull() {
    Map<String, Object> expected = new HashMap<>();
    expected.put("decisionDefinitionKey", "5");
    expected.put("decisionDefinitionId", "discount");
    expected.put("decisionDefinitionVersion", 2);
    expected.put("output", null);

    assertThat(new DecisionEvaluated("5", "discount", 2, null).fields()).isEqualTo(expected);
  }

  @Test
  void evaluatedConditionsTellEachInstanceTheyStarted() {
    ConditionalsEvaluated result =
        new ConditionalsEvaluated(
            List.of(new StartedInstance("2", "1"), new StartedInstance("4", "3")));

    assertThat(result.fields())
        .isEqualTo(
            Map.of(
                "processInstances",
                List.of(
                    Map.of("processInstanceKey", "2", "processDefinitionKey", "1"),
                    Map.of("processInstanceKey", "4", "processDefinitionKey", "3"))));
  }

  @Test
  void conditionsOfWhichNoneHoldsTellThatNothingWasStarted() {
    assertThat(new ConditionalsEvaluated(List.of()).fields())
        .isEqualTo(Map.of("processInstances", List.of()));
  }
}
