package io.bpmnconnect.source;

/** What to do with a job that is too large for a record. */
enum OversizedJob {
  /** Fail the job without retries; the engine raises an incident. */
  FAIL_JOB,
  /** Write the record without variables; workers fetch them themselves. */
  WITHOUT_VARIABLES,
  /** Fail the task. */
  FAIL
}
