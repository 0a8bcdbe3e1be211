package io.bpmnconnect.sink;

/** What to do when it is not known whether the engine has created a process instance. */
enum AmbiguousCreate {
  /** Try again; the worst is a second instance. */
  RETRY,
  /** Hand the record to Connect's dead letter queue and go on. */
  REPORT,
  /** Stop the task. */
  FAIL
}
