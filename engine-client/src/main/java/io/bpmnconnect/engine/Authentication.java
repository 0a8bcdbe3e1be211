package io.bpmnconnect.engine;

import java.util.Objects;
import java.util.Optional;

/**
 * A way to log in to an engine. Immutable, compared by value, and safe for use by any thread; never
 * shows a secret.
 */
public sealed interface Authentication {

  /** The engine asks for no credentials. */
  record None() implements Authentication {}

  /** HTTP basic authentication (RFC 7617), in UTF-8. */
  record Basic(String username, String password) implements Authentication {
    public Basic {
      Objects.requireNonNull(username);
      Objects.requireNonNull(password);
    }

    @Override
    public String toString() {
      return "Basic[username=" + username + "]";
    }
  }

  /** A bearer token (RFC 6750) that somebody else has fetched, and renews. */
  record Bearer(String token) implements Authentication {
    public Bearer {
      Objects.requireNonNull(token);
    }

    @Override
    public String toString() {
      return "Bearer[]";
    }
  }

  /**
   * A key that is sent as it is.
   *
   * @param header the name of the header that carries it
   */
  record ApiKey(String header, String key) implements Authentication {
    public ApiKey {
      Objects.requireNonNull(header);
      Objects.requireNonNull(key);
    }

    @Override
    public String toString() {
      return "ApiKey[header=" + header + "]";
    }
  }

  /**
   * Tokens of an OAuth 2.0 authorization server, by client credentials (RFC 6749, section 4.4).
   *
   * @param scope what the token is to allow: names with spaces between them
   * @param audience whom the token is for, where the server asks for it by this name
   * @param resource whom the token is for, as an absolute URI (RFC 8707)
   */
  record OAuth2(
      OAuthClient client,
      TokenEndpoint endpoint,
      Optional<String> scope,
      Optional<String> audience,
      Optional<String> resource)
      implements Authentication {
    public OAuth2 {
      Objects.requireNonNull(client);
      Objects.requireNonNull(endpoint);
      Objects.requireNonNull(scope);
      Objects.requireNonNull(audience);
      Objects.requireNonNull(resource);
    }
  }
}
