package io.bpmnconnect.engine;

import java.net.URI;
import java.util.Objects;

/** Where an OAuth 2.0 client gets its tokens. Immutable. */
public sealed interface TokenEndpoint {

  /** A known address. */
  record At(URI url) implements TokenEndpoint {
    public At {
      Objects.requireNonNull(url);
    }
  }

  /**
   * The address that an issuer publishes (OpenID Connect Discovery 1.0).
   *
   * @param issuer exactly as the issuer names itself
   */
  record OfIssuer(URI issuer) implements TokenEndpoint {
    public OfIssuer {
      Objects.requireNonNull(issuer);
    }
  }
}
