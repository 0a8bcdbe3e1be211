package io.bpmnconnect.connect.mapping;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configured field of a command or record: its configuration key and its expression. Renders the
 * type that is asked for, or says which key, which expression and what came instead. Immutable;
 * safe for any thread.
 */
public record MappedField(String configKey, Expression expression) {

  /** Whether the field is the same for every record. */
  public boolean isLiteral() {
    return expression instanceof Literal;
  }

  /** The field as text; numbers and booleans become their text. */
  public Optional<String> text(Map<String, Object> variables) {
    return evaluate(variables).map(this::toText);
  }

  /** The field as text that must be there. */
  public String requiredText(Map<String, Object> variables) {
    return text(variables).orElseThrow(() -> missing(variables));
  }

  /** What to throw when the field must be there, but gives nothing. */
  public MappingException missing(Map<String, Object> variables) {
    String why = expression.whyNull(variables);
    return new MappingException(
        described() + " is required, but gave null" + (why.isEmpty() ? "" : ": " + why));
  }

  /** The field as a whole number within bounds, both included. */
  public Optional<Long> wholeNumber(Map<String, Object> variables, long min, long max) {
    return evaluate(variables).map(value -> wholeNumber(value, min, max));
  }

  /** The field as a boolean; the texts {@code true} and {@code false} are taken for it, too. */
  public Optional<Boolean> bool(Map<String, Object> variables) {
    return evaluate(variables)
        .map(
            value ->
                switch (value.toString()) {
                  case "true" -> true;
                  case "false" -> false;
                  default ->
                      throw new MappingException(
                          described() + " must be true or false, but gave " + kind(value));
                });
  }

  /**
   * The field as a list of texts: a literal is split at its commas, an expression gives a list or a
   * single text. Empty when it gives FEEL's {@code null}.
   */
  public List<String> texts(Map<String, Object> variables) {
    Optional<Object> value = evaluate(variables);
    if (value.isEmpty()) {
      return List.of();
    }
    if (expression instanceof Literal literal) {
      return Arrays.stream(literal.source().split(",", -1))
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .toList();
    }
    return value.get() instanceof List<?> list
        ? list.stream().map(this::elementToText).toList()
        : List.of(toText(value.get()));
  }

  private String elementToText(Object element) {
    if (element == null) {
      throw new MappingException(described() + " must be a list of texts, but holds null");
    }
    return toText(element);
  }

  /**
   * The field as names and the values that they must have. What is null here would be no condition,
   * or one that holds for the wrong ones, so it is refused; an empty object is none on purpose.
   */
  public Map<String, Object> criteria(Map<String, Object> variables) {
    Object value = evaluate(variables).orElseThrow(() -> missing(variables));
    if (!(value instanceof Map<?, ?> object)) {
      throw new MappingException(described() + " must be an object, but gave " + kind(value));
    }
    Map<String, Object> criteria = new LinkedHashMap<>();
    object.forEach(
        (name, wanted) -> {
          if (wanted == null) {
            throw new MappingException(
                described() + " must have a value for " + name + ", but it is null");
          }
          criteria.put(String.valueOf(name), wanted);
        });
    return criteria;
  }

  /** Whether the field's condition holds; anything but true, FEEL's null included, is no. */
  public boolean holds(Map<String, Object> variables) {
    return evaluate(variables).filter(Boolean.TRUE::equals).isPresent();
  }

  /** The field as a plain value. */
  public Optional<Object> value(Map<String, Object> variables) {
    return evaluate(variables);
  }

  private Optional<Object> evaluate(Map<String, Object> variables) {
    try {
      return expression.evaluate(variables);
    } catch (MappingException e) {
      throw new MappingException(described() + " cannot be evaluated: " + e.getMessage());
    }
  }

  private String toText(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw new MappingException(described() + " must be text, but gave " + kind(value));
  }

  private long wholeNumber(Object value, long min, long max) {
    try {
      long number = new BigDecimal(value.toString().strip()).longValueExact();
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException | ArithmeticException notWhole) {
      // falls through to the one message for everything that is not such a number
    }
    throw new MappingException(
        described() + " must be a whole number" + range(min, max) + ", but gave " + kind(value));
  }

  private static String range(long min, long max) {
    return max < Long.MAX_VALUE ? " between " + min + " and " + max : " of at least " + min;
  }

  private String described() {
    return configKey + " (" + expression.source() + ")";
  }

  /** Names the kind of a value; only short scalars are shown, since values can be private. */
  private static String kind(Object value) {
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    String text = value.toString();
    return value instanceof String
        ? "the text \"" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "\""
        : text;
  }
}
