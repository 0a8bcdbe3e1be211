package io.bpmnconnect.engine.auth;

import io.bpmnconnect.engine.Authentication.OAuth2;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.http.Credentials;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

/**
 * Gives all who log in alike the same token: the tasks of a connector that run in one worker.
 *
 * <p>Safe for use by any thread. Invariant, guarded by this object's monitor: a source is in {@code
 * sources} while at least one of those it was opened for has not closed it.
 */
final class SharedTokens {

  /**
   * The one place where tasks meet, since Connect gives them no other: tasks know nothing of each
   * other, and each would ask the authorization server for itself. See docs/decisions/0014.
   */
  static final SharedTokens OF_THIS_JVM =
      new SharedTokens((login, network) -> new TokenSource(OAuthTokens.open(login, network)));

  private record Login(OAuth2 authentication, NetworkSettings network) {}

  private static final class Shared {
    private final TokenSource source;
    private int users;

    Shared(TokenSource source) {
      this.source = source;
    }
  }

  private final BiFunction<OAuth2, NetworkSettings, TokenSource> opener;
  private final Map<Login, Shared> sources = new HashMap<>();

  SharedTokens(BiFunction<OAuth2, NetworkSettings, TokenSource> opener) {
    this.opener = opener;
  }

  /** Opens the token of a login, or joins those who have. To be closed by the caller. */
  Credentials open(OAuth2 authentication, NetworkSettings network) {
    Login login = new Login(authentication, network);
    synchronized (this) {
      Shared shared =
          sources.computeIfAbsent(
              login, unused -> new Shared(opener.apply(authentication, network)));
      shared.users++;
      // A task that starts may do so after a correction at the server.
      shared.source.forgetFailures();
      return new Use(login, shared.source);
    }
  }

  private void leave(Login login) {
    TokenSource last = null;
    synchronized (this) {
      Shared shared = sources.get(login);
      shared.users--;
      if (shared.users == 0) {
        sources.remove(login);
        last = shared.source;
      }
    }
    if (last != null) {
      last.close();
    }
  }

  synchronized int size() {
    return sources.size();
  }

  /** One user's part in a source. */
  private final class Use implements Credentials {
    private final Login login;
    private final TokenSource source;
    private final AtomicBoolean closed = new AtomicBoolean();

    Use(Login login, TokenSource source) {
      this.login = login;
      this.source = source;
    }

    @Override
    public CompletionStage<Map<String, String>> headers() {
      return source.headers();
    }

    @Override
    public boolean refused(Map<String, String> headers) {
      return source.refused(headers);
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        leave(login);
      }
    }
  }
}
