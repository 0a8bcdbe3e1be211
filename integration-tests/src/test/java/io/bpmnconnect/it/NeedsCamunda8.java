package io.bpmnconnect.it;

import io.bpmnconnect.stack.Camunda8;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The tests of a class run on a Camunda 8 that the system properties of {@link Camunda8} name, and
 * are skipped where they name none: no such engine may be fetched. {@link SharedStack} hands them a
 * stack with that engine.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(NeedsCamunda8.Condition.class)
public @interface NeedsCamunda8 {

  /** Whether one is there. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return Camunda8.fromSystemProperties()
          .map(
              engine -> ConditionEvaluationResult.enabled("a Camunda 8 at " + engine.restAddress()))
          .orElseGet(() -> ConditionEvaluationResult.disabled(Camunda8.NEEDED));
    }
  }
}
