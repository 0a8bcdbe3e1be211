package io.bpmnconnect.engine;

/**
 * Why the engine did not carry out a command, whatever its protocol. Every decision (retry, report,
 * fail) is made from the kind; the protocol's own status is for people to read.
 */
public enum ErrorKind {
  /**
   * The command is malformed or refers to something it must not; the same command never succeeds.
   */
  INVALID,
  /** The engine does not accept our credentials. */
  UNAUTHENTICATED,
  /** The credentials are known, but not allowed to do this. */
  FORBIDDEN,
  /** What the command refers to does not exist (any more). */
  NOT_FOUND,
  /** What the command would create exists, or what it changes is in another state. */
  CONFLICT,
  /**
   * Somebody else has the job now: another worker has its lock, or the lease is stale. Where a job
   * is settled, it was settled before or taken over.
   */
  LOCK_LOST,
  /**
   * The process instance is suspended: nothing was carried out, and may be after its resumption.
   */
  SUSPENDED,
  /** Another command changed the same thing at the same moment; nothing was carried out. */
  CONTENTION,
  /** The engine is overloaded and did not process the command. */
  BACKPRESSURE,
  /** The engine cannot be reached or cannot serve for now. */
  UNAVAILABLE,
  /** No answer in time; the command may or may not have been carried out. */
  TIMEOUT,
  /** The engine failed in a way it does not explain, or its answer cannot be read. */
  INTERNAL,
  /** This engine, or this version of it, does not have the operation. */
  UNSUPPORTED
}
