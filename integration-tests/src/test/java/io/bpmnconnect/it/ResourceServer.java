package io.bpmnconnect.it;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An engine that takes the tokens of one issuer for one audience, and no others. Its clock may go
 * wrong, and a token may be revoked. Safe for use by any thread.
 */
final class ResourceServer implements AutoCloseable {

  private final TokenVerifier verifier;
  private final NullEngine engine;
  private final List<String> accepted = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();

  private ResourceServer(TokenVerifier verifier) {
    this.verifier = verifier;
    this.engine = NullEngine.guarded(command -> {}, this::refusal);
  }

  /** Starts one that verifies signatures with the keys at an address (JWKS). */
  static ResourceServer start(URI keys, String issuer, String audience) {
    return new ResourceServer(new TokenVerifier(keys, issuer, audience));
  }

  URI address() {
    return engine.address();
  }

  /** Sets its clock wrong. */
  void clockAhead(Duration time) {
    verifier.clockAhead(time);
  }

  /** Forgets every token that it has accepted so far. */
  void revokeAll() {
    verifier.revoke(accepted);
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
    Optional<String> reason = verifier.refusal(authorization);
    reason.ifPresentOrElse(refused::add, () -> accepted.add(authorization));
    return reason;
  }

  @Override
  public void close() {
    engine.close();
  }
}
