package io.bpmnconnect.engine;

/** What only some engines, or newer versions of them, can do beside their operations. */
public enum Feature {
  START_ELEMENTS("elements at which a process instance starts"),
  AWAIT_COMPLETION("waiting for the end of a process instance"),
  RUNTIME_INSTRUCTIONS("instructions that take effect while a process instance runs"),
  TAGS("tags of a process instance"),
  BUSINESS_ID("business id of a process instance"),
  MESSAGE_BUSINESS_ID("messages for the instances of one business id"),
  OPERATION_REFERENCE("operation reference of a command"),
  INCIDENT_REFERENCE("operation reference for the resolution of an incident"),
  JOB_RESULT("result of a job beside variables, such as that of a user task listener"),
  /** See {@link ProcessEngine#openJobStream}. */
  JOB_STREAM("jobs that the engine pushes"),
  JOB_LEASE("lease tokens of jobs"),
  TENANTS("tenants"),
  /** Those that a request for jobs names, or those assigned to its user. */
  JOB_TENANT_FILTER("choice of the tenants whose jobs are fetched");

  private final String description;

  Feature(String description) {
    this.description = description;
  }

  /** What it is, for people. */
  public String description() {
    return description;
  }
}
