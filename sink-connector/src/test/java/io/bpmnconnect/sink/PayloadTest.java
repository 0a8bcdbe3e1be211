package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.MappedRecords.ORDER;
import static io.bpmnconnect.sink.SinkConfigs.connector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The variables of a command. */
class PayloadTest {

  private static Map<String, String> signal(String... keysAndValues) {
    Map<String, String> config = connector("operation", "broadcast-signal", "signal.name", "s");
    config.putAll(connector(keysAndValues));
    return config;
  }

  private static Map<String, Object> variables(Map<String, String> config, Object value) {
    return variables(config, value, new ConnectHeaders());
  }

  private static Map<String, Object> variables(
      Map<String, String> config, Object value, Headers headers) {
    return ((BroadcastSignal)
            MappedRecords.command(config, MappedRecords.record("orders", value, headers)))
        .variables();
  }

  @Test
  void whatIsNoObjectBecomesTheVariableValue() {
    for (Object value : List.of("text", 7, true, List.of(1, 2))) {
      assertThat(variables(signal(), value)).isEqualTo(Map.of("value", value));
    }
    assertThat(variables(signal("variables", "=value.total"), ORDER))
        .isEqualTo(Map.of("value", 7L));
  }

  @Test
  void nothingBecomesNoVariables() {
    assertThat(variables(signal("variables", "=value.missing"), ORDER)).isEmpty();
    assertThat(variables(signal("variables", "={}"), ORDER)).isEmpty();
    assertThat(variables(signal(), Double.NaN)).isEmpty();
  }

  @Test
  void nullVariablesInsideAnObjectAreKept() {
    Map<String, Object> value = Collections.singletonMap("note", null);

    assertThat(variables(signal(), value)).isEqualTo(value);
    assertThat(variables(signal("variables.exclude", "other"), value)).isEqualTo(value);
  }

  @Test
  void whatIsNoNumberIsNullInAnObjectToo() {
    Map<String, Object> quote = Map.of("rates", List.of(1.5, Double.NaN), "last", Float.NaN);

    Map<String, Object> expected = new HashMap<>();
    expected.put("rates", Arrays.asList(1.5, null));
    expected.put("last", null);
    assertThat(variables(signal(), quote)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id,note", " note , id ", "=[\"note\", \"id\"]", "id,note,,missing"})
  void onlyWhatIsIncludedIsSent(String included) {
    Map<String, Object> value = new HashMap<>(ORDER);
    value.put("note", null);

    Map<String, Object> expected = new HashMap<>();
    expected.put("id", "o-1");
    expected.put("note", null);
    assertThat(variables(signal("variables.include", included), value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"total", "total,missing", "=\"total\"", "=[\"total\"]"})
  void whatIsExcludedIsNotSent(String excluded) {
    assertThat(variables(signal("variables.exclude", excluded), ORDER))
        .isEqualTo(Map.of("id", "o-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "=[]", "=null", "=value.missing"})
  void anEmptyListChoosesNothing(String none) {
    assertThat(
            variables(
                signal(
                    "variables.include", none,
                    "variables.exclude", none,
                    "variables.headers", none),
                ORDER))
        .isEqualTo(ORDER);
  }

  @Test
  void whatIsExcludedIsNotSentThoughItIsIncluded() {
    assertThat(
            variables(
                signal("variables.include", "id,total", "variables.exclude", "=[\"id\"]"), ORDER))
        .isEqualTo(Map.of("total", 7));
    assertThat(variables(signal("variables.include", "total", "variables.exclude", "total"), ORDER))
        .isEmpty();
  }

  @Test
  void theVariableValueCanBeExcludedToo() {
    assertThat(variables(signal("variables.exclude", "value"), "text")).isEmpty();
  }

  @Test
  void headersBecomeVariables() {
    Headers headers =
        new ConnectHeaders()
            .addString("tenant", "old")
            .addString("tenant", "acme")
            .addLong("attempt", 2)
            .addString("other", "x");

    assertThat(variables(signal("variables.headers", "tenant, attempt,missing"), ORDER, headers))
        .isEqualTo(Map.of("id", "o-1", "total", 7, "tenant", "acme", "attempt", 2L));
    assertThat(variables(signal("variables.headers", "=[\"tenant\", topic]"), ORDER, headers))
        .isEqualTo(Map.of("id", "o-1", "total", 7, "tenant", "acme"));
  }

  @Test
  void aHeaderComesBeforeAVariableOfItsName() {
    assertThat(
            variables(
                signal("variables.headers", "total"),
                ORDER,
                new ConnectHeaders().addString("total", "8")))
        .isEqualTo(Map.of("id", "o-1", "total", "8"));
  }

  @Test
  void aHeaderWithoutAValueIsAVariableOfNull() {
    assertThat(
            variables(
                signal("variables.headers", "id"), ORDER, new ConnectHeaders().add("id", null)))
        .containsEntry("id", null)
        .containsEntry("total", 7)
        .hasSize(2);
  }

  @Test
  void includeAndExcludeAreAboutTheMappingAndNotAboutHeaders() {
    assertThat(
            variables(
                signal(
                    "variables.include", "id",
                    "variables.exclude", "tenant",
                    "variables.headers", "tenant"),
                ORDER,
                new ConnectHeaders().addString("tenant", "acme")))
        .isEqualTo(Map.of("id", "o-1", "tenant", "acme"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          variables.include | =["id", null]    | must be a list of texts, but holds null
          variables.include | ={}              | must be text, but gave an object
          variables.exclude | =[{a: 1}]        | must be text, but gave an object
          variables.exclude | =[["id"]]        | must be text, but gave a list
          variables.headers | =[null]          | must be a list of texts, but holds null
          variables         | =[function(n) n] | cannot be evaluated: a function is not a value
          """)
  void namesThatAreNoTextsAreRefused(String key, String expression, String why) {
    assertThatThrownBy(() -> variables(signal(key, expression), ORDER))
        .isInstanceOf(MappingException.class)
        .hasMessage(key + " (" + expression + ") " + why);
  }
}
