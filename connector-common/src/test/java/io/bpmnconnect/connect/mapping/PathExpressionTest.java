package io.bpmnconnect.connect.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The fast way gives what the interpreter gives. */
class PathExpressionTest {

  private static final Set<String> NAMES = Set.of("value");

  private static Map<String, Object> variables(Object value) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("value", value);
    return variables;
  }

  private static Object fast(String path, Object value) {
    Expression parsed = Expression.parse(path, NAMES);
    assertThat(parsed).isInstanceOf(PathExpression.class);
    return parsed.evaluate(variables(value)).orElse(null);
  }

  private static Object interpreted(String path, Object value) {
    return FeelExpression.parse(path, NAMES).evaluate(variables(value)).orElse(null);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void aPathGivesTheSameWithAndWithoutTheInterpreter(
      @ForAll("values") Object value, @ForAll("paths") String path) {
    Object fast = fast(path, value);
    Object interpreted = interpreted(path, value);

    if (fast instanceof Map || fast instanceof List) {
      assertThat(inLongs(fast)).isEqualTo(inLongs(interpreted));
    } else {
      assertThat(fast).isEqualTo(interpreted);
    }
  }

  /** Maps, lists and scalars to a depth of four, under names that the paths use. */
  @Provide
  Arbitrary<Object> values() {
    return values(4);
  }

  private static Arbitrary<Object> values(int depth) {
    Arbitrary<Object> scalars =
        Arbitraries.oneOf(
            Arbitraries.integers().map(Object.class::cast),
            Arbitraries.longs().map(Object.class::cast),
            Arbitraries.shorts().map(Object.class::cast),
            Arbitraries.bigDecimals().map(Object.class::cast),
            Arbitraries.bigIntegers().map(Object.class::cast),
            Arbitraries.doubles().map(Object.class::cast),
            Arbitraries.of(true, false).map(Object.class::cast),
            Arbitraries.strings().alpha().ofMaxLength(5).map(Object.class::cast),
            Arbitraries.just((Object) "2024-02-29").injectNull(0.5));
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<Object> nested = values(depth - 1);
    Arbitrary<Object> maps =
        Arbitraries.maps(Arbitraries.of("a", "b", "year", "size"), nested)
            .ofMaxSize(4)
            .map(map -> (Object) new LinkedHashMap<>(map));
    Arbitrary<Object> lists = nested.list().ofMaxSize(3).map(list -> (Object) list);
    return Arbitraries.frequencyOf(Tuple.of(6, maps), Tuple.of(1, lists), Tuple.of(2, scalars));
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of("a", "b", "year", "size", "missing")
        .list()
        .ofMaxSize(4)
        .map(steps -> steps.isEmpty() ? "=value" : "=value." + String.join(".", steps));
  }

  /** Whole numbers as longs, others without trailing zeros, however deep they are. */
  private static Object inLongs(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new HashMap<>();
      map.forEach((name, content) -> copy.put((String) name, inLongs(content)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(inLongs(element)));
      return copy;
    }
    if (value instanceof Number number) {
      return ExactValueMapper.number(number)
          .map(n -> new BigDecimal(n.toString()).stripTrailingZeros())
          .orElse(null);
    }
    return value;
  }

  @Example
  void aMissingKeyGivesNothing() {
    assertThat(fast("=value.a.b", Map.of())).isNull();
    assertThat(fast("=value.a.b", Map.of("a", Map.of()))).isNull();
  }

  @Example
  void nullOnTheWayGivesNothing() {
    Map<String, Object> value = new HashMap<>();
    value.put("a", null);

    assertThat(fast("=value.a.b.c", value)).isNull();
    assertThat(fast("=value.a", null)).isNull();
    assertThat(fast("=value", null)).isNull();
  }

  @Example
  void aScalarOnTheWayGivesNothing() {
    assertThat(fast("=value.a.b", Map.of("a", "text"))).isNull();
    assertThat(fast("=value.a", 1)).isNull();
  }

  @Example
  void aListOnTheWayIsProjected() {
    Map<String, Object> value =
        Map.of("items", List.of(Map.of("id", "a"), Map.of("id", "b"), Map.of()));

    List<Object> ids = new ArrayList<>(List.of("a", "b"));
    ids.add(null);
    assertThat(fast("=value.items.id", value)).isEqualTo(ids);
  }

  @Example
  void numbersHaveOneFormWhateverTheirJavaType() {
    assertThat(fast("=value", 5)).isEqualTo(5L);
    assertThat(fast("=value", 5.0)).isEqualTo(5L);
    assertThat(fast("=value", new BigDecimal("5.00"))).isEqualTo(5L);
    assertThat(fast("=value", 12345678.5)).isEqualTo(new BigDecimal("12345678.5"));
    assertThat(fast("=value", new BigInteger("12345678901234567890")))
        .isEqualTo(new BigDecimal("12345678901234567890"));
  }

  @Example
  void whatIsNoNumberGivesNothing() {
    for (Object odd : List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NaN)) {
      assertThat(fast("=value", odd)).isNull();
      assertThat(interpreted("=value", odd)).isNull();
    }
  }

  @Example
  void blanksAroundAPathDoNotMatter() {
    assertThat(fast("=  value.a ", Map.of("a", "x"))).isEqualTo("x");
  }

  @Example
  void constantsAndEverythingElseIsLeftToTheInterpreter() {
    for (String text :
        List.of("=true", "=false", "=null", "=value.a + 1", "=value[1]", "=(value)")) {
      assertThat(Expression.parse(text, NAMES)).isInstanceOf(FeelExpression.class);
    }
  }
}
