package io.bpmnconnect.source;

import io.bpmnconnect.connect.mapping.ConnectValues;
import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.ActivatedJob;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes a job's record. Immutable; safe for any thread. */
final class JobRecordMapper {

  /** The one name that expressions can refer to. */
  static final String JOB = "job";

  private final JobConfig config;

  JobRecordMapper(JobConfig config) {
    this.config = config;
  }

  /**
   * The record of a job.
   *
   * @throws MappingException if its topic or key cannot be rendered
   */
  JobRecord map(FetchedJob fetched) {
    ActivatedJob job = fetched.job();
    Map<String, Object> described = describe(job);
    Map<String, Object> variables = Map.of(JOB, described);
    String topic = config.topic().requiredText(variables);
    if (topic.isBlank()) {
      throw new MappingException(config.topic().configKey() + " is empty for this job");
    }
    String key = config.key().text(variables).orElse(null);
    Object value = config.valueContent() == ValueContent.JOB ? described : job.variables();
    return new JobRecord(
        fetched, topic, key, ConnectValues.toSchemaless(value), JobHeaders.of(job));
  }

  /** The job as plain values: what expressions see, and what the record's value holds. */
  private static Map<String, Object> describe(ActivatedJob job) {
    Map<String, Object> described = new LinkedHashMap<>(32);
    described.put("jobKey", job.key());
    described.put("type", job.type());
    described.put("processInstanceKey", job.processInstanceKey());
    described.put("processDefinitionId", job.processDefinitionId());
    described.put("processDefinitionVersion", job.processDefinitionVersion());
    described.put("processDefinitionKey", job.processDefinitionKey());
    described.put("elementId", job.elementId());
    described.put("elementInstanceKey", job.elementInstanceKey());
    described.put("customHeaders", job.customHeaders());
    described.put("worker", job.worker());
    described.put("retries", job.retries());
    described.put("deadline", job.deadline().toEpochMilli());
    described.put("tenantId", job.tenantId());
    described.put("variables", job.variables());
    return described;
  }
}
