package io.bpmnconnect.it.campaign;

import io.bpmnconnect.it.LoopbackServer;
import io.bpmnconnect.it.TokenVerifier;
import io.bpmnconnect.it.Toxiproxy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

/**
 * Lets nobody to the engine's REST API without a token of its authorization server, whose tokens
 * live for a few seconds. That server is behind a proxy, and the gate's clock may jump.
 *
 * <p>When the engine does not answer, it closes the connection, as the engine would.
 */
final class TokenGate implements AutoCloseable {

  /** How long a token lives. */
  static final Duration LIFE = Duration.ofSeconds(12);

  private static final String ISSUER = "campaign";
  private static final String AUDIENCE = "engine";

  /** Nobody waits for longer: an answer that was lost on its way is not waited for for ever. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final MockOAuth2Server authorization;
  private final Toxiproxy proxy;
  private final URI engine;
  private final TokenVerifier verifier;
  private final LoopbackServer server;

  private TokenGate(MockOAuth2Server authorization, Toxiproxy proxy, URI engine) {
    this.authorization = authorization;
    this.proxy = proxy;
    this.engine = engine;
    // An issuer calls itself by the address at which it was asked.
    this.verifier =
        new TokenVerifier(
            authorization.jwksUrl(ISSUER).uri(),
            proxy.address().resolve("/" + ISSUER).toString(),
            AUDIENCE);
    this.server = LoopbackServer.start((request, response, context) -> serve(request, response));
  }

  /** Starts one before an engine. */
  static TokenGate before(URI engine) {
    MockOAuth2Server authorization =
        new MockOAuth2Server(
            new OAuth2Config(
                false,
                null,
                null,
                false,
                new OAuth2TokenProvider(),
                Set.of(
                    new DefaultOAuth2TokenCallback(
                        ISSUER,
                        "connector",
                        "JWT",
                        List.of(AUDIENCE),
                        Map.of(),
                        LIFE.toSeconds()))));
    authorization.start(InetAddress.getLoopbackAddress(), 0);
    Toxiproxy proxy = Toxiproxy.before(authorization.baseUrl().uri());
    return new TokenGate(authorization, proxy, engine);
  }

  /**
   * What a connector needs to get through.
   *
   * @param api the path of the engine's API
   */
  Map<String, String> login(String api) {
    return Map.of(
        "engine.url",
        server.address().resolve(api).toString(),
        "engine.auth.client.id",
        "connector",
        "engine.auth.client.secret",
        "s3cret",
        "engine.auth.audience",
        AUDIENCE,
        "engine.auth.token.url",
        proxy.address().resolve("/" + ISSUER + "/token").toString());
  }

  /** The way to the authorization server. */
  Toxiproxy proxy() {
    return proxy;
  }

  /** Sets its clock wrong: tokens end sooner than they say. */
  void clockAhead(Duration time) {
    verifier.clockAhead(time);
  }

  private void serve(ClassicHttpRequest request, ClassicHttpResponse response)
      throws IOException, HttpException {
    Header authorized = request.getHeader(HttpHeaders.AUTHORIZATION);
    Optional<String> refusal = verifier.refusal(authorized == null ? "" : authorized.getValue());
    byte[] body =
        request.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(request.getEntity());
    if (refusal.isPresent()) {
      response.setCode(HttpStatus.SC_UNAUTHORIZED);
      response.setEntity(new StringEntity(refusal.get(), ContentType.TEXT_PLAIN));
      return;
    }
    HttpResponse<byte[]> answer = forward(request.getMethod(), request.getPath(), body);
    response.setCode(answer.statusCode());
    if (answer.body().length > 0) {
      response.setEntity(
          new ByteArrayEntity(
              answer.body(),
              ContentType.parseLenient(answer.headers().firstValue("Content-Type").orElse(null))));
    }
  }

  private HttpResponse<byte[]> forward(String method, String path, byte[] body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(engine.resolve(path))
            .method(method, BodyPublishers.ofByteArray(body))
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .build();
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the gate is closed");
    }
  }

  @Override
  public void close() {
    server.close();
    proxy.close();
    authorization.shutdown();
  }
}
