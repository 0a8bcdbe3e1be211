package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.ProxySettings;
import io.bpmnconnect.engine.TokenEndpoint;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A log-in that fails at its test: the token endpoint is away, it refuses the client, or the engine
 * refuses what it was sent.
 */
@Timeout(60)
class LoginProblemTest {

  private static final OAuthClient SECRET = new OAuthClient.SecretPost("c", "s3cret");

  private HttpTestServer engine;
  private HttpTestServer authorization;

  @BeforeEach
  void start() throws IOException {
    engine = HttpTestServer.start();
    engine.answers(401, "application/problem+json", "{\"title\":\"Unauthorized\",\"status\":401}");
    authorization = HttpTestServer.start();
  }

  @AfterEach
  void stop() {
    engine.close();
    authorization.close();
  }

  private String tokenUrl() {
    return authorization.url() + "/token";
  }

  private Authentication oauth(OAuthClient client) {
    return new Authentication.OAuth2(
        client,
        new TokenEndpoint.At(URI.create(tokenUrl())),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private List<Problem> check(Authentication authentication, LoginKeys keys) {
    return check(authentication, keys, NetworkSettings.DEFAULT);
  }

  private List<Problem> check(
      Authentication authentication, LoginKeys keys, NetworkSettings network) {
    Problems problems = new Problems();
    ConnectionCheck.run(
        new EngineSettings(
            EngineType.CAMUNDA8,
            URI.create(engine.url()),
            authentication,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            1,
            "unit-test",
            network,
            Map.of()),
        keys,
        problems);
    assertThat(problems.found().toString()).doesNotContain("s3cret", "t0ken");
    return problems.found();
  }

  private List<Problem> check(Authentication authentication) {
    return check(authentication, LoginKeys.ENGINE_AUTH);
  }

  private void refuses(String error) {
    authorization.answers(400, "application/json", "{\"error\":\"%s\"}".formatted(error));
  }

  private String refusal(String error) {
    return "no token is given (the token endpoint "
        + tokenUrl()
        + " refuses the client: "
        + error
        + "); ";
  }

  @Test
  void aTokenEndpointThatIsAway() {
    authorization.close();

    assertThat(check(oauth(SECRET)))
        .containsExactly(
            new Problem(
                "engine.auth.token.url",
                "no token can be had (the token endpoint "
                    + tokenUrl()
                    + " cannot be used: "
                    + authorization.url()
                    + " refuses connections); see whether engine.auth.token.url leads to the"
                    + " authorization server, and whether it serves, or set"
                    + " validate.connection=false to skip this test"));
    assertThat(engine.requests()).isEmpty();
  }

  @Test
  void anIssuerThatIsNone() {
    authorization.answers(404, "text/html", "");
    Authentication issued =
        new Authentication.OAuth2(
            SECRET,
            new TokenEndpoint.OfIssuer(URI.create(authorization.url())),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(check(issued))
        .containsExactly(
            new Problem(
                "engine.auth.issuer",
                "no token can be had (the discovery document "
                    + authorization.url()
                    + "/.well-known/openid-configuration cannot be read: 404 Not Found); see whether"
                    + " engine.auth.issuer leads to the authorization server, and whether it serves,"
                    + " or set validate.connection=false to skip this test"));
  }

  @Test
  void aClientThatIsRefused() {
    refuses("invalid_client");

    assertThat(check(oauth(SECRET)))
        .containsExactly(
            new Problem(
                "engine.auth.client.id",
                refusal("invalid_client")
                    + "correct engine.auth.client.id or engine.auth.client.secret, or register the"
                    + " client for client credentials"));
    assertThat(check(oauth(new OAuthClient.TlsCertificate("c"))))
        .containsExactly(
            new Problem(
                "engine.auth.client.id",
                refusal("invalid_client")
                    + "correct engine.auth.client.id or the certificate of the TLS connection, or"
                    + " register the client for client credentials"));
    assertThat(check(oauth(SECRET), LoginKeys.CLOUD))
        .containsExactly(
            new Problem(
                "camunda.cloud.client.id",
                refusal("invalid_client")
                    + "correct camunda.cloud.client.id or camunda.cloud.client.secret, or register"
                    + " the client for client credentials"));
  }

  @Test
  void aProxyThatWantsCredentialsBeforeTheTokenEndpoint() throws IOException {
    try (HttpTestServer proxy = HttpTestServer.start()) {
      proxy.answers(407, "text/plain", "");
      NetworkSettings other = NetworkSettings.DEFAULT;
      NetworkSettings network =
          new NetworkSettings(
              other.tls(),
              Optional.of(new ProxySettings(URI.create(proxy.url()), Optional.empty(), List.of())),
              other.maxConnectionAge(),
              other.maxConnectionIdle(),
              other.maxResponseBytes());

      assertThat(check(oauth(SECRET), LoginKeys.ENGINE_AUTH, network))
          .containsExactly(
              new Problem(
                  "engine.proxy.username",
                  "the proxy asks for credentials (the token endpoint "
                      + tokenUrl()
                      + " cannot be used: the proxy "
                      + proxy.url()
                      + " on the way to "
                      + authorization.url()
                      + " answers 407 Proxy Authentication Required); set engine.proxy.username and"
                      + " engine.proxy.password"));
      assertThat(authorization.requests()).isEmpty();
    }
  }

  @Test
  void aProxyOfTheTokenEndpointThatIsNoneOfOurs() {
    authorization.answers(407, "text/plain", "");

    assertThat(check(oauth(SECRET)))
        .containsExactly(
            new Problem(
                "engine.auth.token.url",
                "a proxy asks for credentials of its own (the token endpoint "
                    + tokenUrl()
                    + " is behind a proxy that asks for credentials: 407 Proxy Authentication"
                    + " Required); use an address that leads past this proxy, or set"
                    + " engine.proxy.url"));
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_scope, engine.auth.scope, correct engine.auth.scope",
    "invalid_target, engine.auth.audience, correct engine.auth.audience",
    "unsupported_grant_type, engine.auth.client.id, correct engine.auth.* as the server asks for it"
  })
  void theKeyIsTheOneThatTheServerDoesNotLike(String error, String key, String advice) {
    refuses(error);

    assertThat(check(oauth(SECRET))).containsExactly(new Problem(key, refusal(error) + advice));
  }

  @Test
  void aTokenThatTheEngineDoesNotAccept() {
    authorization.answers(
        200, "application/json", "{\"access_token\":\"t0ken\",\"token_type\":\"Bearer\"}");

    assertThat(check(oauth(SECRET)))
        .containsExactly(
            new Problem(
                "engine.auth.audience",
                "the authorization server gives a token, but the engine does not accept it (engine"
                    + " answered 401 Unauthorized); see whether the engine trusts this server, and"
                    + " correct engine.auth.audience, engine.auth.scope or engine.auth.resource"));
    assertThat(engine.requests())
        .containsExactly("/v2/topology Bearer t0ken", "/v2/topology Bearer t0ken");
  }

  @Test
  void aTokenOfItsUserThatTheEngineDoesNotAccept() {
    assertThat(check(new Authentication.Bearer("t0ken")))
        .containsExactly(
            new Problem(
                "engine.auth.token",
                "the engine does not accept this token (engine answered 401 Unauthorized); set"
                    + " another in engine.auth.token; it may have expired"));
  }

  @Test
  void anApiKeyThatTheEngineDoesNotAccept() {
    assertThat(check(new Authentication.ApiKey("Authorization", "s3cret")))
        .containsExactly(
            new Problem(
                "engine.auth.api.key",
                "the engine does not accept this API key (engine answered 401 Unauthorized);"
                    + " correct engine.auth.api.key or engine.auth.api.key.header"));
  }

  @Test
  void aClientWithoutTheRight() {
    engine.answers(403, "text/plain", "");
    authorization.answers(
        200, "application/json", "{\"access_token\":\"t0ken\",\"token_type\":\"Bearer\"}");

    assertThat(check(oauth(SECRET)))
        .containsExactly(
            new Problem(
                "engine.auth.client.id",
                "this client may not read the engine's topology (engine answered 403 Forbidden);"
                    + " give the client this right, or set validate.connection=false to skip this"
                    + " test"));
  }
}
