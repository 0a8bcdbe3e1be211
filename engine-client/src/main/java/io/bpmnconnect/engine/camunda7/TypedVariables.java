package io.bpmnconnect.engine.camunda7;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.camunda7.VariableOptions.Decimals;
import io.bpmnconnect.engine.camunda7.VariableOptions.Integers;
import io.bpmnconnect.engine.rest.JsonReads;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes plain values as the typed variables of the API. A value that the engine would change in
 * silence, or answer as if it were broken, is refused here with its name. Immutable.
 */
final class TypedVariables {

  /** What the engine's column for texts takes, in characters. */
  static final int LONGEST_STRING = 4_000;

  private static final int INT_BITS = 31;
  private static final int LONG_BITS = 63;

  private final VariableOptions options;

  TypedVariables(VariableOptions options) {
    this.options = options;
  }

  /**
   * The variables by name.
   *
   * @throws EngineException of kind {@link ErrorKind#INVALID} if a value cannot be written
   */
  Map<String, Object> encode(Map<String, Object> variables) {
    Map<String, Object> encoded = new LinkedHashMap<>();
    variables.forEach((name, value) -> encoded.put(name, typed(name, value)));
    return encoded;
  }

  private Map<String, Object> typed(String name, Object value) {
    if (value == null) {
      return variable(null, "Null");
    }
    if (value instanceof String text) {
      return text(name, text);
    }
    if (value instanceof Boolean) {
      return variable(value, "Boolean");
    }
    if (value instanceof Number number) {
      return number(name, number);
    }
    if (value instanceof Map || value instanceof List) {
      return structure(name, value);
    }
    throw invalid(name, "has a value of " + value.getClass() + ", which has no form in JSON");
  }

  private Map<String, Object> number(String name, Number number) {
    if (number instanceof Float || number instanceof Double) {
      requireFinite(name, number);
      return decimal(name, new BigDecimal(number.toString()));
    }
    if (number instanceof BigDecimal decimal) {
      return decimal(name, decimal);
    }
    BigInteger whole =
        number instanceof BigInteger large ? large : BigInteger.valueOf(number.longValue());
    if (whole.bitLength() > LONG_BITS) {
      return untyped(whole); // the engine keeps it as a BigInteger
    }
    boolean small = options.integers() == Integers.INTEGER && whole.bitLength() <= INT_BITS;
    return variable(whole, small ? "Integer" : "Long");
  }

  private Map<String, Object> decimal(String name, BigDecimal decimal) {
    double nearest = decimal.doubleValue();
    boolean exact =
        Double.isFinite(nearest)
            && new BigDecimal(Double.toString(nearest)).compareTo(decimal) == 0;
    if (options.decimals() == Decimals.STRING || (options.decimals() == Decimals.EXACT && !exact)) {
      return text(name, decimal.toString());
    }
    if (!Double.isFinite(nearest)) {
      throw invalid(
          name,
          "is a number that no double can hold; set engine.camunda7.decimals to string or exact");
    }
    return variable(nearest, "Double");
  }

  private Map<String, Object> text(String name, String text) {
    if (text.length() <= LONGEST_STRING) {
      return variable(text, "String");
    }
    return switch (options.longStrings()) {
      case JSON -> variable(json(name, text), "Json");
      case BYTES -> variable(Base64.getEncoder().encodeToString(text.getBytes(UTF_8)), "Bytes");
      case REFUSE ->
          throw invalid(
              name,
              "is a text of "
                  + text.length()
                  + " characters, and the engine stores at most "
                  + LONGEST_STRING
                  + "; set engine.camunda7.long.strings to json or bytes, or leave the variable"
                  + " out");
    };
  }

  private Map<String, Object> structure(String name, Object value) {
    requireFiniteParts(name, value);
    return switch (options.objects()) {
      case OBJECT -> {
        requireDoubles(name, value);
        yield untyped(value);
      }
      case JSON -> variable(json(name, value), "Json");
      case STRING -> text(name, json(name, value));
    };
  }

  private static String json(String name, Object value) {
    try {
      return JsonReads.write(value);
    } catch (JsonProcessingException e) {
      throw invalid(name, "cannot be written as JSON: " + e.getOriginalMessage());
    }
  }

  private static void requireFiniteParts(String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(part -> requireFiniteParts(name, part));
    } else if (value instanceof Collection<?> list) {
      list.forEach(part -> requireFiniteParts(name, part));
    } else if (value instanceof Float || value instanceof Double) {
      requireFinite(name, (Number) value);
    }
  }

  /** Inside of an object the engine makes doubles of decimals, and infinity of the largest. */
  private static void requireDoubles(String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(part -> requireDoubles(name, part));
    } else if (value instanceof Collection<?> list) {
      list.forEach(part -> requireDoubles(name, part));
    } else if (value instanceof BigDecimal decimal && !Double.isFinite(decimal.doubleValue())) {
      throw invalid(
          name,
          "has a number that no double can hold; set engine.camunda7.objects to json or string");
    }
  }

  private static void requireFinite(String name, Number number) {
    if (!Double.isFinite(number.doubleValue())) {
      throw invalid(name, "is or has the number " + number + ", which has no form in JSON");
    }
  }

  private static EngineException invalid(String name, String why) {
    return EngineException.of(ErrorKind.INVALID, "variable \"" + name + "\" " + why);
  }

  private static Map<String, Object> variable(Object value, String type) {
    Map<String, Object> variable = untyped(value);
    variable.put("type", type);
    return variable;
  }

  private static Map<String, Object> untyped(Object value) {
    Map<String, Object> variable = new LinkedHashMap<>();
    variable.put("value", value);
    return variable;
  }
}
