package io.bpmnconnect.engine;

import java.util.Objects;
import java.util.Optional;

/**
 * A client of an OAuth 2.0 authorization server, and how it proves who it is there. Immutable,
 * compared by value; never shows a secret.
 */
public sealed interface OAuthClient {

  /** The client identifier. */
  String id();

  /** A secret in the header of HTTP basic authentication (RFC 6749, section 2.3.1). */
  record SecretBasic(String id, String secret) implements OAuthClient {
    public SecretBasic {
      Objects.requireNonNull(id);
      Objects.requireNonNull(secret);
    }

    @Override
    public String toString() {
      return "SecretBasic[id=" + id + "]";
    }
  }

  /** A secret in the body of the request (RFC 6749, section 2.3.1). */
  record SecretPost(String id, String secret) implements OAuthClient {
    public SecretPost {
      Objects.requireNonNull(id);
      Objects.requireNonNull(secret);
    }

    @Override
    public String toString() {
      return "SecretPost[id=" + id + "]";
    }
  }

  /**
   * A JWT that the client signs for each request (RFC 7523, {@code private_key_jwt}).
   *
   * @param privateKey in PKCS #8, as PEM text
   * @param keyId by which the server finds the public key
   * @param certificate of the key, as PEM text; its SHA-256 thumbprint is sent along
   * @param audience whom the JWT is for; the token endpoint's address when empty
   */
  record PrivateKeyJwt(
      String id,
      String privateKey,
      Optional<String> keyId,
      Optional<String> certificate,
      Optional<String> audience)
      implements OAuthClient {
    public PrivateKeyJwt {
      Objects.requireNonNull(id);
      Objects.requireNonNull(privateKey);
      Objects.requireNonNull(keyId);
      Objects.requireNonNull(certificate);
      Objects.requireNonNull(audience);
    }

    @Override
    public String toString() {
      return "PrivateKeyJwt[id=" + id + ", keyId=" + keyId.orElse("") + "]";
    }
  }

  /** The certificate of the TLS connection (RFC 8705, {@code tls_client_auth}). */
  record TlsCertificate(String id) implements OAuthClient {
    public TlsCertificate {
      Objects.requireNonNull(id);
    }
  }
}
