package io.bpmnconnect.connect.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A bare path such as {@code =value.order.id}, followed without the interpreter. Where a path has
 * more meaning than a walk through maps (FEEL projects a path over a list, and knows properties of
 * dates), the interpreter decides. Both ways give the same result; only the numbers inside an
 * object or a list are left as they came, where the interpreter would turn whole ones into longs.
 */
final class PathExpression implements Expression {

  private static final Pattern BARE_PATH =
      Pattern.compile("=\\s*[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*\\s*");

  private static final List<String> CONSTANTS = List.of("true", "false", "null");

  private final FeelExpression feel;
  private final String[] steps;

  private PathExpression(FeelExpression feel, String[] steps) {
    this.feel = feel;
    this.steps = steps;
  }

  static Optional<PathExpression> of(FeelExpression feel) {
    String text = feel.source();
    String path = text.substring(1).strip();
    if (!BARE_PATH.matcher(text).matches() || CONSTANTS.contains(path)) {
      return Optional.empty();
    }
    return Optional.of(new PathExpression(feel, path.split("\\.", -1)));
  }

  @Override
  public Optional<Object> evaluate(Map<String, Object> variables) {
    Object current = variables;
    for (String step : steps) {
      if (current == null) {
        return Optional.empty();
      }
      if (!(current instanceof Map<?, ?> map)) {
        return feel.evaluate(variables);
      }
      current = map.get(step);
    }
    if (current instanceof Number number) {
      return ExactValueMapper.number(number).map(Object.class::cast);
    }
    return Optional.ofNullable(current);
  }

  @Override
  public String whyNull(Map<String, Object> variables) {
    return feel.whyNull(variables);
  }

  @Override
  public String source() {
    return feel.source();
  }

  @Override
  public String toString() {
    return source();
  }
}
