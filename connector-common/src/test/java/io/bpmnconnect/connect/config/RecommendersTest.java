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
    assertThat(values.get("engine.auth.type").recommendedValues())
        .containsExactly("none", "basic", "bearer", "api-key", "oauth2");
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

  @ParameterizedTest
  @CsvSource({
    "engine.auth.username, demo, engine.auth.password, engine.auth.token",
    "engine.auth.token, t0ken, engine.auth.token, engine.auth.username",
    "engine.auth.api.key, k3y, engine.auth.api.key.header, engine.auth.client.id",
    "engine.auth.client.id, client, engine.auth.token.url, engine.auth.api.key"
  })
  void theKeysOfTheWayThatIsBegunAreVisibleAndNoOthers(
      String key, String value, String visible, String hidden) {
    Map<String, ConfigValue> values = validate("engine.url", "http://localhost", key, value);

    assertThat(values.get(visible).visible()).isTrue();
    assertThat(values.get(hidden).visible()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    ", true, false",
    "client_secret_basic, true, false",
    "client_secret_post, true, false",
    "private_key_jwt, false, true",
    "tls_client_auth, false, false",
    "nonsense, true, false"
  })
  void aClientShowsWhatItsWayOfProofNeeds(String method, boolean secret, boolean key) {
    Map<String, ConfigValue> values =
        method == null
            ? validate("engine.auth.type", "oauth2")
            : validate("engine.auth.type", "oauth2", "engine.auth.client.auth.method", method);

    assertThat(values.get("engine.auth.client.secret").visible()).isEqualTo(secret);
    assertThat(values.get("engine.auth.client.key").visible()).isEqualTo(key);
    assertThat(values.get("engine.auth.client.auth.method").recommendedValues())
        .containsExactly(
            "client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth");
  }

  @Test
  void aFormAsksAgainWhenTheWayToLogInChanges() {
    assertThat(EngineConfig.define(new ConfigDef()).configKeys().get("engine.auth.type").dependents)
        .contains("engine.auth.username", "engine.auth.token", "engine.auth.client.id");
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
