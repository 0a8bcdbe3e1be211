package io.bpmnconnect.connect.mapping;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.feel.api.EvaluationFailure;
import org.camunda.feel.api.EvaluationResult;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;
import org.camunda.feel.api.ParseResult;
import org.camunda.feel.syntaxtree.ParsedExpression;

/** A FEEL expression, evaluated by Camunda's feel-engine. */
final class FeelExpression implements Expression {

  private static final FeelEngineApi FEEL =
      FeelEngineBuilder.forJava().withValueMapper(ExactValueMapper.withJavaValues()).build();

  /** Failures whose messages hold names; those of others hold values, which can be private. */
  private static final Set<String> NAMES_ONLY =
      Set.of("NO_CONTEXT_ENTRY_FOUND", "NO_FUNCTION_FOUND", "NO_VARIABLE_FOUND");

  private final String source;
  private final ParsedExpression parsed;

  private FeelExpression(String source, ParsedExpression parsed) {
    this.source = source;
    this.parsed = parsed;
  }

  static FeelExpression parse(String source, Set<String> variables) {
    String text = source.substring(1);
    if (text.isBlank()) {
      throw new ExpressionException("a FEEL expression must follow the '='");
    }
    ParseResult result = FEEL.parseExpression(text);
    if (!result.isSuccess()) {
      throw new ExpressionException("not valid FEEL: " + result.failure().message());
    }
    Set<String> unknown = FreeNames.of(result.parsedExpression().expression());
    unknown.removeAll(variables);
    if (!unknown.isEmpty()) {
      throw new ExpressionException(
          "unknown name "
              + String.join(", ", unknown)
              + "; there are "
              + String.join(", ", new TreeSet<>(variables)));
    }
    return new FeelExpression(source, result.parsedExpression());
  }

  @Override
  public Optional<Object> evaluate(Map<String, Object> variables) {
    EvaluationResult result = FEEL.evaluate(parsed, variables);
    if (!result.isSuccess()) {
      throw new MappingException(reason(result.failure().message()));
    }
    return Optional.ofNullable(result.result());
  }

  /** Before a reason of our own, feel-engine puts the expression and the class of the exception. */
  private String reason(String failure) {
    String before =
        "failed to evaluate expression '"
            + source.substring(1)
            + "' : "
            + MappingException.class.getName()
            + ": ";
    return failure.startsWith(before) ? failure.substring(before.length()) : failure;
  }

  /** FEEL has no errors at run time: a mistake gives null, and a note of what was wrong. */
  @Override
  public String whyNull(Map<String, Object> variables) {
    return FEEL.evaluate(parsed, variables).getSuppressedFailures().stream()
        .map(FeelExpression::describe)
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static String describe(EvaluationFailure failure) {
    String type = failure.failureType().toString();
    return NAMES_ONLY.contains(type)
        ? failure.failureMessage()
        : type.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public String toString() {
    return source;
  }
}
