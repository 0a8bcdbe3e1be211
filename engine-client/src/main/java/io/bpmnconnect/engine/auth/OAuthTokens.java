package io.bpmnconnect.engine.auth;

import io.bpmnconnect.engine.Authentication.OAuth2;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.TokenEndpoint;
import io.bpmnconnect.engine.http.NetworkFaults;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Fetches tokens by OAuth 2.0 client credentials. Safe for use by any thread; the only state is the
 * discovered address of the token endpoint, which is looked up again after a failure.
 */
final class OAuthTokens implements TokenFetcher {

  private final TokenEndpoint endpoint;
  private final TokenRequest.Factory requests;
  private final AuthorizationServer server;
  private volatile URI known;

  /** Takes over the server: closing this closes it. */
  OAuthTokens(OAuth2 login, TokenRequest.Factory requests, AuthorizationServer server) {
    this.endpoint = login.endpoint();
    this.requests = requests;
    this.server = server;
  }

  /**
   * Opens the way to the token endpoint; nothing is sent yet.
   *
   * @throws IllegalArgumentException if the client's private key cannot be read
   */
  static OAuthTokens open(OAuth2 login, NetworkSettings network) {
    TokenRequest.Factory requests = new TokenRequest.Factory(login);
    return new OAuthTokens(login, requests, new AuthorizationServer(network));
  }

  @Override
  public CompletionStage<Token> fetch() {
    return address()
        .thenCompose(this::fetch)
        .whenComplete(
            (token, failure) -> {
              if (failure != null) {
                known = null;
              }
            });
  }

  private CompletionStage<URI> address() {
    if (endpoint instanceof TokenEndpoint.At at) {
      return CompletableFuture.completedFuture(at.url());
    }
    URI found = known;
    if (found != null) {
      return CompletableFuture.completedFuture(found);
    }
    URI issuer = ((TokenEndpoint.OfIssuer) endpoint).issuer();
    URI document = Discovery.document(issuer);
    return of(
            "the discovery document",
            document,
            server.get(document),
            answer -> Discovery.tokenEndpoint(answer, issuer))
        .thenApply(
            url -> {
              known = url;
              return url;
            });
  }

  private CompletionStage<Token> fetch(URI url) {
    TokenRequest request = requests.to(url);
    return of(
        "the token endpoint",
        url,
        server.post(url, request),
        answer -> TokenAnswer.read(answer, request.secrets()));
  }

  /** Has every failure name whom it is of. */
  private static <A, R> CompletionStage<R> of(
      String what, URI url, CompletionStage<A> answer, Function<A, R> reader) {
    String name = what + " " + NetworkFaults.server(url) + url.getRawPath();
    return answer
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    EngineException.from(failure).during(name + " cannot be used")))
        .thenCompose(
            response -> {
              try {
                return CompletableFuture.completedFuture(reader.apply(response));
              } catch (EngineException refusal) {
                return CompletableFuture.failedFuture(refusal.by(name));
              }
            });
  }

  @Override
  public void close() {
    server.close();
  }
}
