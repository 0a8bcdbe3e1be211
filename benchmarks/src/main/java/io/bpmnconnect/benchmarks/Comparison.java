package io.bpmnconnect.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ours beside what it is compared with, in the same unit, and what their ratio should be.
 *
 * @param target of the ratio; NaN where there is none, as for all figures here
 * @param more what else a program may want to know
 */
record Comparison(
    String scenario, double ours, double reference, double target, Map<String, Object> more) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MathContext DIGITS = new MathContext(4);

  Comparison {
    more = Map.copyOf(more);
  }

  double ratio() {
    return ours / reference;
  }

  /** All of it, as one line of JSON. */
  String line() {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("scenario", scenario);
    line.put("ours", rounded(ours));
    line.put("reference", rounded(reference));
    line.put("ratio", rounded(ratio()));
    line.put("target", rounded(target));
    new java.util.TreeMap<>(more).forEach((key, value) -> line.put(key, plain(value)));
    return write(line);
  }

  /** What holds on another machine, too, as one line of JSON. */
  String ratioLine() {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("scenario", scenario);
    line.put("ratio", rounded(ratio()));
    line.put("target", rounded(target));
    return write(line);
  }

  private static Object plain(Object value) {
    return value instanceof Double number ? rounded(number) : value;
  }

  /** JSON has no NaN. */
  private static BigDecimal rounded(double number) {
    return Double.isFinite(number)
        ? new BigDecimal(number).round(DIGITS).stripTrailingZeros().add(BigDecimal.ZERO)
        : null;
  }

  private static String write(Map<String, Object> line) {
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
