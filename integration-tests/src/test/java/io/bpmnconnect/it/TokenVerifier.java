package io.bpmnconnect.it;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes the tokens of one issuer for one audience, and no others. Its clock may go wrong, and a
 * token may be revoked. Safe for use by any thread.
 */
public final class TokenVerifier {

  private static final String BEARER = "Bearer ";

  private final URI keySet;
  private final String issuer;
  private final String audience;
  private final Map<String, RSAKey> keys = new ConcurrentHashMap<>();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private volatile Duration ahead = Duration.ZERO;

  /**
   * Verifies signatures with keys that are asked for when they are first needed.
   *
   * @param keySet where the keys are (JWKS)
   */
  public TokenVerifier(URI keySet, String issuer, String audience) {
    this.keySet = keySet;
    this.issuer = issuer;
    this.audience = audience;
  }

  /** Sets its clock wrong. */
  public void clockAhead(Duration time) {
    ahead = time;
  }

  /** Refuses these from now on. */
  void revoke(List<String> authorizations) {
    revoked.addAll(authorizations);
  }

  /**
   * Tells why a request is refused; empty when it is not.
   *
   * @param authorization the value of its header of that name, or an empty text
   */
  public Optional<String> refusal(String authorization) {
    if (!authorization.startsWith(BEARER)) {
      return Optional.of("no bearer token");
    }
    try {
      SignedJWT token = SignedJWT.parse(authorization.substring(BEARER.length()));
      RSAKey key = keys.computeIfAbsent(token.getHeader().getKeyID(), this::load);
      JWTClaimsSet claims = token.getJWTClaimsSet();
      List<String> wrong = new ArrayList<>();
      if (!token.verify(new RSASSAVerifier(key))) {
        wrong.add("wrong signature");
      }
      if (!issuer.equals(claims.getIssuer())) {
        wrong.add("wrong issuer");
      }
      if (!claims.getAudience().contains(audience)) {
        wrong.add("wrong audience");
      }
      if (!claims.getExpirationTime().toInstant().isAfter(Instant.now().plus(ahead))) {
        wrong.add("expired");
      }
      if (revoked.contains(authorization)) {
        wrong.add("revoked");
      }
      return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", wrong));
    } catch (ParseException | JOSEException | RuntimeException e) {
      return Optional.of("no token that can be verified");
    }
  }

  private RSAKey load(String id) {
    try {
      return JWKSet.load(keySet.toURL()).getKeyByKeyId(id).toRSAKey();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }
}
