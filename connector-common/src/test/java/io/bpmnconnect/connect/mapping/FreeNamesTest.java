package io.bpmnconnect.connect.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistyped name is found before anything starts, and nothing that is valid FEEL is refused. */
class FreeNamesTest {

  private static final Set<String> NAMES = Set.of("key", "value", "headers", "topic");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=for i in value.items return i.id",
        "=for i in value.items, j in i.parts return i.id + j.id",
        "=for i in 1..3 return sum(partial) + i",
        "=some x in value.items satisfies x > 1",
        "=some x in value.items satisfies x.price > 1",
        "=every x in value.items satisfies x.price > 1",
        "={a: 1, b: a + 1}",
        "={a: {b: 1}, c: a.b}",
        "={a: value, b: {c: a.id}}.b.c",
        "=value.items[price > 3]",
        "=value.items[price > 3].id",
        "=value.items[item > 3]",
        "=value.items[item.price > 3].id",
        "=value[total > 3].id",
        "=value.items[some t in tags satisfies t = \"new\"]",
        "=for i in value.items[price > 3] return {id: i.id, twice: i.price * 2}",
        "=function(x) x + 1",
        "={next: function(x) x.number + 1, two: next({number: 1})}",
        "=sort(value.items, function(x, y) x.price < y.price)",
        "=sort(list: value.items, precedes: function(x, y) x.price < y.price)",
        "=if value.vip then headers.source else topic",
        "=value.`order id`",
        "=value.total in [1..10]",
        "=value.total between 1 and 10",
        "=value.name instance of string",
        "=get or else(value.a, \"x\")",
        "=string join(value.tags, \",\")",
        "=true",
        "=null",
        "=now()",
        "=date(value.day).year",
        "=value.größe"
      })
  void validFeelIsAccepted(String text) {
    assertThatCode(() -> Expression.parse(text, NAMES)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          =vale.id                                       | vale
          =vale                                          | vale
          =topic = "orders" and record.total > 1         | record
          =for i in valu.items return i.id               | valu
          =for i in value.items return j.id              | j
          =for i in i.items return i                     | i
          =some x in value.items satisfies x > limit     | limit
          =every x in value.items satisfies y.id = x     | y
          ={a: b, b: 1}                                  | b
          ={a: 1, b: a + c}                              | c
          =vale.items[price > 3]                         | vale
          =function(x) x + y                             | y
          =if vip then 1 else 2                          | vip
          =string(vale)                                  | vale
          =item                                          | item
          =partial                                       | partial
          =`order id` + 1                                | order id
          =value.order-id                                | id
          =Math.abs(1)                                   | Math
          """)
  void anUnknownNameIsRefusedAndTheKnownOnesAreListed(String text, String unknown) {
    assertThatThrownBy(() -> Expression.parse(text, NAMES))
        .isInstanceOf(ExpressionException.class)
        .hasMessage("unknown name " + unknown + "; there are headers, key, topic, value");
  }

  @Test
  void everyUnknownNameIsListedOnce() {
    assertThatThrownBy(() -> Expression.parse("=b.x + a.y + b.z", NAMES))
        .hasMessageStartingWith("unknown name a, b;");
  }

  @Test
  void localNamesMeanWhatFeelSaysTheyMean() {
    Map<String, Object> variables =
        Map.of(
            "value",
            Map.of("items", List.of(Map.of("id", "a", "price", 2), Map.of("id", "b", "price", 4))));

    assertThat(Expression.parse("=for i in value.items return i.id", NAMES).evaluate(variables))
        .contains(List.of("a", "b"));
    assertThat(Expression.parse("=value.items[price > 3].id", NAMES).evaluate(variables))
        .contains(List.of("b"));
    assertThat(Expression.parse("={a: 1, b: a + 1}", NAMES).evaluate(variables))
        .contains(Map.of("a", 1L, "b", 2L));
  }
}
