package io.bpmnconnect.engine.auth;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.Credentials;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one token for all who ask, and has it fetched anew before it expires, or when an engine
 * does not accept it.
 *
 * <p>Any thread may ask. Invariants, guarded by this object's monitor: at most one fetch is open
 * ({@code fetching}); after a failed one none begins before the backoff is over. Fetches begin, and
 * stages are completed, outside of the monitor. Who asks pays for the work: there is no timer, and
 * a token that nobody uses is not renewed.
 *
 * <p>Time is measured from the request for a token on, never read off a clock that can be set: the
 * server's clock and ours need not agree.
 */
final class TokenSource implements Credentials {

  private static final Logger log = LoggerFactory.getLogger(TokenSource.class);

  private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);

  /**
   * A token that replaces a refused one and is itself refused so soon is not worth a third: the
   * engine takes no token of this server for this client.
   */
  private static final Duration TOO_SOON = Duration.ofSeconds(2);

  private final TokenFetcher fetcher;
  private final LongSupplier nanoClock;
  private final DoubleSupplier random;
  private final Backoff backoff;
  private Held held;
  private CompletableFuture<Held> fetching;
  private EngineException lastFailure;
  private boolean replacesRefused;
  private boolean closed;

  /** Takes over the fetcher: closing this closes it. */
  TokenSource(TokenFetcher fetcher) {
    this(fetcher, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * Measures time and draws lots by other means.
   *
   * @param nanoClock in nanoseconds from any origin, never going back
   * @param random from 0 (inclusive) to 1 (exclusive)
   */
  TokenSource(TokenFetcher fetcher, LongSupplier nanoClock, DoubleSupplier random) {
    this.fetcher = fetcher;
    this.nanoClock = nanoClock;
    this.random = random;
    this.backoff = new Backoff(random);
  }

  @Override
  public CompletionStage<Map<String, String>> headers() {
    CompletionStage<Map<String, String>> answer;
    CompletableFuture<Held> begun = null;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(closedException());
      }
      long now = nanoClock.getAsLong();
      boolean usable = held != null && now - held.expiresAt < 0;
      if (fetching == null && (!usable || now - held.renewAt >= 0) && backoff.isOver(now)) {
        begun = new CompletableFuture<>();
        fetching = begun;
      }
      if (usable) {
        answer = CompletableFuture.completedFuture(held.headers);
      } else if (fetching != null) {
        answer = fetching.thenApply(fetched -> fetched.headers);
      } else {
        answer = CompletableFuture.failedFuture(lastFailure);
      }
    }
    if (begun != null) {
      fetch(begun);
    }
    return answer;
  }

  @Override
  public synchronized boolean refused(Map<String, String> headers) {
    if (held == null || !held.headers.equals(headers)) {
      return true; // it was replaced, or is being replaced, already
    }
    Duration age = Duration.ofNanos(nanoClock.getAsLong() - held.askedAt);
    Duration tooSoon = min(TOO_SOON, held.lifetime.dividedBy(5));
    if (held.replacesRefused && age.compareTo(tooSoon) < 0) {
      return false;
    }
    log.debug("The engine does not accept the token any more; another one is fetched");
    held = null;
    replacesRefused = true;
    return true;
  }

  /** Lets the next one who asks try at once: something may have been corrected. */
  synchronized void forgetFailures() {
    backoff.reset();
  }

  private void fetch(CompletableFuture<Held> begun) {
    long askedAt = nanoClock.getAsLong();
    ask()
        .whenComplete(
            (token, failure) -> {
              if (failure == null) {
                fetched(begun, token, askedAt);
              } else {
                failed(begun, EngineException.from(failure));
              }
            });
  }

  /** A fetcher that throws must not leave those who ask waiting for ever. */
  private CompletionStage<Token> ask() {
    try {
      return fetcher.fetch();
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedFuture(
          EngineException.login(
              ErrorKind.UNAVAILABLE, "no token can be asked for: " + thrown, thrown));
    }
  }

  private void fetched(CompletableFuture<Held> begun, Token token, long askedAt) {
    Held fresh;
    synchronized (this) {
      fresh = new Held(token, askedAt, renewalMargin(token.lifetime()), replacesRefused);
      held = fresh;
      replacesRefused = false;
      backoff.reset();
      fetching = null;
    }
    log.debug("A token was fetched; it is good for {} s", token.lifetime().toSeconds());
    begun.complete(fresh);
  }

  private void failed(CompletableFuture<Held> begun, EngineException failure) {
    boolean warn;
    synchronized (this) {
      long now = nanoClock.getAsLong();
      backoff.failed(now);
      lastFailure = failure;
      fetching = null;
      warn = backoff.isFirst() && !closed && held != null && now - held.expiresAt < 0;
    }
    if (warn) { // those who wait for a token hear of it themselves
      log.warn(
          "The token is about to expire and cannot be renewed yet; it is tried again. {}",
          failure.getMessage());
    }
    begun.completeExceptionally(failure);
  }

  /** How long before its end a token is renewed. */
  private Duration renewalMargin(Duration lifetime) {
    Duration margin = min(LONGEST_MARGIN, lifetime.dividedBy(5));
    return margin.plusNanos((long) (random.getAsDouble() * margin.toNanos() / 2));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public void close() {
    CompletableFuture<Held> open;
    synchronized (this) {
      closed = true;
      open = fetching;
    }
    if (open != null) {
      open.completeExceptionally(closedException());
    }
    fetcher.close();
  }

  private static EngineException closedException() {
    return EngineException.login(
        ErrorKind.UNAVAILABLE, "the connection to the engine was closed", null);
  }

  /** A token and its times, in the clock's nanoseconds. */
  private static final class Held {
    private final Map<String, String> headers;
    private final Duration lifetime;
    private final long askedAt;
    private final long renewAt;
    private final long expiresAt;
    private final boolean replacesRefused;

    Held(Token token, long askedAt, Duration renewalMargin, boolean replacesRefused) {
      this.headers = Map.of("Authorization", "Bearer " + token.value());
      this.lifetime = token.lifetime();
      this.askedAt = askedAt;
      this.expiresAt = askedAt + token.lifetime().toNanos();
      this.renewAt = expiresAt - renewalMargin.toNanos();
      this.replacesRefused = replacesRefused;
    }
  }
}
