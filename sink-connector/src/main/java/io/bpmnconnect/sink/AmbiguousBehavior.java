package io.bpmnconnect.sink;

/** What to do when it is not known whether a command was carried out that must not be so twice. */
enum AmbiguousBehavior {
  /** Try again a few times; the worst is that it is carried out as often. Then report. */
  RETRY,
  /** Hand the record to Connect's dead letter queue and go on. */
  REPORT,
  /** Stop the task. */
  FAIL
}
