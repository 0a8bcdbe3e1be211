package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.TokenEndpoint;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthConfigTest {

  private static final TokenEndpoint TOKEN_URL =
      new TokenEndpoint.At(URI.create("https://idp.example/token"));

  private static EngineConfig engine(String... keysAndValues) {
    Map<String, String> config = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      config.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    Problems problems = new Problems();
    EngineConfig engine =
        EngineConfig.from(
            new AbstractConfig(EngineConfig.define(new ConfigDef()), config, Map.of(), false),
            problems);
    assertThat(problems.found()).isEmpty();
    return engine;
  }

  private static Authentication read(String... namesAndValues) {
    String[] config = new String[namesAndValues.length + 2];
    config[0] = "engine.url";
    config[1] = "http://localhost:8080";
    for (int i = 0; i < namesAndValues.length; i += 2) {
      config[i + 2] = "engine.auth." + namesAndValues[i];
      config[i + 3] = namesAndValues[i + 1];
    }
    return engine(config).auth().authentication();
  }

  private static Authentication oauth(OAuthClient client) {
    return new Authentication.OAuth2(
        client, TOKEN_URL, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void aTokenMeansBearer() {
    assertThat(read("token", "t0ken")).isEqualTo(new Authentication.Bearer("t0ken"));
    assertThat(read("type", "bearer", "token", "t0ken"))
        .isEqualTo(new Authentication.Bearer("t0ken"));
  }

  @Test
  void anApiKeyIsTheWholeAuthorizationHeaderUnlessAnotherIsNamed() {
    assertThat(read("api.key", "k3y")).isEqualTo(new Authentication.ApiKey("Authorization", "k3y"));
    assertThat(read("api.key", "Key k3y", "api.key.header", "X-Api-Key"))
        .isEqualTo(new Authentication.ApiKey("X-Api-Key", "Key k3y"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\n\n"})
  void theLineEndOfAFileBelongsToNoSecret(String lineEnd) {
    assertThat(read("token", "t0ken" + lineEnd)).isEqualTo(new Authentication.Bearer("t0ken"));
    assertThat(read("api.key", "k3y" + lineEnd))
        .isEqualTo(new Authentication.ApiKey("Authorization", "k3y"));
    assertThat(read("username", "demo", "password", "s3cret" + lineEnd))
        .isEqualTo(new Authentication.Basic("demo", "s3cret"));
    assertThat(
            read(
                "client.id", "c",
                "client.secret", "s3cret" + lineEnd,
                "token.url", "https://idp.example/token"))
        .isEqualTo(oauth(new OAuthClient.SecretBasic("c", "s3cret")));
  }

  @Test
  void aClientHasItsSecretInAHeaderUnlessToldOtherwise() {
    assertThat(
            read("client.id", "c", "client.secret", "s", "token.url", "https://idp.example/token"))
        .isEqualTo(oauth(new OAuthClient.SecretBasic("c", "s")));
    assertThat(
            read(
                "client.id", "c",
                "client.secret", "s",
                "client.auth.method", "client_secret_post",
                "token.url", "https://idp.example/token"))
        .isEqualTo(oauth(new OAuthClient.SecretPost("c", "s")));
  }

  @Test
  void aClientWithAKeySigns() {
    assertThat(
            read(
                "client.id", "c",
                "client.key", TestKeys.RSA,
                "client.key.id", "k1",
                "client.assertion.audience", "https://idp.example",
                "token.url", "https://idp.example/token"))
        .isEqualTo(
            oauth(
                new OAuthClient.PrivateKeyJwt(
                    "c",
                    TestKeys.RSA.strip(),
                    Optional.of("k1"),
                    Optional.empty(),
                    Optional.of("https://idp.example"))));
  }

  @Test
  void whatTheTokenIsForIsPassedOn() {
    assertThat(
            read(
                "client.id", "c",
                "client.secret", "s",
                "issuer", "https://idp.example/realms/a/",
                "scope", "read write",
                "audience", "zeebe-api",
                "resource", "https://zeebe.example/"))
        .isEqualTo(
            new Authentication.OAuth2(
                new OAuthClient.SecretBasic("c", "s"),
                new TokenEndpoint.OfIssuer(URI.create("https://idp.example/realms/a/")),
                Optional.of("read write"),
                Optional.of("zeebe-api"),
                Optional.of("https://zeebe.example/")));
  }

  @Test
  void fourKeysAreEnoughForTheSaas() {
    EngineConfig engine =
        engine(
            "camunda.cloud.cluster.id", "f7c0d0c5-a6b3-4c42-9a3c-1b3b4d5e6f70",
            "camunda.cloud.region", "bru-2",
            "camunda.cloud.client.id", "c",
            "camunda.cloud.client.secret", "s3cret");

    assertThat(engine.url())
        .hasToString("https://bru-2.api.camunda.io/f7c0d0c5-a6b3-4c42-9a3c-1b3b4d5e6f70");
    assertThat(engine.auth().authentication())
        .isEqualTo(
            new Authentication.OAuth2(
                new OAuthClient.SecretPost("c", "s3cret"),
                new TokenEndpoint.At(URI.create("https://login.cloud.camunda.io/oauth/token")),
                Optional.empty(),
                Optional.of("zeebe.camunda.io"),
                Optional.empty()));
    assertThat(engine.toString() + engine.settings(1)).doesNotContain("s3cret");
  }

  /** The domain of 8.6 and 8.7 answers no REST requests any more since 8.10 (camunda#63807). */
  @Test
  void anOlderClusterOfTheSaasHasAnotherDomain() {
    EngineConfig engine =
        engine(
            "camunda.cloud.cluster.id", "f7c0d0c5",
            "camunda.cloud.region", "bru-2",
            "camunda.cloud.client.id", "c",
            "camunda.cloud.client.secret", "s3cret",
            "camunda.cloud.domain", "zeebe.camunda.io",
            "camunda.cloud.audience", "api.camunda.io");

    assertThat(engine.url()).hasToString("https://bru-2.zeebe.camunda.io/f7c0d0c5");
    assertThat(engine.auth().authentication())
        .isInstanceOfSatisfying(
            Authentication.OAuth2.class,
            oauth -> assertThat(oauth.toString()).contains("api.camunda.io"));
  }

  @Test
  void theGatewayOfTheSaasHasAnAddressOfItsOwn() {
    EngineConfig engine =
        engine(
            "engine.type", "zeebe",
            "camunda.cloud.cluster.id", "f7c0d0c5",
            "camunda.cloud.region", "bru-2",
            "camunda.cloud.client.id", "c",
            "camunda.cloud.client.secret", "s3cret");

    assertThat(engine.url()).hasToString("https://f7c0d0c5.bru-2.zeebe.camunda.io:443");
  }

  @Test
  void noSecretIsShown() {
    String key = TestKeys.RSA.replaceAll("-----[A-Z ]+-----", "").strip();

    assertThat(read("token", "s3cret").toString()).doesNotContain("s3cret");
    assertThat(read("api.key", "s3cret").toString()).doesNotContain("s3cret");
    assertThat(
            read("client.id", "c", "client.secret", "s3cret", "token.url", "http://idp").toString())
        .contains("id=c")
        .doesNotContain("s3cret");
    assertThat(read("client.id", "c", "client.key", TestKeys.RSA, "token.url", "http://idp"))
        .asString()
        .contains("id=c")
        .doesNotContain(key.lines().findFirst().orElseThrow());
  }
}
