package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.connect.config.Problem;
import io.bpmnconnect.connect.config.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultConfigTest {

  private final Problems problems = new Problems();

  private Optional<ResultConfig> read(Map<String, String> config) {
    ConfigDef def = ResultConfig.define(new ConfigDef());
    return ResultConfig.from(new AbstractConfig(def, config), "orders-sink", problems);
  }

  private static Map<String, String> results(String... keysAndValues) {
    Map<String, String> config = SinkConfigs.connector(keysAndValues);
    config.putIfAbsent("result.topic", "results");
    config.putIfAbsent("result.producer.bootstrap.servers", "localhost:1");
    return config;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void withoutATopicThereAreNoResults(String topic) {
    assertThat(read(Map.of())).isEmpty();
    assertThat(read(Map.of("result.topic", topic))).isEmpty();
    assertThat(problems.found()).isEmpty();
  }

  @Test
  void nothingButTopicAndBrokersMustBeSet() {
    ResultConfig config = read(results()).orElseThrow();

    assertThat(problems.found()).isEmpty();
    assertThat(config.topic()).isEqualTo("results");
    assertThat(config.onError()).isEqualTo(ResultError.FAIL);
    assertThat(config.headers())
        .containsExactly("traceparent", "tracestate", "baggage", "correlation-id");
    assertThat(config.producer(3))
        .containsEntry("bootstrap.servers", "localhost:1")
        .containsEntry("client.id", "orders-sink-results-3")
        .containsEntry("acks", "all")
        .containsEntry("delivery.timeout.ms", 60_000)
        .containsEntry("max.block.ms", 30_000);
  }

  @Test
  void producerAndConverterAreConfiguredBelowTheirPrefixes() {
    ResultConfig config =
        read(results(
                "result.producer.acks", "1",
                "result.producer.security.protocol", "SSL",
                "result.producer.client.id", "mine",
                "result.producer.value.serializer", "no.such.Serializer",
                "result.key.converter", "org.apache.kafka.connect.json.JsonConverter",
                "result.key.converter.schemas.enable", "false"))
            .orElseThrow();

    assertThat(problems.found()).isEmpty();
    assertThat(config.producer(0))
        .containsEntry("acks", "1")
        .containsEntry("security.protocol", "SSL")
        .containsEntry("client.id", "mine-0");
    assertThat(config.newKeyConverter().fromConnectData("results", Schema.STRING_SCHEMA, "k"))
        .isEqualTo(Reports.utf8("\"k\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "result.key.converter|no.such.Converter|result.key.converter|there is no class no.such.Converter on the plugin's path",
        "result.key.converter|java.lang.String|result.key.converter|java.lang.String cannot be used: ",
        "result.producer.bootstrap.servers|''|result.producer.bootstrap.servers|is required with result.topic",
        "result.producer.bootstrap.servers|kafka|result.producer.bootstrap.servers|must be host:port,host:port, but has \"kafka\"",
        "result.producer.acks|some|result.producer.bootstrap.servers|no producer can be made of the settings below result.producer.: Invalid value some for configuration acks",
        "result.producer.enable.idempotence|perhaps|result.producer.bootstrap.servers|enable.idempotence",
        "result.producer.request.timeout.ms|90000|result.producer.delivery.timeout.ms|must be at least linger.ms and request.timeout.ms together, which are 90005",
        "result.producer.transactional.id|t|result.producer.transactional.id|is not supported",
        "result.topic|orders|result.topic|orders is a topic that the connector itself reads",
        "topics.regex|res.*|result.topic|results is a topic that the connector itself reads",
      })
  void whatDoesNotFitTogetherIsNamed(String key, String value, String blamed, String message) {
    read(results(key, value));

    assertThat(problems.found()).extracting(Problem::key).containsExactly(blamed);
    assertThat(problems.found().get(0).message()).contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "result.topic,a topic,must be a topic name",
    "result.topic,..,must be a topic name",
    "behavior.on.result.error,report,behavior.on.result.error"
  })
  void whatIsWrongByItselfIsNamed(String key, String value, String message) {
    Map<String, String> config = results(key, value);

    assertThatThrownBy(() -> read(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(key, value, message);
  }

  @Test
  void namesAreCopiedOnceAndCanBeNone() {
    assertThat(read(results("result.headers", "a,b,a")).orElseThrow().headers())
        .isEqualTo(List.of("a", "b"));
    assertThat(read(results("result.headers", "")).orElseThrow().headers()).isEmpty();
  }

  @Test
  void secretsAreNotShown() {
    assertThat(read(results("result.producer.sasl.jaas.config", "s3cret")).orElseThrow().toString())
        .contains("results")
        .doesNotContain("s3cret");
  }

  @Test
  void aBrokenPatternOfTopicsIsLeftForConnectToRefuse() {
    read(results("topics.regex", "("));

    assertThat(problems.found()).isEmpty();
  }
}
