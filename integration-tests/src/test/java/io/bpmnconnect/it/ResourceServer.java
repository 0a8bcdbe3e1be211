package io.bpmnconnect.it;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An engine that takes the tokens of one issuer for one audience, and no others. Its clock may go
 * wrong, and a token may be revoked. Safe for use by any thread.
 */
final class ResourceServer implements AutoCloseable {

  private final URI keys;
  private final String issuer;
  private final String audience;
  private final NullEngine engine;
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final List<String> accepted = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private volatile Duration ahead = Duration.ZERO;

  private ResourceServer(URI keys, String issuer, String audience) {
    this.keys = keys;
    this.issuer = issuer;
    this.audience = audience;
    this.engine = NullEngine.guarded(command -> {}, this::refusal);
  }

  /** Starts one that verifies signatures with the keys at an address (JWKS). */
  static ResourceServer start(URI keys, String issuer, String audience) {
    return new ResourceServer(keys, issuer, audience);
  }

  URI address() {
    return engine.address();
  }

  /** Sets its clock wrong. */
  void clockAhead(Duration time) {
    ahead = time;
  }

  /** Forgets every token that it has accepted so far. */
  void revokeAll() {
    revoked.addAll(accepted);
  }

  /** The tokens that were accepted, in the order of their first use. */
  List<String> accepted() {
    return accepted.stream().distinct().toList();
  }

  /** Why each request that was refused was. */
  List<String> refused() {
    return refused;
  }

  private Optional<String> refusal(String authorization) {
    Optional<String> reason = check(authorization);
    reason.ifPresentOrElse(refused::add, () -> accepted.add(authorization));
    return reason;
  }

  private Optional<String> check(String authorization) {
    if (!authorization.startsWith("Bearer ")) {
      return Optional.of("no bearer token");
    }
    try {
      SignedJWT token = SignedJWT.parse(authorization.substring("Bearer ".length()));
      JWKSet set = JWKSet.load(keys.toURL());
      RSASSAVerifier verifier =
          new RSASSAVerifier(set.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey());
      JWTClaimsSet claims = token.getJWTClaimsSet();
      List<String> wrong = new ArrayList<>();
      if (!token.verify(verifier)) {
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
    } catch (ParseException | JOSEException | IOException e) {
      return Optional.of("no token that can be verified");
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
