package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;

/**
 * The headers of a job's record: its metadata, as text. Part of the public contract.
 *
 * <p>Every value is a Connect text: Connect's own header converter (SimpleHeaderConverter) and
 * StringConverter write a text as it is, also one that looks like a number or JSON, while bytes
 * would become Base64 with the one, and an object's name with the other.
 */
final class JobHeaders {

  /** What the names of the connector's own headers begin with. */
  static final String PREFIX = "bpmn-";

  static final String JOB_KEY = "bpmn-job-key";
  static final String JOB_TYPE = "bpmn-job-type";
  static final String JOB_RETRIES = "bpmn-job-retries";
  static final String JOB_DEADLINE = "bpmn-job-deadline";
  static final String JOB_ACTIVATION = "bpmn-job-activation";
  static final String JOB_WORKER = "bpmn-job-worker";
  static final String JOB_LEASE = "bpmn-job-lease";
  static final String PROCESS_INSTANCE_KEY = "bpmn-process-instance-key";
  static final String PROCESS_DEFINITION_ID = "bpmn-process-definition-id";
  static final String PROCESS_DEFINITION_VERSION = "bpmn-process-definition-version";
  static final String ELEMENT_ID = "bpmn-element-id";
  static final String TENANT_ID = "bpmn-tenant-id";
  static final String BUSINESS_ID = "bpmn-business-id";

  /** On a record without the variables of a job that is too large: their size in bytes as JSON. */
  static final String VARIABLES_OMITTED = "bpmn-job-variables-omitted";

  /** The names that W3C Trace Context gives to headers, and we to variables. */
  static final String TRACE_PARENT = "traceparent";

  static final String TRACE_STATE = "tracestate";

  private JobHeaders() {}

  /**
   * The headers of one activation of a job.
   *
   * @param withWorker whether a settlement needs the worker that the job is locked for
   */
  static Headers of(ActivatedJob job, Instant activated, boolean withWorker) {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(JOB_KEY, job.key());
    headers.addString(JOB_TYPE, job.type());
    headers.addString(JOB_RETRIES, Integer.toString(job.retries()));
    headers.addString(JOB_DEADLINE, Long.toString(job.deadline().toEpochMilli()));
    headers.addString(JOB_ACTIVATION, Long.toString(activated.toEpochMilli()));
    headers.addString(PROCESS_INSTANCE_KEY, job.processInstanceKey());
    headers.addString(PROCESS_DEFINITION_ID, job.processDefinitionId());
    headers.addString(
        PROCESS_DEFINITION_VERSION,
        job.details()
            .processVersion()
            .orElseGet(() -> Integer.toString(job.processDefinitionVersion())));
    headers.addString(ELEMENT_ID, job.elementId());
    headers.addString(TENANT_ID, job.tenantId());
    if (withWorker) {
      headers.addString(JOB_WORKER, job.worker());
    }
    job.leaseToken().ifPresent(token -> headers.addString(JOB_LEASE, token));
    job.details().businessId().ifPresent(id -> headers.addString(BUSINESS_ID, id));
    addTrace(headers, job);
    return headers;
  }

  /** A trace state means nothing without the parent that it belongs to. */
  private static void addTrace(Headers headers, ActivatedJob job) {
    Optional<String> parent = text(job.variables(), TRACE_PARENT);
    parent.ifPresent(
        trace -> {
          headers.addString(TRACE_PARENT, trace);
          text(job.variables(), TRACE_STATE)
              .ifPresent(state -> headers.addString(TRACE_STATE, state));
        });
  }

  private static Optional<String> text(Map<String, Object> variables, String name) {
    return variables.get(name) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }
}
