package io.bpmnconnect.connect.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappedFieldTest {

  private static MappedField field(String text) {
    return new MappedField("message.name", Expression.parse(text, Set.of("value")));
  }

  private static Map<String, Object> record(Object value) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("value", value);
    return variables;
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(
      Object value, Function<MappedField, Function<Map<String, Object>, ?>> type) {
    return assertThatThrownBy(() -> type.apply(field("=value")).apply(record(value)))
        .isInstanceOf(MappingException.class);
  }

  @Test
  void textNumbersAndBooleansAreText() {
    assertThat(field("paid").text(record(1))).contains("paid");
    assertThat(field("=value").text(record("x"))).contains("x");
    assertThat(field("=value").text(record(""))).contains("");
    assertThat(field("=value").text(record(Long.MAX_VALUE))).contains("9223372036854775807");
    assertThat(field("=value").text(record(true))).contains("true");
    assertThat(field("=value").text(record(null))).isEmpty();
  }

  @Test
  void aNumberHasTheSameTextThroughAPathAndThroughTheInterpreter() {
    for (Object number :
        List.of(5, 5.0, 12345678.5, 1e10, new BigDecimal("1E+3"), new BigDecimal("19.990"))) {
      Optional<String> path = field("=value").text(record(number));
      Optional<String> feel = field("=if true then value else 0").text(record(number));

      assertThat(path).isEqualTo(feel).get().asString().matches("[0-9]+(\\.[0-9]+)?");
    }
  }

  @Test
  void anObjectOrAListIsNoText() {
    assertRefused(Map.of("a", 1), f -> f::text)
        .hasMessage("message.name (=value) must be text, but gave an object");
    assertRefused(List.of(1), f -> f::text)
        .hasMessage("message.name (=value) must be text, but gave a list");
  }

  @Test
  void requiredTextMustNotBeNull() {
    assertThat(field("=value").requiredText(record("x"))).isEqualTo("x");
    assertRefused(null, f -> f::requiredText)
        .hasMessage("message.name (=value) is required, but gave null");
  }

  @Test
  void wholeNumbersInAnyFormAreIntegers() {
    for (Object three : List.of(3, 3L, 3.0, "3", " 3 ", new BigDecimal("3.00"))) {
      assertThat(field("=value").integer(record(three))).contains(3);
    }
    assertThat(field("-1").integer(record(1))).contains(-1);
    assertThat(field("=value").integer(record(null))).isEmpty();
  }

  @Test
  void whatIsNoIntegerIsRefused() {
    String mustBe =
        "message.name (=value) must be a whole number between -2147483648 and 2147483647, but gave ";

    assertRefused(1.5, f -> f::integer).hasMessage(mustBe + "1.5");
    assertRefused("one", f -> f::integer).hasMessage(mustBe + "the text \"one\"");
    assertRefused(true, f -> f::integer).hasMessage(mustBe + "true");
    assertRefused(Map.of(), f -> f::integer).hasMessage(mustBe + "an object");
    assertRefused(List.of(3), f -> f::integer).hasMessage(mustBe + "a list");
    assertRefused(3_000_000_000L, f -> f::integer).hasMessage(mustBe + "3000000000");
    assertRefused("1e999999999", f -> f::integer).hasMessage(mustBe + "the text \"1e999999999\"");
  }

  @Test
  void millisecondsAreADuration() {
    assertThat(field("3600000").millis(record(1))).contains(Duration.ofHours(1));
    assertThat(field("=value").millis(record(0))).contains(Duration.ZERO);
    assertThat(field("=value").millis(record(null))).isEmpty();
  }

  @Test
  void whatIsNoDurationIsRefused() {
    String mustBe = "message.name (=value) must be a whole number of at least 0, but gave ";

    assertRefused(-1, f -> f::millis).hasMessage(mustBe + "-1");
    assertRefused("PT1H", f -> f::millis).hasMessage(mustBe + "the text \"PT1H\"");
    assertRefused(new BigDecimal("9223372036854775808"), f -> f::millis)
        .hasMessage(mustBe + "9223372036854775808");
  }

  @Test
  void aConditionHoldsOnlyWhenItIsTrue() {
    assertThat(field("=value").holds(record(true))).isTrue();
    for (Object other : List.of(false, "true", 1, Map.of())) {
      assertThat(field("=value").holds(record(other))).isFalse();
    }
    assertThat(field("=value.missing > 1").holds(record(Map.of()))).isFalse();
    assertThat(field("true").holds(record(1))).isFalse();
  }

  @Test
  void aPlainValueIsGivenAsItIs() {
    assertThat(field("={a: value}").value(record(1))).contains(Map.of("a", 1L));
    assertThat(field("=value").value(record(null))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"=?", "=assert(value, false)"})
  void anExpressionThatCannotBeEvaluatedIsNamedWithItsKey(String text) {
    assertThatThrownBy(() -> field(text).text(record("private")))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith("message.name (" + text + ") cannot be evaluated: ")
        .message()
        .doesNotContain("private");
  }

  @Test
  void longTextIsCutBecauseItCanBePrivate() {
    String biography = "x".repeat(40) + "secret";

    assertRefused(biography, f -> f::integer)
        .message()
        .endsWith("but gave the text \"" + "x".repeat(40) + "…\"")
        .doesNotContain("secret");
  }

  @Test
  void theContentsOfObjectsAndListsAreNeverShown() {
    assertRefused(Map.of("iban", "DE02"), f -> f::text).message().doesNotContain("DE02");
    assertRefused(List.of("DE02"), f -> f::millis).message().doesNotContain("DE02");
  }

  @Test
  void aMissingTextTellsWhatFeelSaysOfIt() {
    MappedField field =
        new MappedField("message.name", Expression.parse("=uper case(key)", Set.of("key")));

    assertThatThrownBy(() -> field.requiredText(Map.of("key", "a")))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("message.name (=uper case(key)) is required, but gave null: ")
        .hasMessageContaining("uper case");
  }

  @Test
  void whatFeelSaysOfAMissingTextHoldsNoValues() {
    MappedField field =
        new MappedField("message.name", Expression.parse("=\"paid-\" + key", Set.of("key")));

    assertThatThrownBy(() -> field.requiredText(Map.of("key", Map.of("secret", "s3cret"))))
        .hasMessage("message.name (=\"paid-\" + key) is required, but gave null: invalid type");
  }
}
