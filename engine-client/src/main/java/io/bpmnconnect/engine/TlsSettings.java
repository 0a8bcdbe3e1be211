package io.bpmnconnect.engine;

import java.util.Objects;
import java.util.Optional;

/**
 * Whom to trust in TLS, and who this client is. The server's host name is always checked.
 *
 * @param trustStore the certificates to trust; those that Java trusts when there is none
 * @param keyStore this client's key and certificates, for servers that ask for them (mTLS)
 */
public record TlsSettings(Optional<TlsStore> trustStore, Optional<TlsStore> keyStore) {

  /** The certificates that Java trusts, and a client without a name. */
  public static final TlsSettings DEFAULT = new TlsSettings(Optional.empty(), Optional.empty());

  public TlsSettings {
    Objects.requireNonNull(trustStore);
    Objects.requireNonNull(keyStore);
  }
}
