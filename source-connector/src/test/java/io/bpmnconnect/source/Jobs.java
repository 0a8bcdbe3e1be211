package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Jobs as an engine gives them. */
final class Jobs {

  private Jobs() {}

  static ActivatedJob job(String key) {
    return job(key, Map.of(), Map.of("orderId", "o-1"));
  }

  static ActivatedJob job(
      String key, Map<String, Object> customHeaders, Map<String, Object> variables) {
    return new ActivatedJob(
        key,
        "charge-card",
        "instance-1",
        "definition-1",
        "order",
        2,
        "charge",
        "element-1",
        customHeaders,
        "worker",
        3,
        Instant.ofEpochMilli(1_700_000_000_000L),
        variables,
        "<default>",
        ActivatedJob.Details.NONE);
  }

  static ActivatedJob ofType(String key, String type) {
    ActivatedJob job = job(key);
    return new ActivatedJob(
        job.key(),
        type,
        job.processInstanceKey(),
        job.processDefinitionKey(),
        job.processDefinitionId(),
        job.processDefinitionVersion(),
        job.elementId(),
        job.elementInstanceKey(),
        job.customHeaders(),
        job.worker(),
        job.retries(),
        job.deadline(),
        job.variables(),
        job.tenantId(),
        ActivatedJob.Details.NONE);
  }

  /** The record of a job, where nobody knows what partitions there are. */
  static JobRecord record(JobRecordMapper mapper, ActivatedJob job) {
    return mapper.map(mapper.draft(new FetchedJob(job, null)), OptionalInt.empty());
  }

  /** A job as the newest engines tell it. */
  static ActivatedJob detailed(String key, Map<String, Object> variables) {
    ActivatedJob job = job(key, Map.of(), variables);
    return new ActivatedJob(
        job.key(),
        job.type(),
        job.processInstanceKey(),
        job.processDefinitionKey(),
        job.processDefinitionId(),
        job.processDefinitionVersion(),
        job.elementId(),
        job.elementInstanceKey(),
        job.customHeaders(),
        job.worker(),
        job.retries(),
        job.deadline(),
        job.variables(),
        job.tenantId(),
        new ActivatedJob.Details(
            Optional.of("TASK_LISTENER"),
            Optional.of("COMPLETING"),
            List.of("gold"),
            Optional.of("order-1"),
            OptionalInt.of(70),
            Optional.of("root-1"),
            Optional.of("token-1"),
            Map.of("assignee", "ann")));
  }
}
