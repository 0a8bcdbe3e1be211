package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A job as plain values: what expressions see, and what a record's value holds. */
final class JobDescription {

  /** The one name that expressions can refer to. */
  static final String JOB = "job";

  private JobDescription() {}

  /** Fields that only newer engines have are left out when there is nothing to say. */
  static Map<String, Object> of(ActivatedJob job, Instant activated) {
    Map<String, Object> described = new LinkedHashMap<>(48);
    described.put("jobKey", job.key());
    described.put("type", job.type());
    described.put("processInstanceKey", job.processInstanceKey());
    described.put("processDefinitionId", job.processDefinitionId());
    described.put(
        "processDefinitionVersion",
        job.details()
            .processVersion()
            .<Object>map(text -> text)
            .orElse(job.processDefinitionVersion()));
    described.put("processDefinitionKey", job.processDefinitionKey());
    described.put("elementId", job.elementId());
    described.put("elementInstanceKey", job.elementInstanceKey());
    described.put("customHeaders", job.customHeaders());
    described.put("worker", job.worker());
    described.put("retries", job.retries());
    described.put("deadline", job.deadline().toEpochMilli());
    described.put("activation", activated.toEpochMilli());
    described.put("tenantId", job.tenantId());
    ActivatedJob.Details details = job.details();
    details.kind().ifPresent(kind -> described.put("kind", kind));
    details.listenerEventType().ifPresent(event -> described.put("listenerEventType", event));
    details.businessId().ifPresent(id -> described.put("businessId", id));
    details.priority().ifPresent(priority -> described.put("priority", priority));
    details
        .rootProcessInstanceKey()
        .ifPresent(root -> described.put("rootProcessInstanceKey", root));
    details.leaseToken().ifPresent(token -> described.put("leaseToken", token));
    if (!details.tags().isEmpty()) {
      described.put("tags", details.tags());
    }
    if (!details.userTask().isEmpty()) {
      described.put("userTask", details.userTask());
    }
    described.put("variables", job.variables());
    return described;
  }
}
