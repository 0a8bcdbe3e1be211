package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.engine.EngineException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows from the attempts that are made whether the engine is there, and tells the log when it has
 * been away, or overloaded, for too long. A short absence, such as an election of another leader,
 * is not worth a line.
 *
 * <p>Any thread may report. Invariant: {@code trouble} is what every attempt since its beginning
 * has met with, or null when the last attempt was answered. It changes, and lines are logged, under
 * this object's monitor only.
 */
public final class EngineHealth {

  private static final long REPEAT = Duration.ofMinutes(1).toNanos();

  private static final Logger log = LoggerFactory.getLogger(EngineHealth.class);

  private final LongSupplier nanoClock;
  private volatile Trouble trouble;

  public EngineHealth() {
    this(System::nanoTime);
  }

  /**
   * For tests that do not wait.
   *
   * @param nanoClock in nanoseconds from any origin, never going back
   */
  EngineHealth(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** The engine has answered an attempt in a way that shows it is there, be it with a refusal. */
  public void answered() {
    if (trouble != null) { // most answers find the engine well, and need no lock
      end();
    }
  }

  /** An attempt has failed; what it failed with decides whether the engine is there. */
  public void failed(EngineException attempt) {
    switch (attempt.kind()) {
      case UNAVAILABLE, TIMEOUT, INTERNAL ->
          met(attempt.isLogin() ? Kind.WITHOUT_LOGIN : Kind.AWAY, attempt);
      case BACKPRESSURE -> met(Kind.OVERLOADED, attempt);
      case UNAUTHENTICATED -> {
        if (attempt.grace().isPresent()) {
          met(Kind.REFUSING_LOGIN, attempt);
        } else {
          answered();
        }
      }
      case INVALID, FORBIDDEN, NOT_FOUND, CONFLICT, LOCK_LOST, SUSPENDED, CONTENTION, UNSUPPORTED ->
          answered();
    }
  }

  /**
   * How long the engine, or the server that its credentials come from, has been away: since the
   * first failure after the last answer, or zero.
   */
  public Duration away() {
    Trouble current = trouble;
    if (current == null || current.kind == Kind.OVERLOADED) {
      return Duration.ZERO;
    }
    return Duration.ofNanos(Math.max(1, nanoClock.getAsLong() - current.since));
  }

  private synchronized void met(Kind kind, EngineException attempt) {
    long now = nanoClock.getAsLong();
    if (trouble == null || trouble.kind != kind) {
      if (kind == Kind.OVERLOADED) {
        end(); // an overloaded engine is back; one that goes away has not recovered from its load
      }
      trouble = new Trouble(kind, now);
    }
    trouble.attempts++;
    if (trouble.isWarningDue(now)) {
      trouble.warned = true;
      trouble.warnedAt = now;
      warn(trouble, now, attempt);
    }
  }

  private synchronized void end() {
    Trouble ended = trouble;
    trouble = null;
    if (ended != null && ended.warned) {
      long seconds = ended.seconds(nanoClock.getAsLong());
      log.info(ended.kind.ended, seconds);
    }
  }

  private void warn(Trouble lasting, long now, EngineException attempt) {
    log.warn(lasting.kind.lasts, lasting.seconds(now), lasting.attempts, attempt.getMessage());
  }

  private enum Kind {
    AWAY(
        Duration.ofSeconds(5),
        "The engine has been away for {} s, {} attempts failed. Nothing is lost, it is tried again."
            + " The last reason: {}",
        "The engine is back, it was away for {} s"),
    WITHOUT_LOGIN(
        Duration.ofSeconds(5),
        "There have been no credentials for the engine for {} s, {} attempts failed. Nothing is lost,"
            + " it is tried again. The last reason: {}",
        "There are credentials for the engine again, there were none for {} s"),
    REFUSING_LOGIN(
        Duration.ZERO,
        "The engine has refused the credentials for {} s, {} requests failed. It may pass: it is tried"
            + " again, now and then, before the task fails. The last reason: {}",
        "The engine accepts the credentials again, it refused them for {} s"),
    OVERLOADED(
        Duration.ofMinutes(1),
        "The engine has been overloaded for {} s, it refused each of {} attempts. Nothing is lost,"
            + " it is tried again. The last reason: {}",
        "The engine is no longer overloaded, it was for {} s");

    private final long patience;
    private final String lasts;
    private final String ended;

    Kind(Duration patience, String lasts, String ended) {
      this.patience = patience.toNanos();
      this.lasts = lasts;
      this.ended = ended;
    }
  }

  /**
   * Attempts that all failed alike. Guarded by the monitor of the health, but for what is final.
   */
  private static final class Trouble {

    private final Kind kind;
    private final long since;
    private long attempts;
    private boolean warned;
    private long warnedAt;

    Trouble(Kind kind, long since) {
      this.kind = kind;
      this.since = since;
    }

    boolean isWarningDue(long now) {
      return warned ? now - warnedAt >= REPEAT : now - since >= kind.patience;
    }

    long seconds(long now) {
      return Duration.ofNanos(now - since).toSeconds();
    }
  }
}
