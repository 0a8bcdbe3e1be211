package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a user is told, up to whether the engine can be used. */
class ConfigValidationTest {

  private static final String TOPOLOGY =
      "{\"gatewayVersion\":\"8.6.0\",\"partitionsCount\":1,\"brokers\":[]}";

  private HttpTestServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpTestServer.start();
    server.answers(200, "application/json", TOPOLOGY);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Map<String, String> config(String url, String... keysAndValues) {
    Map<String, String> config = new HashMap<>();
    config.put("engine.url", url);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      config.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return config;
  }

  /** The messages of each key that has any. */
  private static Map<String, List<String>> errors(Map<String, String> config) {
    ConfigDef definition = DeliveryConfig.define(EngineConfig.define(new ConfigDef()));
    Map<String, List<String>> errors = new HashMap<>();
    ConfigValidation.validate(definition, config, ConfigValidationTest::settings)
        .configValues()
        .forEach(
            value -> {
              if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
              }
            });
    return errors;
  }

  private static ConfigValidation.Settings settings(AbstractConfig config, Problems problems) {
    EngineConfig engine = parse(config, problems);
    return () -> engine;
  }

  private static EngineConfig parse(AbstractConfig config, Problems problems) {
    DeliveryConfig.from(config, problems);
    return EngineConfig.from(config, problems);
  }

  @Test
  void anEngineThatAnswersIsFine() {
    assertThat(errors(config(server.url()))).isEmpty();
    assertThat(errors(config(server.url() + "/"))).isEmpty();
    assertThat(errors(config(server.url() + "/v2/"))).isEmpty();
    assertThat(server.requests()).hasSize(3).containsOnly("/v2/topology null");
  }

  @Test
  void theCredentialsAreTried() {
    assertThat(
            errors(
                config(
                    server.url(),
                    "engine.auth.username",
                    "demo",
                    "engine.auth.password",
                    "s3cret")))
        .isEmpty();
    assertThat(server.requests()).containsExactly("/v2/topology Basic ZGVtbzpzM2NyZXQ=");
  }

  @Test
  void anEngineThatCannotBeUsedIsReported() {
    server.answers(500, "text/plain", "");

    assertThat(errors(config(server.url()))).containsOnlyKeys("engine.url");
  }

  @Test
  void nothingIsAskedWhenTheTestIsTurnedOff() {
    server.answers(500, "text/plain", "");

    assertThat(errors(config(server.url(), "validate.connection", "false"))).isEmpty();
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void nothingIsAskedWhileAValueIsWrong() {
    assertThat(errors(config(server.url(), "max.in.flight.requests", "0")))
        .containsOnlyKeys("max.in.flight.requests");
    assertThat(errors(config(server.url(), "engine.auth.type", "basic")))
        .containsOnlyKeys("engine.auth.username", "engine.auth.password");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void everyProblemIsReportedAtOnceWithItsKeyInTheMessage() {
    Map<String, List<String>> errors =
        errors(
            config(
                "http://localhost:1",
                "engine.auth.type",
                "basic",
                "retry.backoff.ms",
                "2000",
                "retry.backoff.max.ms",
                "1000"));

    assertThat(errors)
        .containsOnlyKeys("engine.auth.username", "engine.auth.password", "retry.backoff.max.ms");
    assertThat(errors.get("retry.backoff.max.ms"))
        .containsExactly("retry.backoff.max.ms: must not be smaller than retry.backoff.ms");
  }

  @Test
  void aTaskStartedWithoutValidationIsToldEverythingAtOnce() {
    Problems problems = new Problems();
    problems.add("one", "is missing");
    problems.add("two", "is too small");

    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOf(ConfigException.class)
        .hasMessage("one: is missing; two: is too small");
    assertThatCode(() -> new Problems().throwIfAny()).doesNotThrowAnyException();
  }

  @Test
  void aProblemOfAKeyThatIsNotDefinedIsReportedToo() {
    Problems problems = new Problems();
    Map<String, ConfigValue> values = new HashMap<>();
    problems.add("routes.a.oops", "is not a key of a route");

    problems.addTo(values);

    assertThat(values.get("routes.a.oops").errorMessages())
        .containsExactly("routes.a.oops: is not a key of a route");
  }
}
