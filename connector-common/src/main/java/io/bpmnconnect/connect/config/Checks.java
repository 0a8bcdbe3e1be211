package io.bpmnconnect.connect.config;

import io.bpmnconnect.connect.mapping.Expression;
import io.bpmnconnect.connect.mapping.ExpressionException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Checks of single values that Kafka's own validators do not offer. */
public final class Checks {

  private static final Pattern TOPIC_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private Checks() {}

  /**
   * A literal, or a FEEL expression over the given names.
   *
   * @param variables the names an expression may refer to
   */
  public static ConfigDef.Validator expression(Set<String> variables) {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value == null) {
            return;
          }
          try {
            Expression.parse((String) value, variables);
          } catch (ExpressionException e) {
            throw new ConfigException(key, value, e.getMessage());
          }
        },
        () ->
            "a literal, or = and a FEEL expression over "
                + String.join(", ", new TreeSet<>(variables)));
  }

  /** As {@link #expression}, where a literal must be a whole number within the bounds. */
  public static ConfigDef.Validator numberOrExpression(long min, long max, Set<String> variables) {
    ConfigDef.Validator expression = expression(variables);
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value == null) {
            return;
          }
          String text = (String) value;
          if (text.startsWith("=")) {
            expression.ensureValid(key, value);
          } else if (!isWholeNumber(text.strip(), min, max)) {
            throw new ConfigException(
                key, value, "must be " + wholeNumber(min, max) + ", or a FEEL expression");
          }
        },
        () -> wholeNumber(min, max) + ", or = and a FEEL expression");
  }

  /** As {@link #expression}, where a literal must be {@code true} or {@code false}. */
  public static ConfigDef.Validator booleanOrExpression(Set<String> variables) {
    ConfigDef.Validator expression = expression(variables);
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value == null) {
            return;
          }
          if (((String) value).startsWith("=")) {
            expression.ensureValid(key, value);
          } else if (!value.equals("true") && !value.equals("false")) {
            throw new ConfigException(key, value, "must be true, false or a FEEL expression");
          }
        },
        () -> "true, false, or = and a FEEL expression");
  }

  /**
   * A FEEL expression; a literal means nothing to the key.
   *
   * @param example shown to who gives a literal
   */
  public static ConfigDef.Validator expressionOnly(Set<String> variables, String example) {
    ConfigDef.Validator expression = expression(variables);
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value != null && !((String) value).startsWith("=")) {
            throw new ConfigException(
                key, value, "must be a FEEL expression that starts with =, such as " + example);
          }
          expression.ensureValid(key, value);
        },
        () -> "= and a FEEL expression over " + String.join(", ", new TreeSet<>(variables)));
  }

  private static boolean isWholeNumber(String text, long min, long max) {
    try {
      long number = Long.parseLong(text);
      return number >= min && number <= max;
    } catch (NumberFormatException notWhole) {
      return false;
    }
  }

  private static String wholeNumber(long min, long max) {
    return max == Long.MAX_VALUE
        ? "a whole number of at least " + min
        : "a whole number between " + min + " and " + max;
  }

  /** An absolute {@code http} or {@code https} address without credentials and query. */
  public static ConfigDef.Validator httpUrl() {
    return new HttpAddress();
  }

  /** Whether Kafka takes a topic of this name. */
  public static boolean isTopicName(String name) {
    return TOPIC_NAME.matcher(name).matches() && !name.equals(".") && !name.equals("..");
  }

  /** One of the enum's constants, in its text form. */
  public static <E extends Enum<E>> ConfigDef.Validator oneOf(Class<E> type) {
    return ConfigDef.ValidString.in(names(type).toArray(String[]::new));
  }

  /** As the validator, for a key that need not be set and has no default. */
  public static ConfigDef.Validator unlessNull(ConfigDef.Validator validator) {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value != null) {
            validator.ensureValid(key, value);
          }
        },
        validator::toString);
  }

  /** The constants of an enum in configuration's words. */
  public static <E extends Enum<E>> List<String> names(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Checks::name).collect(Collectors.toList());
  }

  /** The constant that a validated text names. */
  public static <E extends Enum<E>> E constant(Class<E> type, String text) {
    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
