package io.bpmnconnect.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Authentication.OAuth2;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.Stages;
import io.bpmnconnect.engine.TokenEndpoint;
import io.bpmnconnect.engine.http.Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SharedTokensTest {

  private final List<Fetcher> opened = new ArrayList<>();
  private final SharedTokens tokens =
      new SharedTokens(
          (login, network) -> {
            Fetcher fetcher = new Fetcher(opened.size() + 1);
            opened.add(fetcher);
            return new TokenSource(fetcher);
          });

  private static final class Fetcher implements TokenFetcher {
    private final int number;
    private int fetches;
    private boolean closed;

    Fetcher(int number) {
      this.number = number;
    }

    @Override
    public CompletionStage<Token> fetch() {
      fetches++;
      return CompletableFuture.completedFuture(
          new Token("of-source-" + number, Duration.ofHours(1)));
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static OAuth2 login(String secret) {
    return new OAuth2(
        new OAuthClient.SecretBasic("client", secret),
        new TokenEndpoint.At(URI.create("http://idp/token")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Credentials open(String secret) {
    return tokens.open(login(secret), NetworkSettings.DEFAULT);
  }

  private static String token(Credentials credentials) {
    return credentials.headers().toCompletableFuture().join().get("Authorization");
  }

  @Test
  void tasksThatLogInAlikeShareOneToken() {
    try (Credentials one = open("s");
        Credentials other = open("s")) {
      assertThat(token(one)).isEqualTo(token(other));
      assertThat(opened).singleElement().matches(fetcher -> fetcher.fetches == 1);
    }
  }

  @Test
  void anotherSecretIsAnotherLogin() {
    try (Credentials one = open("s");
        Credentials other = open("t")) {
      assertThat(token(one)).isEqualTo("Bearer of-source-1");
      assertThat(token(other)).isEqualTo("Bearer of-source-2");
    }
  }

  @Test
  void theLastOneClosesTheSource() {
    Credentials one = open("s");
    Credentials other = open("s");

    one.close();
    one.close();
    assertThat(opened.get(0).closed).isFalse();
    assertThat(token(other)).isEqualTo("Bearer of-source-1");

    other.close();
    assertThat(opened.get(0).closed).isTrue();
    assertThat(tokens.size()).isZero();
    EngineException failure = Stages.failure(other.headers());
    assertThat(failure).hasMessage("the connection to the engine was closed");
  }

  @Test
  void whoComesAfterTheLastOneHasASourceOfItsOwn() {
    open("s").close();

    try (Credentials next = open("s")) {
      assertThat(token(next)).isEqualTo("Bearer of-source-2");
    }
  }

  @Test
  void aTokenThatOneTaskFindsRefusedIsReplacedForAll() {
    try (Credentials one = open("s");
        Credentials other = open("s")) {
      assertThat(one.refused(one.headers().toCompletableFuture().join())).isTrue();

      token(other);

      assertThat(opened.get(0).fetches).isEqualTo(2);
    }
  }
}
