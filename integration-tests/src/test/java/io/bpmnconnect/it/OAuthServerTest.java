package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.TokenEndpoint;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens of a real authorization server, which a resource server verifies and may refuse. */
@Timeout(120)
class OAuthServerTest {

  private static final String ISSUER = "realm";
  private static final String AUDIENCE = "zeebe-api";
  private static final OAuthClient CLIENT = new OAuthClient.SecretBasic("connector", "s3cret");

  private final MockOAuth2Server authorization = new MockOAuth2Server();
  private ResourceServer server;

  @BeforeEach
  void start() {
    authorization.start(InetAddress.getLoopbackAddress(), 0);
    authorization.issueToken(ISSUER); // its first key takes a while to make
    server =
        ResourceServer.start(
            authorization.jwksUrl(ISSUER).uri(),
            authorization.issuerUrl(ISSUER).toString(),
            AUDIENCE);
  }

  @AfterEach
  void stop() {
    server.close();
    authorization.shutdown();
  }

  /** The next tokens are good for so long, for the audience, as the server was told to. */
  private void issues(int tokens, String audience, Duration lifetime) {
    for (int i = 0; i < tokens; i++) {
      authorization.enqueueCallback(
          new DefaultOAuth2TokenCallback(
              ISSUER, "connector", "JWT", List.of(audience), Map.of(), lifetime.toSeconds()));
    }
  }

  private TokenEndpoint endpoint() {
    return new TokenEndpoint.At(authorization.tokenEndpointUrl(ISSUER).uri());
  }

  private ProcessEngine open(OAuthClient client, TokenEndpoint endpoint) {
    return ProcessEngines.open(
        new EngineSettings(
            EngineType.CAMUNDA8,
            server.address(),
            new Authentication.OAuth2(
                client, endpoint, Optional.of("write"), Optional.of(AUDIENCE), Optional.empty()),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            2,
            "integration-test",
            NetworkSettings.DEFAULT,
            Map.of()));
  }

  private ProcessEngine open() {
    return open(CLIENT, endpoint());
  }

  private static void ask(ProcessEngine engine) throws Exception {
    engine.info().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static EngineException failure(ProcessEngine engine) throws Exception {
    try {
      ask(engine);
    } catch (ExecutionException e) {
      return EngineException.from(e);
    }
    throw new AssertionError("the engine should have refused");
  }

  @Test
  void aSecretInAHeaderIsGood() throws Exception {
    issues(1, AUDIENCE, Duration.ofHours(1));
    try (ProcessEngine engine = open()) {
      ask(engine);
      ask(engine);
    }

    assertThat(server.accepted()).hasSize(1);
    assertThat(server.refused()).isEmpty();
  }

  @Test
  void aSecretInTheBodyIsGood() throws Exception {
    issues(1, AUDIENCE, Duration.ofHours(1));
    try (ProcessEngine engine =
        open(new OAuthClient.SecretPost("connector", "s3cret"), endpoint())) {
      ask(engine);
    }

    assertThat(server.refused()).isEmpty();
  }

  @Test
  void aSignedProofAndADiscoveredEndpointAreGood() throws Exception {
    issues(1, AUDIENCE, Duration.ofHours(1));
    byte[] key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key)
            + "\n-----END PRIVATE KEY-----";
    OAuthClient client =
        new OAuthClient.PrivateKeyJwt(
            "connector", pem, Optional.of("k1"), Optional.empty(), Optional.empty());
    URI issuer = authorization.issuerUrl(ISSUER).uri();
    try (ProcessEngine engine = open(client, new TokenEndpoint.OfIssuer(issuer))) {
      ask(engine);
    }

    assertThat(server.refused()).isEmpty();
  }

  @Test
  void tokensAreRenewedBeforeTheyExpire() throws Exception {
    issues(10, AUDIENCE, Duration.ofSeconds(4));
    try (ProcessEngine engine = open()) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                ask(engine); // never fails
                return server.accepted().size() >= 3;
              });
    }

    assertThat(server.refused()).isEmpty();
  }

  @Test
  void tokensThatExpireEarlyByTheEnginesClockDisturbNobody() throws Exception {
    issues(10, AUDIENCE, Duration.ofSeconds(10));
    server.clockAhead(Duration.ofSeconds(7));
    try (ProcessEngine engine = open()) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                ask(engine); // never fails, although the token is refused now and then
                return server.refused().size() >= 2;
              });
    }

    assertThat(server.refused()).containsOnly("expired");
    assertThat(server.accepted()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void anEngineWhoseClockIsFarAheadAcceptsNothing() throws Exception {
    issues(2, AUDIENCE, Duration.ofMinutes(5));
    server.clockAhead(Duration.ofHours(1));
    try (ProcessEngine engine = open()) {
      EngineException failure = failure(engine);

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
      assertThat(failure).hasMessage("engine answered 401 Unauthorized: expired");
    }
    assertThat(server.refused()).containsExactly("expired", "expired");
  }

  @Test
  void aRevokedTokenIsReplaced() throws Exception {
    issues(2, AUDIENCE, Duration.ofHours(1));
    try (ProcessEngine engine = open()) {
      ask(engine);
      server.revokeAll();
      ask(engine);
    }

    assertThat(server.refused()).containsExactly("revoked");
    assertThat(server.accepted()).hasSize(2);
  }

  @Test
  void aTokenForAnotherAudienceIsAPlainRefusal() throws Exception {
    issues(2, "operate-api", Duration.ofHours(1));
    try (ProcessEngine engine = open()) {
      EngineException failure = failure(engine);

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
      assertThat(failure.isLogin()).isFalse();
      assertThat(failure).hasMessage("engine answered 401 Unauthorized: wrong audience");
    }
  }

  @Test
  void anIssuerThatIsNotTheConfiguredOneIsNotTrusted() throws Exception {
    URI issuer = URI.create(authorization.issuerUrl(ISSUER) + "/");
    try (ProcessEngine engine = open(CLIENT, new TokenEndpoint.OfIssuer(issuer))) {
      EngineException failure = failure(engine);

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
      assertThat(failure.isLogin()).isTrue();
      assertThat(failure.getMessage())
          .contains("is that of another issuer: it says \"" + authorization.issuerUrl(ISSUER));
    }
  }
}
