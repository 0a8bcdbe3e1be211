package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.RequestHeaders;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class EngineConfigTest {

  private final Problems problems = new Problems();

  private static AbstractConfig config(String... keysAndValues) {
    Map<String, String> config = new HashMap<>();
    config.put("engine.url", "http://localhost:8080");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      config.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new AbstractConfig(EngineConfig.define(new ConfigDef()), config);
  }

  private EngineConfig read(String... keysAndValues) {
    return EngineConfig.from(config(keysAndValues), problems);
  }

  @Test
  void onlyTheAddressIsNeeded() {
    EngineConfig engine = read();

    assertThat(engine)
        .isEqualTo(
            new EngineConfig(
                EngineType.CAMUNDA8,
                URI.create("http://localhost:8080"),
                new AuthConfig(new Authentication.None(), LoginKeys.ENGINE_AUTH),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                NetworkSettings.DEFAULT,
                true,
                Map.of(),
                RequestHeaders.NONE,
                Duration.ofMinutes(2)));
    assertThat(problems.found()).isEmpty();
  }

  @Test
  void variablesAreEncryptedByGoBpmnOnly() {
    assertThat(
            read("engine.type", "go-bpmn", "engine.go-bpmn.encrypted.variables", "card,pin")
                .settings(1)
                .options())
        .isEqualTo(Map.of("encrypted.variables", "card,pin"));
    assertThat(problems.found()).isEmpty();

    read("engine.go-bpmn.encrypted.variables", "card");

    assertThat(problems.found())
        .containsExactly(
            new Problem(
                "engine.go-bpmn.encrypted.variables", "has no effect with engine.type=camunda8"));
  }

  @Test
  void aNameThatMeansTwoEnginesIsRefusedWithWhatToWrite() {
    assertThatThrownBy(() -> config("engine.type", "camunda"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Invalid value camunda for configuration engine.type: which Camunda? Write camunda8 for"
                + " Camunda 8, or camunda7 for Camunda 7, Operaton and CIB seven");
  }

  @Test
  void theAddressIsRequired() {
    EngineConfig.from(new AbstractConfig(EngineConfig.define(new ConfigDef()), Map.of()), problems);

    assertThat(problems.found())
        .containsExactly(
            new Problem(
                "engine.url",
                "is required; or, for Camunda's SaaS, camunda.cloud.cluster.id and its like"));
  }

  @Test
  void whatIsConfiguredReachesTheAdapter() {
    EngineSettings settings =
        read("engine.connect.timeout.ms", "100", "engine.request.timeout.ms", "200").settings(7);

    assertThat(settings.url()).isEqualTo(URI.create("http://localhost:8080"));
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofMillis(100));
    assertThat(settings.requestTimeout()).isEqualTo(Duration.ofMillis(200));
    assertThat(settings.maxConnections()).isEqualTo(7);
    assertThat(settings.userAgent()).startsWith("kafka-connect-bpmn/");
  }

  @Test
  void severalGatewaysTakeTurnsWithGrpcOnly() {
    assertThat(read("engine.type", "zeebe", "engine.url", "http://one:26500,two:26500").url())
        .isEqualTo(URI.create("http://one:26500,two:26500"));
    assertThat(problems.found()).isEmpty();

    read("engine.url", "http://one:8080,two:8080");
    assertThat(problems.found())
        .containsExactly(
            new Problem("engine.url", "must name one server; several are for engine.type=zeebe"));
  }

  @Test
  void aGatewayHasNoPath() {
    read("engine.type", "zeebe", "engine.url", "http://one:26500/v2");

    assertThat(problems.found())
        .containsExactly(
            new Problem(
                "engine.url",
                "must not have a path with engine.type=zeebe, because a gRPC gateway has none; was"
                    + " /v2"));
  }

  @Test
  void credentialsMeanBasicAuthentication() {
    EngineConfig engine = read("engine.auth.username", "demo", "engine.auth.password", "s3cret");

    assertThat(engine.auth().authentication())
        .isEqualTo(new Authentication.Basic("demo", "s3cret"));
    assertThat(problems.found()).isEmpty();
  }

  @Test
  void basicAuthenticationCanBeNamed() {
    EngineConfig engine =
        read(
            "engine.auth.type", "basic",
            "engine.auth.username", "demo",
            "engine.auth.password", "");

    assertThat(engine.auth().authentication()).isEqualTo(new Authentication.Basic("demo", ""));
    assertThat(problems.found()).isEmpty();
  }

  @Test
  void noneIsNone() {
    assertThat(read("engine.auth.type", "none").auth().authentication())
        .isEqualTo(new Authentication.None());
    assertThat(problems.found()).isEmpty();
  }

  @Test
  void noneWithCredentialsIsAContradiction() {
    read("engine.auth.type", "none", "engine.auth.username", "demo");

    assertThat(problems.found())
        .containsExactly(
            new Problem(
                "engine.auth.type",
                "is none, but set is engine.auth.username (basic); remove it, or change"
                    + " engine.auth.type"));
  }

  @Test
  void basicWithoutCredentialsIsRefused() {
    read("engine.auth.type", "basic");

    assertThat(problems.found())
        .containsExactly(
            new Problem("engine.auth.username", "is required by basic authentication"),
            new Problem("engine.auth.password", "is required by basic authentication"));
  }

  @Test
  void aUserWithoutAPasswordIsRefused() {
    read("engine.auth.username", "demo");

    assertThat(problems.found())
        .containsExactly(
            new Problem("engine.auth.password", "is required by basic authentication"));
  }

  @Test
  void aPasswordWithoutAUserIsRefused() {
    read("engine.auth.password", "s3cret");

    assertThat(problems.found())
        .containsExactly(
            new Problem("engine.auth.username", "is required by basic authentication"));
  }

  @Test
  void aColonInTheUserNameIsRefused() {
    read("engine.auth.username", "de:mo", "engine.auth.password", "s3cret");

    assertThat(problems.found())
        .containsExactly(
            new Problem("engine.auth.username", "must not contain a colon (RFC 7617)"));
  }

  @Test
  void aPasswordIsShownNowhere() {
    EngineConfig engine = read("engine.auth.username", "demo", "engine.auth.password", "s3cret");

    assertThat(engine.toString()).doesNotContain("s3cret", "ZGVtbzpzM2NyZXQ");
    assertThat(engine.settings(1).toString()).doesNotContain("s3cret", "ZGVtbzpzM2NyZXQ");
    assertThat(config("engine.auth.password", "s3cret").values().toString())
        .doesNotContain("s3cret");
  }
}
