package io.bpmnconnect.engine.auth;

import io.bpmnconnect.engine.OAuthClient.PrivateKeyJwt;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Signs the JWT by which a client proves who it is (RFC 7523, section 3). Immutable; safe for use
 * by any thread.
 */
final class ClientAssertion {

  /** Servers take no more than this from a careful client; each request has a JWT of its own. */
  private static final Duration LIFETIME = Duration.ofMinutes(1);

  private final PrivateKeyJwt client;
  private final SigningKey key;
  private final Clock clock;

  /**
   * Reads the client's key.
   *
   * @param clock of the day: the server compares it with its own
   * @throws IllegalArgumentException if the key or the certificate cannot be read
   */
  ClientAssertion(PrivateKeyJwt client, Clock clock) {
    this.client = client;
    SigningKey alone = SigningKey.read(client.privateKey());
    this.key = client.certificate().map(alone::withCertificate).orElse(alone);
    this.clock = clock;
  }

  /** A new JWT for a request to this endpoint. */
  String sign(URI tokenEndpoint) {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("alg", key.algorithm());
    header.put("typ", "JWT");
    client.keyId().ifPresent(id -> header.put("kid", id));
    key.thumbprint().ifPresent(thumbprint -> header.put("x5t#S256", thumbprint));
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", client.id());
    claims.put("sub", client.id());
    claims.put("aud", client.audience().orElse(tokenEndpoint.toString()));
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("iat", now);
    claims.put("exp", now + LIFETIME.toSeconds());
    String content =
        SigningKey.base64Url(Json.bytes(header)) + "." + SigningKey.base64Url(Json.bytes(claims));
    byte[] signature = key.sign(content.getBytes(StandardCharsets.US_ASCII));
    return content + "." + SigningKey.base64Url(signature);
  }
}
