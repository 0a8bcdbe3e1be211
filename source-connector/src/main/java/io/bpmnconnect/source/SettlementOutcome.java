package io.bpmnconnect.source;

import io.bpmnconnect.engine.ErrorKind;

/** The one place that decides what the engine's refusal to settle a job means. */
enum SettlementOutcome {
  /** The job is gone or in another state: somebody settled it, or its lock ended. Not an error. */
  SETTLED_BEFORE,
  /** This settlement will never be taken. */
  REFUSED,
  /** No settlement can be taken; the task must stop. */
  FATAL;

  static SettlementOutcome of(ErrorKind kind) {
    return switch (kind) {
      case NOT_FOUND, CONFLICT -> SETTLED_BEFORE;
      case INVALID, UNSUPPORTED, INTERNAL -> REFUSED;
      case UNAUTHENTICATED, FORBIDDEN, BACKPRESSURE, UNAVAILABLE, TIMEOUT -> FATAL;
    };
  }
}
