package io.bpmnconnect.source;

/** The Connect schema of a job record's value. */
enum ValueSchema {
  /** None: plain maps, lists and scalars. */
  NONE,
  /** One that never changes; the variables are a JSON text. */
  ENVELOPE,
  /** One for each job type, grown from the variables that were seen. */
  INFERRED
}
