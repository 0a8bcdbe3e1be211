package io.bpmnconnect.engine.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpmnconnect.engine.EngineException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlainMapSerializerTest {

  private record Instruction(String type, String afterElementId) {}

  private static String written(Map<String, Object> body) {
    return utf8(PlainJson.bytes(body));
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  @Test
  void theTextIsThatOfJacksonItself() throws JsonProcessingException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("text", "\"quoted\", \u00e9, \ud83d\ude00, \n and \u0001");
    body.put("numbers", List.of(1, -2L, Long.MAX_VALUE, 1.5, 1e300, 0.1f, (short) 7));
    body.put("exact", List.of(new BigDecimal("1.10"), new BigInteger("92233720368547758070")));
    body.put("truth", Arrays.asList(true, false, null));
    body.put("no numbers", List.of(Double.NaN, Double.POSITIVE_INFINITY));
    body.put("empty", List.of(Map.of(), List.of(), Set.of(), ""));
    body.put("nested", new TreeMap<>(Map.of("b", List.of(Map.of("c", List.of(1))), "a", 2)));
    body.put("record", List.of(new Instruction("TERMINATE", "task")));
    body.put("bytes", new byte[] {1, 2, 3});
    body.put("array", new String[] {"a", "b"});
    body.put("nothing", null);

    assertThat(written(body)).isEqualTo(utf8(new ObjectMapper().writeValueAsBytes(body)));
  }

  /** Half of a character would end as a question mark: UTF-8 has no form for it. */
  @Test
  void aTextLosesNothingOnItsWayInUtf8() throws IOException {
    String halves = "\ud83d and \ude00";

    byte[] sent = PlainJson.text(Map.of("halves", halves)).getBytes(UTF_8);

    assertThat(new ObjectMapper().readValue(sent, JsonNode.class).path("halves").textValue())
        .isEqualTo(halves);
  }

  @Test
  void aNameThatIsNoTextIsRefused() {
    Map<Object, Object> names = new LinkedHashMap<>();
    names.put(1, "one");

    assertThatThrownBy(() -> written(Map.of("variables", names)))
        .isInstanceOf(EngineException.class)
        .hasMessageStartingWith(
            "variables cannot be written as JSON: a name must be text, and was 1");
  }
}
