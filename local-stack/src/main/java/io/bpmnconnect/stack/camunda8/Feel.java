package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.camunda.feel.api.EvaluationResult;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;

/** Evaluates FEEL with the engine that Camunda 8 itself uses. Thread-safe. */
final class Feel {
  private static final FeelEngineApi ENGINE = FeelEngineBuilder.forJava().build();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Feel() {}

  /** An expression could not be evaluated; the message is that of FEEL. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * What a value of a model says: an expression when it begins with an equals sign, else itself.
   *
   * @throws Failure when it cannot be evaluated
   */
  static JsonNode value(String text, ObjectNode variables) {
    return text.startsWith("=")
        ? evaluate(text.substring(1), variables)
        : MAPPER.getNodeFactory().textNode(text);
  }

  static JsonNode evaluate(String expression, ObjectNode variables) {
    return json(ENGINE.evaluateExpression(expression, asMap(variables)));
  }

  static boolean isTrue(String condition, ObjectNode variables) {
    String expression = condition.startsWith("=") ? condition.substring(1) : condition;
    return evaluate(expression, variables).asBoolean(false);
  }

  /** Whether an input entry of a decision table takes a value. */
  static boolean matches(String unaryTests, JsonNode input, ObjectNode variables) {
    Object value = MAPPER.convertValue(input, Object.class);
    EvaluationResult result =
        ENGINE.evaluateUnaryTests(unaryTests.isBlank() ? "-" : unaryTests, value, asMap(variables));
    return json(result).asBoolean(false);
  }

  private static JsonNode json(EvaluationResult result) {
    if (!result.isSuccess()) {
      throw new Failure(result.failure().message());
    }
    Object value = result.result();
    if (value instanceof java.time.temporal.TemporalAccessor
        || value instanceof java.time.temporal.TemporalAmount) {
      return MAPPER.getNodeFactory().textNode(value.toString());
    }
    return MAPPER.valueToTree(value);
  }

  private static Map<String, Object> asMap(ObjectNode variables) {
    return MAPPER.convertValue(variables, new TypeReference<>() {});
  }
}
