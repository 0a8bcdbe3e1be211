package io.bpmnconnect.engine.gobpmn;

import io.bpmnconnect.engine.JobActivation.Pauses;
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
  synchronized Duration foundNone(Pauses pauses) {
    Duration pause = next.compareTo(pauses.shortest()) < 0 ? pauses.shortest() : next;
    pause = pause.compareTo(pauses.longest()) > 0 ? pauses.longest() : pause;
    next = pause.multipliedBy(2);
    return pause;
  }
}
