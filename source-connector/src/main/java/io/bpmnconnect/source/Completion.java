package io.bpmnconnect.source;

/** Who completes a job. */
enum Completion {
  /** A reply on the reply topic. */
  REPLY,
  /** The connector, as soon as Kafka has acknowledged the job's record. */
  ON_DELIVERY,
  /** Somebody else, such as a sink connector or a client of the engine. */
  NONE
}
