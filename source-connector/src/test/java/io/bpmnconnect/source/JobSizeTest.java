package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobSizeTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Object> values() {
    Map<String, Object> nested = new LinkedHashMap<>();
    nested.put("none", null);
    nested.put("list", Arrays.asList(1, null, true, "x", List.of(), Map.of()));
    nested.put("sch\u00f6n \"\u20ac\"", Map.of("a", Map.of("b", 1L)));
    return Stream.of(
        Map.of(),
        List.of(),
        "",
        "plain",
        "\u0000\u001f\b\t\n\f\r\"\\/ \u007f \u00e4 \u07ff \u0800 \uffee \ud83d\ude00",
        false,
        -17,
        new BigInteger("123456789012345678901234567890"),
        new BigDecimal("-1.50"),
        nested);
  }

  @ParameterizedTest
  @MethodSource("values")
  void isWhatAnEncoderWrites(Object value) throws Exception {
    assertThat(JobSize.json(value))
        .isEqualTo(JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8).length);
  }
}
