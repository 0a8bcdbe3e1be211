package io.bpmnconnect.sink;

/** What to do with a record that cannot be delivered. */
enum Behavior {
  /** Stop the task; the record is delivered again after a restart. */
  FAIL,
  /** Hand the record to Connect's dead letter queue and go on. */
  REPORT,
  /** Log it and go on. */
  IGNORE
}
