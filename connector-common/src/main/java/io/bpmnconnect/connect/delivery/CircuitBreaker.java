package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;

/**
 * Notices from the answers of an engine that it is away, so that one command at a time tries it,
 * with growing pauses, and not all of them.
 *
 * <p>It opens when {@value #AWAY_IN_A_ROW} answers in a row say so, and closes with any answer that
 * the engine gives itself. A timeout alone does not open it: it may be one command's own.
 *
 * <p>Not safe for use by several threads at once: its dispatcher guards it.
 */
final class CircuitBreaker {

  private static final int AWAY_IN_A_ROW = 3;

  /** An engine that is back should not be waited for much longer than this. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final RetryPolicy policy;
  private int awayInARow;
  private int failedProbes;
  private long probeAt;
  private EngineException lastWord;

  CircuitBreaker(RetryPolicy policy) {
    this.policy = policy;
  }

  boolean isOpen() {
    return awayInARow >= AWAY_IN_A_ROW;
  }

  /** Whether a command that was tried before may try the engine now. */
  boolean isProbeDue(long now) {
    return now - probeAt >= 0;
  }

  /** What the engine's absence was last told by. */
  EngineException lastWord() {
    return lastWord;
  }

  /**
   * Learns from an answer, or from its absence.
   *
   * @param refusal {@code null} when the engine has carried a command out
   * @param probe whether the command was the one that tries an engine that is away
   */
  void answered(EngineException refusal, boolean probe, long now) {
    boolean timedOut = refusal != null && refusal.kind() == ErrorKind.TIMEOUT;
    if (refusal != null && (refusal.isAway() || (timedOut && isOpen()))) {
      lastWord = refusal;
      awayInARow++;
      if (probe || awayInARow == AWAY_IN_A_ROW) {
        failedProbes = probe ? failedProbes + 1 : 0;
        probeAt = now + pause().toNanos();
      }
    } else if (!timedOut) {
      awayInARow = 0;
    }
  }

  private Duration pause() {
    Duration pause = policy.pause(failedProbes + 1);
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** How long it is to the next probe; not negative. */
  Duration untilProbe(long now) {
    return Duration.ofNanos(Math.max(0, probeAt - now));
  }
}
