package io.bpmnconnect.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A job that the engine has locked for us.
 *
 * @param retries the attempts left, this one included
 * @param processDefinitionVersion 0 when the version is no number
 * @param deadline when the lock ends unless it is extended; another worker can get the job after
 *     it; {@link #NO_DEADLINE} for never
 * @param customHeaders the static headers of the BPMN task
 * @param variables the variables the job can see, as plain values; decimals are {@code BigDecimal}
 * @param details what only newer versions of an engine say
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
    String tenantId,
    Details details) {

  /** The deadline of a lock that has no end. */
  public static final Instant NO_DEADLINE = Instant.parse("9999-12-31T23:59:59Z");

  /**
   * What an engine says of a job beside what every version says.
   *
   * @param kind what the job is for, such as {@code BPMN_ELEMENT} or {@code TASK_LISTENER}
   * @param listenerEventType what a listener's job listens to, such as {@code COMPLETING}
   * @param tags those of the process instance
   * @param businessId that of the process instance
   * @param rootProcessInstanceKey the process instance at the top of the call hierarchy
   * @param leaseToken to be given back with the settlement, when the job was asked for with one
   * @param userTask the properties of the user task that a listener's job is of; empty for all
   *     other jobs
   * @param processVersion the version of the process, where versions are texts
   * @param lockedAt when the engine locked the job, where the lock has no end to reckon from
   */
  public record Details(
      Optional<String> kind,
      Optional<String> listenerEventType,
      List<String> tags,
      Optional<String> businessId,
      OptionalInt priority,
      Optional<String> rootProcessInstanceKey,
      Optional<String> leaseToken,
      Map<String, Object> userTask,
      Optional<String> processVersion,
      Optional<Instant> lockedAt) {

    /** Those of an engine that says nothing more. */
    public static final Details NONE =
        new Details(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of());

    public Details {
      Objects.requireNonNull(kind);
      Objects.requireNonNull(listenerEventType);
      tags = List.copyOf(tags);
      Objects.requireNonNull(businessId);
      Objects.requireNonNull(priority);
      Objects.requireNonNull(rootProcessInstanceKey);
      Objects.requireNonNull(leaseToken);
      Objects.requireNonNull(userTask);
      Objects.requireNonNull(processVersion);
      Objects.requireNonNull(lockedAt);
    }

    /** Those of an engine that counts versions and whose locks end. */
    public Details(
        Optional<String> kind,
        Optional<String> listenerEventType,
        List<String> tags,
        Optional<String> businessId,
        OptionalInt priority,
        Optional<String> rootProcessInstanceKey,
        Optional<String> leaseToken,
        Map<String, Object> userTask) {
      this(
          kind,
          listenerEventType,
          tags,
          businessId,
          priority,
          rootProcessInstanceKey,
          leaseToken,
          userTask,
          Optional.empty(),
          Optional.empty());
    }
  }

  public ActivatedJob {
    Objects.requireNonNull(key);
    Objects.requireNonNull(type);
    Objects.requireNonNull(processInstanceKey);
    Objects.requireNonNull(deadline);
    Objects.requireNonNull(customHeaders);
    Objects.requireNonNull(variables);
    Objects.requireNonNull(details);
  }

  /** How a settlement refers to the job. */
  public JobRef ref() {
    return new JobRef(key, Optional.of(worker).filter(name -> !name.isEmpty()), leaseToken());
  }

  /** The token that a settlement must carry, when the job was asked for with one. */
  public Optional<String> leaseToken() {
    return details.leaseToken();
  }

  /** Whether the lock ends by itself, and so must be extended while the job is worked on. */
  public boolean lockEnds() {
    return !deadline.equals(NO_DEADLINE);
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
        tenantId,
        details);
  }
}
