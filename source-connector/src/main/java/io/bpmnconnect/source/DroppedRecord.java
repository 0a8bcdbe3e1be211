package io.bpmnconnect.source;

/** What to do with a job whose record never reached Kafka because something dropped it. */
enum DroppedRecord {
  /** Fail the job with one retry less; without retries left, the engine raises an incident. */
  FAIL_JOB,
  /** Complete the job: the transformation is meant as a filter. */
  COMPLETE,
  /** Give the job back to the engine with its retries unchanged. */
  RELEASE
}
