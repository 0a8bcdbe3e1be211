package io.bpmnconnect.sink;

/** What the records of a route choose themselves, so that a refusal may be one record's only. */
enum Chosen {
  NOTHING,

  /** Tenant, definition or key: what the credentials' rights are about. */
  TARGET,

  /** The operation, and what it is done to. */
  OPERATION
}
