package io.bpmnconnect.connect.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No digit of a number is lost on its way through an expression. */
class ExactNumbersTest {

  private static final BigDecimal DIGITS_38 =
      new BigDecimal("12345678901234567890.123456789012345678");

  private static Object evaluate(String text, Object value) {
    return Expression.parse(text, Set.of("value")).evaluate(Map.of("value", value)).orElseThrow();
  }

  @Example
  void theLargestAndTheSmallestLongStayThemselves() {
    for (long number : List.of(Long.MAX_VALUE, Long.MIN_VALUE, 0L, -1L, 9007199254740993L)) {
      assertThat(evaluate("=value.n", Map.of("n", number))).isEqualTo(number);
      assertThat(evaluate("={n: value.n}", Map.of("n", number))).isEqualTo(Map.of("n", number));
      assertThat(evaluate("=if true then value else 0", number)).isEqualTo(number);
    }
  }

  @Example
  void decimalsKeepTheirScale() {
    BigDecimal price = new BigDecimal("19.990");

    assertThat(evaluate("=value.n", Map.of("n", price))).isEqualTo(price);
    assertThat(evaluate("={n: value.n}", Map.of("n", price))).isEqualTo(Map.of("n", price));
    assertThat(evaluate("=[value.n]", Map.of("n", price))).isEqualTo(List.of(price));
    assertThat(evaluate("=19.990", 1)).isEqualTo(price);
  }

  @Example
  void decimalsOf38DigitsKeepEveryDigit() {
    assertThat(evaluate("=value.n", Map.of("n", DIGITS_38))).isEqualTo(DIGITS_38);
    assertThat(evaluate("={n: value.n}", Map.of("n", DIGITS_38))).isEqualTo(Map.of("n", DIGITS_38));
    assertThat(evaluate("=for n in value return n", List.of(DIGITS_38)))
        .isEqualTo(List.of(DIGITS_38));
    BigInteger whole = DIGITS_38.unscaledValue();
    assertThat(evaluate("={n: value}", whole)).isEqualTo(Map.of("n", new BigDecimal(whole)));
  }

  @Property
  void everyNumberComesOutOfTheInterpreterEqualToWhatWentIn(@ForAll("numbers") BigDecimal number) {
    Object whole = evaluate("=if true then value else 0", number);

    assertThat(new BigDecimal(whole.toString())).isEqualByComparingTo(number);
    if (number.stripTrailingZeros().scale() > 0) {
      assertThat(whole).isEqualTo(number);
    }
  }

  @Provide
  Arbitrary<BigDecimal> numbers() {
    return Arbitraries.bigIntegers()
        .between(BigInteger.TEN.pow(38).negate(), BigInteger.TEN.pow(38))
        .flatMap(
            digits ->
                Arbitraries.integers()
                    .between(-20, 40)
                    .map(scale -> new BigDecimal(digits, scale)));
  }

  @Example
  void wholeResultsAreLongsAsLongAsTheyFit() {
    assertThat(evaluate("=0.5 * 4", 1)).isEqualTo(2L);
    assertThat(evaluate("=value + 1", Long.MAX_VALUE))
        .isEqualTo(new BigDecimal("9223372036854775808"));
    assertThat(evaluate("=value", new BigDecimal("12345678901234567890.00")))
        .isEqualTo(new BigDecimal("12345678901234567890"));
  }
}
