package io.bpmnconnect.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A job that the engine has locked for us.
 *
 * @param retries the attempts left, this one included
 * @param deadline when the lock ends; another worker can get the job after it. A later activation
 *     of the same job always has a later deadline
 * @param customHeaders the static headers of the BPMN task
 * @param variables the variables the job can see, as plain values; decimals are {@code BigDecimal}
 */
public record ActivatedJob(
    String key,
    String type,
    String processInstanceKey,
    String processDefinitionKey,
    String processDefinitionId,
    int processDefinitionVersion,
    String elementId,
    String elementInstanceKey,
    Map<String, Object> customHeaders,
    String worker,
    int retries,
    Instant deadline,
    Map<String, Object> variables,
    String tenantId) {

  public ActivatedJob {
    Objects.requireNonNull(key);
    Objects.requireNonNull(type);
    Objects.requireNonNull(processInstanceKey);
    Objects.requireNonNull(deadline);
    Objects.requireNonNull(customHeaders);
    Objects.requireNonNull(variables);
  }

  /** The same job without its variables, which may be large. */
  public ActivatedJob withoutVariables() {
    return new ActivatedJob(
        key,
        type,
        processInstanceKey,
        processDefinitionKey,
        processDefinitionId,
        processDefinitionVersion,
        elementId,
        elementInstanceKey,
        customHeaders,
        worker,
        retries,
        deadline,
        Map.of(),
        tenantId);
  }
}
