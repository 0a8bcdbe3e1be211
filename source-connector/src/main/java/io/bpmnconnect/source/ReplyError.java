package io.bpmnconnect.source;

/** What to do with a reply that cannot be read, or that the engine refuses. */
enum ReplyError {
  /** Write it to the reply error topic and go on. */
  REPORT,
  /** Log it and go on; the engine offers the job again when its lock ends. */
  IGNORE,
  /** Stop the task; the reply is read again after a restart. */
  FAIL
}
