package io.bpmnconnect.it.engine;

import static io.bpmnconnect.it.engine.EngineBench.failure;
import static io.bpmnconnect.it.engine.EngineBench.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.CommandResult.DecisionEvaluated;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.EvaluateConditionals;
import io.bpmnconnect.engine.EngineCommand.EvaluateDecision;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Decisions and conditions, through the adapter on a real engine. */
@ExtendWith(SharedEngine.class)
abstract class EngineDecisionContract {

  private static final String A_KEY = "[1-9][0-9]{15,18}";

  private static EvaluateDecision evaluate(String id, Map<String, Object> variables) {
    return new EvaluateDecision(
        new Definition.ById(id, Definition.ById.LATEST), variables, Optional.empty());
  }

  @Test
  void aDecisionIsEvaluatedByItsId(EngineBench bench) throws Exception {
    DecisionEvaluated evaluated =
        bench.execute(evaluate("discount", Map.of("amount", 100)), DecisionEvaluated.class);

    assertThat(evaluated.decisionDefinitionKey()).matches(A_KEY);
    assertThat(evaluated.decisionDefinitionId()).isEqualTo("discount");
    assertThat(evaluated.decisionDefinitionVersion()).isEqualTo(1);
    assertThat(evaluated.output()).isEqualTo(new BigDecimal("12.5"));
  }

  @Test
  void aDecisionIsEvaluatedByItsKey(EngineBench bench) throws Exception {
    DecisionEvaluated byId =
        bench.execute(evaluate("discount", Map.of("amount", 1)), DecisionEvaluated.class);

    DecisionEvaluated byKey =
        bench.execute(
            new EvaluateDecision(
                new Definition.ByKey(byId.decisionDefinitionKey()),
                Map.of("amount", 1),
                Optional.empty()),
            DecisionEvaluated.class);

    assertThat(byKey).isEqualTo(byId);
    assertThat(byKey.output()).isEqualTo(0);
  }

  @Test
  void theOutputOfADecisionMayBeAContext(EngineBench bench) throws Exception {
    DecisionEvaluated evaluated =
        bench.execute(evaluate("offer", Map.of("amount", 123.45)), DecisionEvaluated.class);

    assertThat(evaluated.output())
        .isEqualTo(
            Map.of(
                "percent",
                new BigDecimal("12.345"),
                "code",
                "A123.45",
                "gifts",
                Arrays.asList(1, null)));
  }

  @Test
  void aTableOfWhichNoRuleMatchesHasNoOutput(EngineBench bench) throws Exception {
    assertThat(
            bench
                .execute(evaluate("discount", Map.of("amount", 50)), DecisionEvaluated.class)
                .output())
        .isNull();
  }

  @Test
  void aDecisionThatFailsIsInvalidWithItsReason(EngineBench bench) {
    EngineException refusal = bench.refusal(evaluate("strict", Map.of()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(refusal).hasMessageContaining("failed decision \"strict\"");
    assertThat(refusal.detail().orElse("")).contains("Assertion failure");
  }

  @Test
  void anUnknownDecisionIsRefusedForGood(EngineBench bench) throws Exception {
    EngineException byId = bench.refusal(evaluate("no-such-decision", Map.of()));
    EngineException byKey =
        bench.refusal(
            new EvaluateDecision(
                new Definition.ByKey(bench.unusedKey()), Map.of(), Optional.empty()));

    // Zeebe 8.6.0 says that it is invalid, later versions that it is not found.
    assertThat(byId.kind()).isIn(ErrorKind.INVALID, ErrorKind.NOT_FOUND);
    assertThat(byId.detail().orElse("")).contains("no-such-decision");
    assertThat(byKey.kind()).isEqualTo(byId.kind());
  }

  @Test
  void aTenantIsInvalidForAnEngineWithoutTenants(EngineBench bench) {
    bench.assumeCan(Ability.TENANTS);
    assertThat(
            bench
                .refusal(
                    new EvaluateDecision(
                        new Definition.ById("discount", Definition.ById.LATEST),
                        Map.of("amount", 1),
                        Optional.of("tenant-a")))
                .kind())
        .isEqualTo(ErrorKind.INVALID);
  }

  @Test
  void anOlderEngineDoesNotEvaluateConditionsAndIsNotAskedAgain(EngineBench bench)
      throws Exception {
    bench.assumeLacks(Operation.EVALUATE_CONDITIONALS);
    RetryPolicy untiring =
        new RetryPolicy(Duration.ZERO, Duration.ZERO, Duration.ofDays(1), Duration.ofDays(1), true);
    EngineCommand command =
        new EvaluateConditionals(
            Map.of("amount", 5), Optional.empty(), Optional.empty(), Optional.empty());
    try (ProcessEngine engine = bench.open(Duration.ofSeconds(20))) {
      EngineException failure = failure(engine.execute(command));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
      assertThat(untiring.retries(command, failure, Duration.ZERO)).isFalse();
      assertThat(failure).hasMessageContaining("evaluate-conditionals needs Camunda 8.9");
      assertThat(result(engine.info()).whyNot(Operation.EVALUATE_CONDITIONALS)).isPresent();
    }
  }
}
