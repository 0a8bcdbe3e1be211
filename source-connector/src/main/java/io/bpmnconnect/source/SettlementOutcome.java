package io.bpmnconnect.source;

import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineTrait;
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

  /**
   * What a refusal means.
   *
   * @param engine whose words they are
   */
  static SettlementOutcome of(Operation operation, ErrorKind kind, EngineAdapter engine) {
    return switch (kind) {
      case NOT_FOUND, LOCK_LOST -> SETTLED_BEFORE;
      // A job that has an incident is in another state, too, but nobody has completed it.
      case CONFLICT ->
          operation == Operation.COMPLETE_JOB || engine.has(EngineTrait.TELLS_LOST_LOCKS)
              ? REFUSED
              : SETTLED_BEFORE;
      // Rights are checked for each process: what is forbidden for this job is not for others.
      case INVALID, UNSUPPORTED, INTERNAL, FORBIDDEN, SUSPENDED -> REFUSED;
      case UNAUTHENTICATED, BACKPRESSURE, UNAVAILABLE, TIMEOUT, CONTENTION -> FATAL;
    };
  }

  /** The outcome as written in metrics, such as {@code settled-before}. */
  @Override
  public String toString() {
    return text;
  }
}
