package io.bpmnconnect.source;

/** What to do with a job whose record has no topic that it could be written to. */
enum InvalidTopic {
  /** Fail the job without retries: the engine raises an incident that tells why. */
  FAIL_JOB,
  /** Write the record to the default topic. */
  DEFAULT_TOPIC,
  /** Fail the task: the model and the configuration do not fit together. */
  FAIL_TASK
}
