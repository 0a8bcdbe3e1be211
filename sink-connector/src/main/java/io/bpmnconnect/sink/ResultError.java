package io.bpmnconnect.sink;

/** What to do when a result cannot be written. */
enum ResultError {
  /** Stop the task: a record is done only when its result is acknowledged. */
  FAIL,
  /** Log it and go on: results are best effort. */
  IGNORE
}
