package io.bpmnconnect.engine.camunda7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.TestJson;
import io.bpmnconnect.engine.camunda7.VariableOptions.Decimals;
import io.bpmnconnect.engine.camunda7.VariableOptions.Integers;
import io.bpmnconnect.engine.camunda7.VariableOptions.LongStrings;
import io.bpmnconnect.engine.camunda7.VariableOptions.Objects;
import io.bpmnconnect.engine.json.PlainJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedVariablesTest {

  private static final String LONG_TEXT = "x".repeat(4_001);

  static List<Arguments> standard() {
    return List.of(
        Arguments.of(null, "{\"value\":null,\"type\":\"Null\"}"),
        Arguments.of("a", "{\"value\":\"a\",\"type\":\"String\"}"),
        Arguments.of(true, "{\"value\":true,\"type\":\"Boolean\"}"),
        Arguments.of((byte) 1, "{\"value\":1,\"type\":\"Long\"}"),
        Arguments.of((short) 1, "{\"value\":1,\"type\":\"Long\"}"),
        Arguments.of(1, "{\"value\":1,\"type\":\"Long\"}"),
        Arguments.of(Long.MIN_VALUE, "{\"value\":-9223372036854775808,\"type\":\"Long\"}"),
        Arguments.of(
            BigInteger.valueOf(Long.MAX_VALUE),
            "{\"value\":9223372036854775807,\"type\":\"Long\"}"),
        Arguments.of(
            BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE),
            "{\"value\":9223372036854775808}"),
        Arguments.of(0.5f, "{\"value\":0.5,\"type\":\"Double\"}"),
        Arguments.of(0.1, "{\"value\":0.1,\"type\":\"Double\"}"),
        Arguments.of(new BigDecimal("1.10"), "{\"value\":1.1,\"type\":\"Double\"}"),
        Arguments.of(Map.of("a", List.of(1)), "{\"value\":{\"a\":[1]}}"),
        Arguments.of(List.of(), "{\"value\":[]}"));
  }

  @ParameterizedTest
  @MethodSource("standard")
  void aValueHasItsType(Object value, String expected) throws Exception {
    assertEncoded(VariableOptions.STANDARD, value, expected);
  }

  private static void assertEncoded(VariableOptions options, Object value, String expected)
      throws Exception {
    Map<String, Object> encoded = new TypedVariables(options).encode(single(value));
    assertThat(TestJson.EXACT.readTree(PlainJson.bytes(encoded)).path("v"))
        .isEqualTo(TestJson.EXACT.readTree(expected));
  }

  private static Map<String, Object> single(Object value) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("v", value);
    return variables;
  }

  @Test
  void integersCanBeSmall() throws Exception {
    VariableOptions small = options(Objects.OBJECT, Integers.INTEGER, Decimals.DOUBLE, "refuse");

    assertEncoded(small, 2_147_483_647L, "{\"value\":2147483647,\"type\":\"Integer\"}");
    assertEncoded(small, 2_147_483_648L, "{\"value\":2147483648,\"type\":\"Long\"}");
  }

  @Test
  void decimalsCanBeTexts() throws Exception {
    VariableOptions text = options(Objects.OBJECT, Integers.LONG, Decimals.STRING, "refuse");
    VariableOptions exact = options(Objects.OBJECT, Integers.LONG, Decimals.EXACT, "refuse");
    BigDecimal precise = new BigDecimal("0.12345678901234567890");

    assertEncoded(text, new BigDecimal("1.10"), "{\"value\":\"1.10\",\"type\":\"String\"}");
    assertEncoded(exact, new BigDecimal("1.10"), "{\"value\":1.1,\"type\":\"Double\"}");
    assertEncoded(exact, precise, "{\"value\":\"0.12345678901234567890\",\"type\":\"String\"}");
    assertEncoded(exact, new BigDecimal("1e400"), "{\"value\":\"1E+400\",\"type\":\"String\"}");
  }

  @Test
  void objectsCanBeJsonOrTexts() throws Exception {
    Object value = Map.of("price", new BigDecimal("1.10"));

    assertEncoded(
        options(Objects.JSON, Integers.LONG, Decimals.DOUBLE, "refuse"),
        value,
        "{\"value\":\"{\\\"price\\\":1.10}\",\"type\":\"Json\"}");
    assertEncoded(
        options(Objects.STRING, Integers.LONG, Decimals.DOUBLE, "refuse"),
        value,
        "{\"value\":\"{\\\"price\\\":1.10}\",\"type\":\"String\"}");
  }

  @Test
  void longTextsCanBeJsonOrBytes() throws Exception {
    assertEncoded(
        options(Objects.OBJECT, Integers.LONG, Decimals.DOUBLE, "json"),
        LONG_TEXT,
        "{\"value\":\"\\\"" + LONG_TEXT + "\\\"\",\"type\":\"Json\"}");
    assertEncoded(
        options(Objects.OBJECT, Integers.LONG, Decimals.DOUBLE, "bytes"),
        "é".repeat(4_001),
        "{\"value\":\"" + "w6nDqcOp".repeat(1_333) + "w6nDqQ==\",\"type\":\"Bytes\"}");
  }

  private static VariableOptions options(
      Objects objects, Integers integers, Decimals decimals, String longStrings) {
    return new VariableOptions(
        objects,
        integers,
        decimals,
        LongStrings.valueOf(longStrings.toUpperCase(Locale.ROOT)),
        true);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void whatIsNoNumberIsRefusedWithItsName(double value) {
    String why = "variable \"v\" is or has the number " + value + ", which has no form in JSON";
    assertInvalid(value, why);
    assertInvalid((float) value, why);
    assertInvalid(Map.of("a", List.of(1, value)), why);
  }

  private static void assertInvalid(Object value, String message) {
    EngineException refusal =
        catchThrowableOfType(
            EngineException.class,
            () -> new TypedVariables(VariableOptions.STANDARD).encode(single(value)));
    assertThat(refusal).hasMessage(message);
    assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
  }

  @Test
  void aNumberThatNoDoubleHoldsIsRefusedWithWhatToSet() {
    assertInvalid(
        new BigDecimal("1e400"),
        "variable \"v\" is a number that no double can hold; set engine.camunda7.decimals to"
            + " string or exact");
    assertInvalid(
        Map.of("a", new BigDecimal("-1e400")),
        "variable \"v\" has a number that no double can hold; set engine.camunda7.objects to json"
            + " or string");
  }

  @Test
  void aLongTextIsRefusedWithItsLengthAndTheChoices() {
    assertInvalid(
        LONG_TEXT,
        "variable \"v\" is a text of 4001 characters, and the engine stores at most 4000; set"
            + " engine.camunda7.long.strings to json or bytes, or leave the variable out");
  }

  @Test
  void whatIsNoPlainValueIsRefused() {
    assertInvalid(
        Arrays.class,
        "variable \"v\" has a value of class java.lang.Class, which has no form in JSON");
  }
}
