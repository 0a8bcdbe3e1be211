package io.bpmnconnect.engine;

/** What only some engines, or newer versions of them, can do beside their operations. */
public enum Feature {
  /** Instructions that take effect while a process instance runs. */
  RUNTIME_INSTRUCTIONS,
  /** Tags of a process instance. */
  TAGS,
  /** A business id of a process instance. */
  BUSINESS_ID,
  /** An operation reference for the resolution of an incident. */
  INCIDENT_REFERENCE,
  /** What the job of a user task listener or an ad-hoc sub-process tells beside variables. */
  JOB_RESULT,
  /** Messages for the instances of one business id. */
  MESSAGE_BUSINESS_ID,
  /** A choice between the tenants that a request for jobs names and those assigned to its user. */
  JOB_TENANT_FILTER,
  /** Lease tokens of jobs. */
  JOB_LEASE
}
