package io.bpmnconnect.connect.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
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
  void criteriaAreNamesWithValuesAndNothingIsNull() {
    assertThat(field("=value").criteria(record(Map.of("a", 1L, "b", "x"))))
        .isEqualTo(Map.of("a", 1L, "b", "x"));
    assertThat(field("={}").criteria(record(null))).isEmpty();
    assertRefused(null, f -> f::criteria)
        .hasMessage("message.name (=value) is required, but gave null");
    assertRefused("all", f -> f::criteria)
        .hasMessage("message.name (=value) must be an object, but gave the text \"all\"");
    assertRefused(record(null), f -> f::criteria)
        .hasMessage("message.name (=value) must have a value for value, but it is null");
  }

  private static Function<Map<String, Object>, Optional<Long>> between(
      MappedField field, long min, long max) {
    return record -> field.wholeNumber(record, min, max);
  }

  @Test
  void wholeNumbersInAnyFormAreTaken() {
    for (Object three : List.of(3, 3L, 3.0, "3", " 3 ", new BigDecimal("3.00"))) {
      assertThat(between(field("=value"), 3, 3).apply(record(three))).contains(3L);
    }
    assertThat(between(field("-1"), -1, 0).apply(record(1))).contains(-1L);
    assertThat(between(field("=value"), 0, 1).apply(record(null))).isEmpty();
    assertThat(
            between(field("=value"), Long.MIN_VALUE, Long.MAX_VALUE).apply(record(Long.MIN_VALUE)))
        .contains(Long.MIN_VALUE);
  }

  @Test
  void whatIsNoWholeNumberWithinTheBoundsIsRefused() {
    String mustBe = "message.name (=value) must be a whole number between -1 and 7, but gave ";

    assertRefused(1.5, f -> between(f, -1, 7)).hasMessage(mustBe + "1.5");
    assertRefused("one", f -> between(f, -1, 7)).hasMessage(mustBe + "the text \"one\"");
    assertRefused("", f -> between(f, -1, 7)).hasMessage(mustBe + "the text \"\"");
    assertRefused(true, f -> between(f, -1, 7)).hasMessage(mustBe + "true");
    assertRefused(Map.of(), f -> between(f, -1, 7)).hasMessage(mustBe + "an object");
    assertRefused(List.of(3), f -> between(f, -1, 7)).hasMessage(mustBe + "a list");
    assertRefused(8, f -> between(f, -1, 7)).hasMessage(mustBe + "8");
    assertRefused(-2, f -> between(f, -1, 7)).hasMessage(mustBe + "-2");
    assertRefused("1e999999999", f -> between(f, -1, 7))
        .hasMessage(mustBe + "the text \"1e999999999\"");
  }

  @Test
  void aBoundThatIsTheTypesOwnIsNotTold() {
    String mustBe = "message.name (=value) must be a whole number of at least 1, but gave ";

    assertRefused(0, f -> between(f, 1, Long.MAX_VALUE)).hasMessage(mustBe + "0");
    assertRefused("PT1H", f -> between(f, 1, Long.MAX_VALUE))
        .hasMessage(mustBe + "the text \"PT1H\"");
    assertRefused(new BigDecimal("9223372036854775808"), f -> between(f, 1, Long.MAX_VALUE))
        .hasMessage(mustBe + "9223372036854775808");
  }

  @Test
  void trueAndFalseAreBooleansAsTextToo() {
    for (Object yes : List.of(true, "true")) {
      assertThat(field("=value").bool(record(yes))).contains(true);
    }
    for (Object no : List.of(false, "false")) {
      assertThat(field("=value").bool(record(no))).contains(false);
    }
    assertThat(field("true").bool(record(1))).contains(true);
    assertThat(field("=value").bool(record(null))).isEmpty();
  }

  @Test
  void whatIsNoBooleanIsRefused() {
    String mustBe = "message.name (=value) must be true or false, but gave ";

    assertRefused("yes", f -> f::bool).hasMessage(mustBe + "the text \"yes\"");
    assertRefused("TRUE", f -> f::bool).hasMessage(mustBe + "the text \"TRUE\"");
    assertRefused(1, f -> f::bool).hasMessage(mustBe + "1");
    assertRefused(List.of(true), f -> f::bool).hasMessage(mustBe + "a list");
    assertRefused(Map.of("iban", "DE02"), f -> f::bool).hasMessage(mustBe + "an object");
  }

  @Test
  void aLiteralIsAListOfTextsBetweenCommas() {
    assertThat(field(" a, b ,,c d,").texts(record(1))).containsExactly("a", "b", "c d");
    assertThat(field("").texts(record(1))).isEmpty();
  }

  @Test
  void anExpressionGivesAListOfTextsOrOneThatIsNotSplit() {
    assertThat(field("=value").texts(record(List.of("a,b", 1, true))))
        .containsExactly("a,b", "1", "true");
    assertThat(field("=value").texts(record("a,b"))).containsExactly("a,b");
    assertThat(field("=value").texts(record(7))).containsExactly("7");
    assertThat(field("=value").texts(record(List.of()))).isEmpty();
    assertThat(field("=value").texts(record(null))).isEmpty();
  }

  @Test
  void whatIsNoListOfTextsIsRefused() {
    assertRefused(Arrays.asList("a", null), f -> f::texts)
        .hasMessage("message.name (=value) must be a list of texts, but holds null");
    assertRefused(List.of("a", Map.of("iban", "DE02")), f -> f::texts)
        .hasMessage("message.name (=value) must be text, but gave an object");
    assertRefused(List.of(List.of("a")), f -> f::texts)
        .hasMessage("message.name (=value) must be text, but gave a list");
    assertRefused(Map.of(), f -> f::texts)
        .hasMessage("message.name (=value) must be text, but gave an object");
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

    assertRefused(biography, f -> between(f, 0, 1))
        .message()
        .endsWith("but gave the text \"" + "x".repeat(40) + "…\"")
        .doesNotContain("secret");
  }

  @Test
  void theContentsOfObjectsAndListsAreNeverShown() {
    assertRefused(Map.of("iban", "DE02"), f -> f::text).message().doesNotContain("DE02");
    assertRefused(List.of("DE02"), f -> between(f, 0, 1)).message().doesNotContain("DE02");
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
