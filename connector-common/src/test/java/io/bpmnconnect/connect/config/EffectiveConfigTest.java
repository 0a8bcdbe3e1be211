package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectiveConfigTest {

  private static final String SECRET = "hunter2-is-secret";
  private static final List<String> PREFIXES =
      List.of("reply.consumer.", "result.producer.", "reply.value.converter.");

  private static final ConfigDef DEFINITION =
      new ConfigDef()
          .define("engine.url", Type.STRING, ConfigDef.NO_DEFAULT_VALUE, Importance.HIGH, "")
          .define("engine.auth.password", Type.PASSWORD, null, Importance.HIGH, "")
          .define("engine.auth.username", Type.STRING, null, Importance.HIGH, "")
          .define("message.name", Type.STRING, null, Importance.HIGH, "")
          .define("job.types", Type.LIST, List.of(), Importance.HIGH, "")
          .define("job.tenants", Type.LIST, List.of("a", "b"), Importance.HIGH, "")
          .define("max.in.flight.requests", Type.INT, 64, Importance.HIGH, "")
          .define("validate.connection", Type.BOOLEAN, true, Importance.HIGH, "")
          .define("with.default.password", Type.PASSWORD, SECRET, Importance.HIGH, "");

  private static String describe(Map<String, String> config) {
    return EffectiveConfig.describe(DEFINITION, config, PREFIXES);
  }

  @Test
  void defaultsAreShownAndValuesThatAreSetGoBeforeThem() {
    assertThat(
            describe(
                Map.of(
                    "engine.url", "http://localhost:8080",
                    "max.in.flight.requests", "8",
                    "job.types", "a, b")))
        .isEqualTo(
            """
            engine.url = http://localhost:8080
            job.tenants = a,b
            job.types = a, b
            max.in.flight.requests = 8
            validate.connection = true
            with.default.password = [hidden]""");
  }

  @Test
  void literalsAndExpressionsAreShownAsTheyAre() {
    assertThat(describe(Map.of("message.name", "=if value.paid then \"paid\" else \"open\"")))
        .contains("message.name = =if value.paid then \"paid\" else \"open\"\n");
  }

  @Test
  void aValueOfSeveralLinesStaysOnOne() {
    assertThat(describe(Map.of("message.name", "=if a\r\nthen b\nengine.url = forged")))
        .contains("message.name = =if a\\r\\nthen b\\nengine.url = forged\n");
  }

  @Test
  void aPasswordIsShownNowhere() {
    assertThat(describe(Map.of("engine.auth.password", SECRET, "engine.auth.username", "demo")))
        .contains("engine.auth.password = [hidden]", "engine.auth.username = demo")
        .doesNotContain(SECRET);
  }

  @Test
  void keysOfConnectAndUnknownKeysAreLeftOut() {
    Map<String, String> config = new HashMap<>();
    config.put("name", "orders");
    config.put("tasks.max", "2");
    config.put("topics", "orders");
    config.put("errors.tolerance", "all");
    config.put("key.converter", "org.example.Converter");
    config.put("value.converter.basic.auth.user.info", SECRET);
    config.put("producer.override.sasl.jaas.config", SECRET);
    config.put("engine.auth.pasword", SECRET);
    config.put("reply.consumer", SECRET);

    assertThat(describe(config)).isEqualTo(describe(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reply.consumer.bootstrap.servers",
        "reply.consumer.group.id",
        "reply.consumer.security.protocol",
        "result.producer.acks",
        "result.producer.client.id",
        "reply.value.converter.schemas.enable"
      })
  void settingsThatCannotHoldASecretAreShown(String key) {
    assertThat(describe(Map.of(key, "as set"))).contains(key + " = as set");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reply.consumer.sasl.jaas.config",
        "reply.consumer.ssl.key.password",
        "reply.consumer.ssl.keystore.key",
        "result.producer.sasl.oauthbearer.token.endpoint.url",
        "result.producer.interceptor.of.someone",
        "reply.value.converter.basic.auth.user.info",
        "reply.value.converter.schema.registry.url",
        "reply.consumer.",
        "reply.consumer.x.bootstrap.servers"
      })
  void everyOtherSettingIsHidden(String key) {
    assertThat(describe(Map.of(key, SECRET))).contains(key + " = [hidden]").doesNotContain(SECRET);
  }

  @Test
  void whatMayBeASecretBelowOneOfTwoPrefixesIsHidden() {
    assertThat(
            EffectiveConfig.describe(
                new ConfigDef(),
                Map.of("reply.consumer.acks", SECRET),
                List.of("reply.", "reply.consumer.")))
        .isEqualTo("reply.consumer.acks = [hidden]");
  }

  @Test
  void aKeyOfTheDefinitionIsShownByItsTypeEvenBelowAPrefix() {
    assertThat(
            EffectiveConfig.describe(
                DEFINITION,
                Map.of("engine.auth.password", SECRET, "engine.url", "http://e"),
                List.of("engine.", "engine.auth.")))
        .contains("engine.auth.password = [hidden]", "engine.url = http://e");
  }

  @Test
  void aKeyWithoutValueIsLeftOut() {
    Map<String, String> config = new HashMap<>();
    config.put("message.name", null);
    config.put("reply.consumer.group.id", null);

    assertThat(describe(config)).isEqualTo(describe(Map.of()));
  }
}
