package io.bpmnconnect.engine;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What only some engines, or newer versions of them, can do beside their operations. */
public enum Feature {
  START_ELEMENTS("elements at which a process instance starts"),
  AWAIT_COMPLETION("waiting for the end of a process instance"),
  RUNTIME_INSTRUCTIONS("instructions that take effect while a process instance runs"),
  TAGS("tags of a process instance"),
  BUSINESS_ID("business id of a process instance"),
  CONDITIONAL_BUSINESS_ID("business id of the instances that conditions start"),
  VARIABLES_IN_RETURN("variables of a process instance in the answer to its creation"),
  CORRELATION_KEY("correlation keys that the model computes"),
  CORRELATION_VARIABLES("correlation by variables or by the business id alone"),
  CORRELATE_ALL("correlation with every match"),
  MESSAGE_BUSINESS_ID("messages for the instances of one business id"),
  OPERATION_REFERENCE("operation reference of a command"),
  INCIDENT_REFERENCE("operation reference for the resolution of an incident"),
  ERROR_MESSAGE("message of a BPMN error beside its code"),
  JOB_RESULT("result of a job beside variables, such as that of a user task listener"),
  /** See {@link ProcessEngine#openJobStream}. */
  JOB_STREAM("jobs that the engine pushes"),
  JOB_LEASE("lease tokens of jobs"),
  JOB_FILTER("choice of jobs by business id or by process variables"),
  JOB_PRIORITY_ORDER("jobs in the order of their priority"),
  JOB_PRIORITY_UPDATE("change of a job's priority"),
  TENANTS("tenants"),
  /** Those that a request for jobs names, or those assigned to its user. */
  JOB_TENANT_FILTER("choice of the tenants whose jobs are fetched");

  /** What only the Camunda 7 family has. */
  public static final Set<Feature> OF_CAMUNDA_7 =
      Collections.unmodifiableSet(
          EnumSet.of(
              CONDITIONAL_BUSINESS_ID,
              VARIABLES_IN_RETURN,
              CORRELATION_VARIABLES,
              CORRELATE_ALL,
              JOB_FILTER,
              JOB_PRIORITY_ORDER,
              JOB_PRIORITY_UPDATE));

  /** What to use for them, in messages. */
  public static final String CAMUNDA_7 = "the Camunda 7 family (engine.type=camunda7)";

  private final String description;

  Feature(String description) {
    this.description = description;
  }

  /** What it is, for people. */
  public String description() {
    return description;
  }
}
