package io.bpmnconnect.source;

/** What a job record's value holds. */
enum ValueContent {
  /** The job with its metadata and variables. */
  JOB,
  /** The job's variables only. */
  VARIABLES
}
