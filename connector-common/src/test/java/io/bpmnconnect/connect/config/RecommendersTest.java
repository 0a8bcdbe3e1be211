package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecommendersTest {

  private static Map<String, ConfigValue> validate(String... keysAndValues) {
    Map<String, String> config = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      config.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return EngineConfig.define(new ConfigDef()).validateAll(config);
  }

  @Test
  void theConstantsOfAnEnumAreOffered() {
    ConfigDef.Recommender operations = Recommenders.oneOf(Operation.class);

    assertThat(operations.validValues("operation", Map.of()))
        .contains("publish-message")
        .hasSize(Operation.values().length);
    assertThat(operations.visible("operation", Map.of())).isTrue();
  }

  @Test
  void aKeyIsVisibleWhenTheOtherFits() {
    ConfigDef.Recommender visibility = Recommenders.visibleWhen("mode", "on"::equals);

    assertThat(visibility.visible("key", Map.of("mode", "on"))).isTrue();
    assertThat(visibility.visible("key", Map.of("mode", "off"))).isFalse();
    assertThat(visibility.visible("key", Map.of("mode", 7L))).isFalse();
    assertThat(visibility.visible("key", Map.of())).isFalse();
    assertThat(visibility.validValues("key", Map.of())).isEmpty();
  }

  @Test
  void enginesAndWaysToLogInAreOffered() {
    Map<String, ConfigValue> values = validate("engine.url", "http://localhost");

    assertThat(values.get("engine.type").recommendedValues())
        .isEqualTo(List.<Object>copyOf(Checks.names(EngineType.class)));
    assertThat(values.get("engine.auth.type").recommendedValues()).containsExactly("none", "basic");
  }

  @ParameterizedTest
  @CsvSource({", true", "basic, true", "none, false", "bsic, false", "BASIC, false", "'', false"})
  void credentialsAreVisibleForBasicAuthenticationOrWhileNothingIsChosen(
      String type, boolean visible) {
    Map<String, ConfigValue> values =
        type == null
            ? validate("engine.url", "http://localhost")
            : validate("engine.url", "http://localhost", "engine.auth.type", type);

    assertThat(values.get("engine.auth.username").visible()).isEqualTo(visible);
    assertThat(values.get("engine.auth.password").visible()).isEqualTo(visible);
    assertThat(values.get("engine.auth.type").visible()).isTrue();
  }

  @Test
  void aFormAsksAgainWhenTheWayToLogInChanges() {
    assertThat(EngineConfig.define(new ConfigDef()).configKeys().get("engine.auth.type").dependents)
        .containsExactly("engine.auth.username", "engine.auth.password");
  }

  @Test
  void nothingFailsWhereEverythingIsWrong() {
    Map<String, ConfigValue> values =
        validate(
            "engine.type", "",
            "engine.url", "",
            "engine.auth.type", "?",
            "engine.connect.timeout.ms", "soon",
            "engine.request.timeout.ms", "later",
            "validate.connection", "perhaps");

    assertThat(values.values())
        .filteredOn(value -> !value.errorMessages().isEmpty())
        .extracting(ConfigValue::name)
        .containsExactlyInAnyOrder(
            "engine.type",
            "engine.url",
            "engine.auth.type",
            "engine.connect.timeout.ms",
            "engine.request.timeout.ms",
            "validate.connection");
  }
}
