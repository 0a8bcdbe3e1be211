package io.bpmnconnect.connect.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

  private static final Set<String> NAMES = Set.of("key", "value", "topic");

  /** FEEL's null is Java's here, so that a test can tell it from every other result. */
  private static Object evaluate(String text, Object value) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("value", value);
    variables.put("topic", "orders");
    variables.put("key", null);
    return Expression.parse(text, NAMES).evaluate(variables).orElse(null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"order-placed", "", " = not an expression", "{a: 1}", "value.id"})
  void whatDoesNotStartWithAnEqualsSignIsALiteral(String text) {
    assertThat(evaluate(text, 1)).isEqualTo(text);
  }

  @Test
  void aConditionGivesABoolean() {
    assertThat(evaluate("=topic = \"orders\" and value.total > 100", Map.of("total", 101)))
        .isEqualTo(true);
    assertThat(evaluate("=topic = \"orders\" and value.total > 100", Map.of("total", 99)))
        .isEqualTo(false);
  }

  @Test
  void aContextGivesAnObject() {
    assertThat(evaluate("={id: value.order.id, vip: value.total > 100}", order("o-1", 7)))
        .isEqualTo(Map.of("id", "o-1", "vip", false));
  }

  @Test
  void textIsConcatenated() {
    assertThat(evaluate("=topic + \"/\" + value.order.id", order("o-1", 7)))
        .isEqualTo("orders/o-1");
  }

  @Test
  void aNumberMustBeMadeTextBeforeItIsConcatenated() {
    assertThat(evaluate("=\"total-\" + value.total", order("o-1", 7))).isNull();
    assertThat(evaluate("=\"total-\" + string(value.total)", order("o-1", 7))).isEqualTo("total-7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=null", "=key", "=value.missing", "=value.total + \"x\"", "=1/0"})
  void whatHasNoResultGivesNothing(String text) {
    assertThat(evaluate(text, order("o-1", 7))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          =date("2024-02-29")                               | 2024-02-29
          =time("10:00:00")                                 | 10:00:00
          =time("10:00:00.500")                             | 10:00:00.5
          =time("10:00:00+01:00")                           | 10:00:00+01:00
          =time("10:00:00@Europe/Berlin")                   | 10:00:00+01:00
          =date and time("2024-02-29T10:00:00")             | 2024-02-29T10:00:00
          =date and time("2024-02-29T10:00:00Z")            | 2024-02-29T10:00:00Z
          =date and time("2024-02-29T10:00:00+02:00")       | 2024-02-29T10:00:00+02:00
          =duration("P1DT2H")                               | PT26H
          =duration("P1Y2M")                                | P1Y2M
          =@"2024-02-29"                                    | 2024-02-29
          """)
  void datesTimesAndDurationsBecomeIsoText(String text, String iso) {
    // The offset of a region can depend on the day; this one is compared without it.
    Object result = evaluate(text, 1);
    if (text.contains("@Europe")) {
      assertThat(result).asString().matches("10:00:00\\+0[12]:00");
    } else {
      assertThat(result).isEqualTo(iso);
    }
  }

  @Test
  void datesInsideObjectsAndListsBecomeTextToo() {
    assertThat(evaluate("={days: [date(\"2024-02-29\")], after: duration(\"PT1H\")}", 1))
        .isEqualTo(Map.of("days", List.of("2024-02-29"), "after", "PT1H"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "=   ", "=\t"})
  void anEqualsSignAloneIsRefused(String text) {
    assertThatThrownBy(() -> Expression.parse(text, NAMES))
        .isInstanceOf(ExpressionException.class)
        .hasMessage("a FEEL expression must follow the '='");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          =value.(id  | 1:6
          =1 +        | 1:3
          =topic ==   | 1:
          ={a: }      | 1:1
          """)
  void aSyntaxErrorIsRefusedWithItsPlace(String text, String place) {
    assertThatThrownBy(() -> Expression.parse(text, NAMES))
        .isInstanceOf(ExpressionException.class)
        .hasMessageStartingWith("not valid FEEL: ")
        .hasMessageContaining(place);
  }

  @Test
  void anExpressionThatFailsSaysWhy() {
    assertThatThrownBy(() -> evaluate("=assert(value.total, value.total > 10)", order("o-1", 7)))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("condition is not fulfilled");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=function(n) n",
        "=[1, function(n) n]",
        "={a: [function(n) n]}",
        "=[[{a: 1, b: [function(n) n]}]]",
        "=context put({a: 1}, \"f\", function(n) n)",
        "=if value = 1 then function(n) n else 1",
        "=for n in [1, 2] return function(m) m"
      })
  void aFunctionIsNotAValueHoweverDeepItIs(String text) {
    assertThatThrownBy(() -> evaluate(text, 1))
        .isInstanceOf(MappingException.class)
        .hasMessage("a function is not a value");
  }

  @Test
  void aFunctionThatAnObjectNamesHelpsTheOthersAndIsLeftOut() {
    assertThat(evaluate("={twice: function(n) n * 2, total: twice(value)}", 3))
        .isEqualTo(Map.of("total", 6L));
    assertThat(evaluate("=[{inner: {f: function(n) n}}]", 1))
        .isEqualTo(List.of(Map.of("inner", Map.of())));
  }

  @Test
  void aFunctionInAConditionIsNoReasonToFail() {
    assertThat(evaluate("=some n in [1, 2] satisfies n = value", 2)).isEqualTo(true);
    assertThat(evaluate("=sort([2, value, 3], function(a, b) a < b)", 1))
        .isEqualTo(List.of(1L, 2L, 3L));
  }

  @Test
  void theSourceIsTheTextAsConfigured() {
    for (String text : Arrays.asList("literal", "= value.id ", "=value.id + 1")) {
      assertThat(Expression.parse(text, NAMES).source()).isEqualTo(text);
    }
  }

  private static Map<String, Object> order(String id, int total) {
    return Map.of("order", Map.of("id", id), "total", total);
  }
}
