package io.bpmnconnect.engine.gobpmn;

import io.bpmnconnect.engine.JobActivation.Polling;
import java.time.Duration;

/**
 * How soon to ask again: at the shortest pause after jobs came, then twice as long each time that
 * none came, up to the longest. Lasts from request to request; safe for use by any thread.
 */
final class Pace {

  private Duration next = Duration.ZERO;

  synchronized void found() {
    next = Duration.ZERO;
  }

  /** The pause after no job came. */
  synchronized Duration foundNone(Polling polling) {
    Duration pause = next.compareTo(polling.shortestPause()) < 0 ? polling.shortestPause() : next;
    pause = pause.compareTo(polling.longestPause()) > 0 ? polling.longestPause() : pause;
    next = pause.multipliedBy(2);
    return pause;
  }
}
