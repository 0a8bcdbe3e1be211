package io.bpmnconnect.connect.mapping;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A configured value: a literal, or, when it starts with {@code =}, a FEEL expression (DMN 1.3,
 * chapter 10; the language of Camunda's Modeler). Parsed once; immutable and safe for any thread.
 */
public sealed interface Expression permits Literal, PathExpression, FeelExpression {

  /**
   * Parses a configured value.
   *
   * @param variables the names that expressions may refer to
   * @throws ExpressionException if it is not valid FEEL or refers to another name
   */
  static Expression parse(String text, Set<String> variables) {
    if (!text.startsWith("=")) {
      return new Literal(text);
    }
    FeelExpression feel = FeelExpression.parse(text, variables);
    return PathExpression.of(feel).map(Expression.class::cast).orElse(feel);
  }

  /**
   * Evaluates over plain values: {@code Map}, {@code List}, {@code String}, {@code Boolean}, {@code
   * Number}.
   *
   * @return a plain value; empty for FEEL's {@code null}
   * @throws MappingException if the evaluation fails
   */
  Optional<Object> evaluate(Map<String, Object> variables);

  /** Why an evaluation gives FEEL's {@code null}, as far as it is known; empty when it is not. */
  String whyNull(Map<String, Object> variables);

  /** The value as it was configured. */
  String source();
}
