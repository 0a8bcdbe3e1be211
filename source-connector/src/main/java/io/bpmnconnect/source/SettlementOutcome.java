package io.bpmnconnect.source;

import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import java.util.Locale;

/** What came of settling a job; the one place that decides what the engine's refusal means. */
enum SettlementOutcome {
  /** The engine has done it. */
  SETTLED,
  /** The job is gone, or failed before: somebody settled it, or its lock ended. Not an error. */
  SETTLED_BEFORE,
  /** This settlement will never be taken. */
  REFUSED,
  /** No settlement can be taken; the task must stop. */
  FATAL;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  static SettlementOutcome of(Operation operation, ErrorKind kind) {
    return switch (kind) {
      case NOT_FOUND -> SETTLED_BEFORE;
      // A job that has an incident is in another state, too, but nobody has completed it.
      case CONFLICT -> operation == Operation.COMPLETE_JOB ? REFUSED : SETTLED_BEFORE;
      // Rights are checked for each process: what is forbidden for this job is not for others.
      case INVALID, UNSUPPORTED, INTERNAL, FORBIDDEN -> REFUSED;
      case UNAUTHENTICATED, BACKPRESSURE, UNAVAILABLE, TIMEOUT -> FATAL;
    };
  }

  /** The outcome as written in metrics, such as {@code settled-before}. */
  @Override
  public String toString() {
    return text;
  }
}
