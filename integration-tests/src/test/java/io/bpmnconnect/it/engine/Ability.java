package io.bpmnconnect.it.engine;

/** What an engine can have that it does not tell of as an operation or a feature. */
enum Ability {
  /** It counts what it has done, so that there is a witness beside the adapter. */
  COUNTERS,
  /** It holds a request for jobs open. */
  LONG_POLL,
  /** It has several partitions, and finds the one that a key is of. */
  PARTITIONS,
  /** It looks at the tenant of a command, and says that of a job. */
  TENANTS
}
