package io.bpmnconnect.it.engine;

/** What an engine can have that it does not tell of as an operation or a feature. */
enum Ability {
  /** It ends the wait for the end of a process instance by itself. */
  AWAIT_LIMIT,
  /** It counts what it has done, so that there is a witness beside the adapter. */
  COUNTERS,
  /** It takes a request with fields that it does not know, as 8.6.0 does. */
  IGNORES_THE_UNKNOWN,
  /** It holds a request for jobs open. */
  LONG_POLL,
  /** It keeps the variables that a job is failed with, and refuses those that it cannot read. */
  JOB_VARIABLES,
  /** It has several partitions, and finds the one that a key is of. */
  PARTITIONS,
  /** It looks at the tenant of a command, and says that of a job. */
  TENANTS
}
