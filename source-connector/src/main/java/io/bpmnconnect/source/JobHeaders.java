package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;

/** The headers of a job's record: its metadata, as text. Part of the public contract. */
final class JobHeaders {

  static final String JOB_KEY = "bpmn-job-key";
  static final String JOB_TYPE = "bpmn-job-type";
  static final String JOB_RETRIES = "bpmn-job-retries";
  static final String JOB_DEADLINE = "bpmn-job-deadline";
  static final String PROCESS_INSTANCE_KEY = "bpmn-process-instance-key";
  static final String PROCESS_DEFINITION_ID = "bpmn-process-definition-id";
  static final String PROCESS_DEFINITION_VERSION = "bpmn-process-definition-version";
  static final String ELEMENT_ID = "bpmn-element-id";
  static final String TENANT_ID = "bpmn-tenant-id";

  private JobHeaders() {}

  static Headers of(ActivatedJob job) {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(JOB_KEY, job.key());
    headers.addString(JOB_TYPE, job.type());
    headers.addString(JOB_RETRIES, Integer.toString(job.retries()));
    headers.addString(JOB_DEADLINE, Long.toString(job.deadline().toEpochMilli()));
    headers.addString(PROCESS_INSTANCE_KEY, job.processInstanceKey());
    headers.addString(PROCESS_DEFINITION_ID, job.processDefinitionId());
    headers.addString(PROCESS_DEFINITION_VERSION, Integer.toString(job.processDefinitionVersion()));
    headers.addString(ELEMENT_ID, job.elementId());
    headers.addString(TENANT_ID, job.tenantId());
    return headers;
  }
}
