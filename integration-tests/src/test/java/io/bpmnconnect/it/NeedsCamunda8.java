package io.bpmnconnect.it;

import io.bpmnconnect.stack.Camunda8;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tests of a class run on a Camunda 8 that the system properties of {@link Camunda8} name, and
 * on a stand-in where they name none: no such engine may be fetched. {@link SharedStack} hands them
 * a stack with that engine.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(NeedsCamunda8.Condition.class)
public @interface NeedsCamunda8 {

  /** Why only one that was brought will do; empty where the stand-in does, too. */
  String broughtBecause() default "";

  /** Whether there is an engine that will do; says so in one line for each class where not. */
  final class Condition implements ExecutionCondition {
    private static final Logger log = LoggerFactory.getLogger(NeedsCamunda8.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Optional<Camunda8> brought = Camunda8.fromSystemProperties();
      if (brought.isPresent()) {
        return ConditionEvaluationResult.enabled("a Camunda 8 at " + brought.get().restAddress());
      }
      String reason =
          AnnotationSupport.findAnnotation(
                  context.getRequiredTestClass(),
                  NeedsCamunda8.class,
                  context.getEnclosingTestClasses())
              .map(NeedsCamunda8::broughtBecause)
              .orElse("");
      if (reason.isEmpty()) {
        return ConditionEvaluationResult.enabled("a stand-in for Camunda 8");
      }
      log.info("{} is skipped: {}: {}", context.getDisplayName(), Camunda8.NEEDED, reason);
      return ConditionEvaluationResult.disabled(Camunda8.NEEDED + ": " + reason);
    }
  }
}
