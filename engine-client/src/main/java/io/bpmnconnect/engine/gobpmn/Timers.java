package io.bpmnconnect.engine.gobpmn;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.time.Duration;

/** Durations in the engine's words: ISO 8601, in whole seconds. */
final class Timers {

  /** Later dates than this do not fit into the engine's answers. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private Timers() {}

  /**
   * A duration, rounded up: what must not happen before some time does not.
   *
   * @param name what it is, for the message
   */
  static String seconds(String name, Duration duration) {
    if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      throw EngineException.of(
          ErrorKind.INVALID,
          name + " must be between 0 and " + LONGEST.toDays() + " days, was " + duration);
    }
    return "PT" + duration.plusNanos(999_999_999).toSeconds() + "S";
  }
}
