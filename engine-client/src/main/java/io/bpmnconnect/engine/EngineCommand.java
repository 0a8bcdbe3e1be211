package io.bpmnconnect.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One command to a process engine.
 *
 * <p>Keys given out by the engine are opaque strings. Variables are plain JSON-like values: {@code
 * Map<String, ?>}, {@code List}, {@code String}, {@code Boolean}, {@code Number} (64-bit integers
 * and {@code BigDecimal} keep every digit) and {@code null}.
 */
public sealed interface EngineCommand {

  /** The operation this command asks for. */
  Operation operation();

  /** What the command is about, for logs and error messages; holds no variables and no secrets. */
  String subject();

  /** Calls the visitor's method for this kind of command. */
  <R> R accept(Visitor<R> visitor);

  /** A choice over every kind of command, checked by the compiler. */
  interface Visitor<R> {
    R visit(CreateProcessInstance command);

    R visit(PublishMessage command);

    R visit(CorrelateMessage command);

    R visit(BroadcastSignal command);

    R visit(CompleteJob command);

    R visit(FailJob command);

    R visit(ThrowJobError command);

    R visit(UpdateJob command);

    R visit(CancelProcessInstance command);

    R visit(SetVariables command);

    R visit(ResolveIncident command);

    R visit(EvaluateDecision command);

    R visit(EvaluateConditionals command);
  }

  /** Which deployed definition is meant. */
  sealed interface Definition {

    /**
     * By the id that its modeller gave it.
     *
     * @param version a version of it, or {@link #LATEST}; decisions are only known by their latest
     */
    record ById(String id, int version) implements Definition {
      /** The newest deployed version. */
      public static final int LATEST = -1;

      public ById {
        Objects.requireNonNull(id);
      }

      @Override
      public String toString() {
        return "\"" + id + "\"";
      }
    }

    /** By the id that its modeller gave it, in a version that is no number (go-bpmn). */
    record ByVersion(String id, String version) implements Definition {
      public ByVersion {
        Objects.requireNonNull(id);
        Objects.requireNonNull(version);
      }

      @Override
      public String toString() {
        return "\"" + id + "\" of version \"" + version + "\"";
      }
    }

    /** By the key that the engine gave one version of it. */
    record ByKey(String key) implements Definition {
      public ByKey {
        Objects.requireNonNull(key);
      }

      @Override
      public String toString() {
        return "with key " + key;
      }
    }
  }

  /** A command that settles or changes one activated job. */
  sealed interface JobCommand extends EngineCommand {
    String jobKey();

    @Override
    default String subject() {
      return "job " + jobKey();
    }
  }

  /**
   * Starts a process instance.
   *
   * @param startElements ids of the elements to start at; empty for the none start event
   * @param runtimeInstructions what the engine does when the instance gets somewhere (Camunda 8.8)
   * @param tags labels of the instance (Camunda 8.8)
   * @param businessId the instance's id in the business's own words (Camunda 8.9)
   * @param await set when the answer shall wait for the end of the instance
   * @param operationReference a number of the caller's, found again in the engine's own records
   */
  record CreateProcessInstance(
      Definition definition,
      Map<String, Object> variables,
      Optional<String> tenantId,
      List<String> startElements,
      List<RuntimeInstruction> runtimeInstructions,
      List<String> tags,
      Optional<String> businessId,
      Optional<Await> await,
      OptionalLong operationReference)
      implements EngineCommand {

    /** What the engine does after an element: the type is its word for it. */
    public record RuntimeInstruction(String type, String afterElementId) {
      public RuntimeInstruction {
        Objects.requireNonNull(type);
        Objects.requireNonNull(afterElementId);
      }
    }

    /**
     * How to wait for the end of the instance.
     *
     * @param timeout how long the engine waits before it answers as timed out; zero for its default
     * @param fetchVariables names of the variables to answer with; empty for all
     */
    public record Await(Duration timeout, List<String> fetchVariables) {
      public Await {
        Objects.requireNonNull(timeout);
        Objects.requireNonNull(fetchVariables);
      }
    }

    public CreateProcessInstance {
      Objects.requireNonNull(definition);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(tenantId);
      Objects.requireNonNull(startElements);
      Objects.requireNonNull(runtimeInstructions);
      Objects.requireNonNull(tags);
      Objects.requireNonNull(businessId);
      Objects.requireNonNull(await);
      Objects.requireNonNull(operationReference);
    }

    /** Starts an instance with nothing special about it. */
    public CreateProcessInstance(
        String processDefinitionId,
        int version,
        Map<String, Object> variables,
        Optional<String> tenantId) {
      this(
          new Definition.ById(processDefinitionId, version),
          variables,
          tenantId,
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty());
    }

    @Override
    public Operation operation() {
      return Operation.CREATE_PROCESS_INSTANCE;
    }

    @Override
    public String subject() {
      return "process " + definition;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Publishes a message that the engine buffers until its time to live ends.
   *
   * @param correlationKey empty for a message start event without correlation
   * @param messageId while a message with the same id is alive, the engine refuses a second one
   * @param businessId only instances with this business id take the message (Camunda 8.10)
   */
  record PublishMessage(
      String name,
      String correlationKey,
      Duration timeToLive,
      Optional<String> messageId,
      Map<String, Object> variables,
      Optional<String> tenantId,
      Optional<String> businessId)
      implements EngineCommand {

    public PublishMessage {
      Objects.requireNonNull(name);
      Objects.requireNonNull(correlationKey);
      Objects.requireNonNull(timeToLive);
      Objects.requireNonNull(messageId);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(tenantId);
      Objects.requireNonNull(businessId);
    }

    /** Publishes a message to whatever instance waits for it. */
    public PublishMessage(
        String name,
        String correlationKey,
        Duration timeToLive,
        Optional<String> messageId,
        Map<String, Object> variables,
        Optional<String> tenantId) {
      this(name, correlationKey, timeToLive, messageId, variables, tenantId, Optional.empty());
    }

    @Override
    public Operation operation() {
      return Operation.PUBLISH_MESSAGE;
    }

    @Override
    public String subject() {
      return "message \"" + name + "\" for \"" + correlationKey + "\"";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Correlates a message at once; refused as not found when nothing waits for it.
   *
   * @param businessId only instances with this business id take the message (Camunda 8.10)
   */
  record CorrelateMessage(
      String name,
      String correlationKey,
      Map<String, Object> variables,
      Optional<String> tenantId,
      Optional<String> businessId)
      implements EngineCommand {

    public CorrelateMessage {
      Objects.requireNonNull(name);
      Objects.requireNonNull(correlationKey);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(tenantId);
      Objects.requireNonNull(businessId);
    }

    /** Correlates a message to whatever instance waits for it. */
    public CorrelateMessage(
        String name,
        String correlationKey,
        Map<String, Object> variables,
        Optional<String> tenantId) {
      this(name, correlationKey, variables, tenantId, Optional.empty());
    }

    @Override
    public Operation operation() {
      return Operation.CORRELATE_MESSAGE;
    }

    @Override
    public String subject() {
      return "message \"" + name + "\" for \"" + correlationKey + "\"";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Broadcasts a signal to every instance that waits for it. */
  record BroadcastSignal(
      String signalName, Map<String, Object> variables, Optional<String> tenantId)
      implements EngineCommand {

    public BroadcastSignal {
      Objects.requireNonNull(signalName);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(tenantId);
    }

    @Override
    public Operation operation() {
      return Operation.BROADCAST_SIGNAL;
    }

    @Override
    public String subject() {
      return "signal \"" + signalName + "\"";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Completes a job.
   *
   * @param result what the job of a user task listener or of an ad-hoc sub-process tells the engine
   *     beside variables, in the words of its API (Camunda 8.8)
   * @param leaseToken proves that the job was not given to someone else meanwhile (Camunda 8.10)
   */
  record CompleteJob(
      String jobKey,
      Map<String, Object> variables,
      Optional<Map<String, Object>> result,
      Optional<String> leaseToken)
      implements JobCommand {

    public CompleteJob {
      Objects.requireNonNull(jobKey);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(result);
      Objects.requireNonNull(leaseToken);
    }

    /** Completes a job that has variables only. */
    public CompleteJob(String jobKey, Map<String, Object> variables, Optional<String> leaseToken) {
      this(jobKey, variables, Optional.empty(), leaseToken);
    }

    /** Completes a job that has no lease. */
    public CompleteJob(String jobKey, Map<String, Object> variables) {
      this(jobKey, variables, Optional.empty());
    }

    @Override
    public Operation operation() {
      return Operation.COMPLETE_JOB;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Fails a job.
   *
   * @param retries how many attempts are left; 0 raises an incident
   * @param retryBackOff how long the engine waits before it offers the job again
   * @param leaseToken as for {@link CompleteJob}
   */
  record FailJob(
      String jobKey,
      int retries,
      Optional<String> errorMessage,
      Duration retryBackOff,
      Map<String, Object> variables,
      Optional<String> leaseToken)
      implements JobCommand {

    public FailJob {
      Objects.requireNonNull(jobKey);
      Objects.requireNonNull(errorMessage);
      Objects.requireNonNull(retryBackOff);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(leaseToken);
    }

    /** Fails a job that has no lease. */
    public FailJob(
        String jobKey,
        int retries,
        Optional<String> errorMessage,
        Duration retryBackOff,
        Map<String, Object> variables) {
      this(jobKey, retries, errorMessage, retryBackOff, variables, Optional.empty());
    }

    @Override
    public Operation operation() {
      return Operation.FAIL_JOB;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Throws a BPMN error from a job, to be caught by an error event of the model.
   *
   * @param leaseToken as for {@link CompleteJob}
   */
  record ThrowJobError(
      String jobKey,
      String errorCode,
      Optional<String> errorMessage,
      Map<String, Object> variables,
      Optional<String> leaseToken)
      implements JobCommand {

    public ThrowJobError {
      Objects.requireNonNull(jobKey);
      Objects.requireNonNull(errorCode);
      Objects.requireNonNull(errorMessage);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(leaseToken);
    }

    /** Throws an error from a job that has no lease. */
    public ThrowJobError(
        String jobKey,
        String errorCode,
        Optional<String> errorMessage,
        Map<String, Object> variables) {
      this(jobKey, errorCode, errorMessage, variables, Optional.empty());
    }

    @Override
    public Operation operation() {
      return Operation.THROW_JOB_ERROR;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Changes the retries or the lock of a job; what is empty stays as it is.
   *
   * @param timeout the new lock time, counted from the moment the engine reads the command; zero
   *     gives back a job whose lock has no end ({@link ActivatedJob#lockEnds()})
   * @param leaseToken as for {@link CompleteJob}
   */
  record UpdateJob(
      String jobKey, OptionalInt retries, Optional<Duration> timeout, Optional<String> leaseToken)
      implements JobCommand {

    public UpdateJob {
      Objects.requireNonNull(jobKey);
      Objects.requireNonNull(retries);
      Objects.requireNonNull(timeout);
      Objects.requireNonNull(leaseToken);
    }

    /** Changes a job that has no lease. */
    public UpdateJob(String jobKey, OptionalInt retries, Optional<Duration> timeout) {
      this(jobKey, retries, timeout, Optional.empty());
    }

    @Override
    public Operation operation() {
      return Operation.UPDATE_JOB;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Cancels a process instance with all that it has started.
   *
   * @param operationReference a number of the caller's, found again in the engine's own records
   */
  record CancelProcessInstance(String processInstanceKey, OptionalLong operationReference)
      implements EngineCommand {

    public CancelProcessInstance {
      Objects.requireNonNull(processInstanceKey);
      Objects.requireNonNull(operationReference);
    }

    @Override
    public Operation operation() {
      return Operation.CANCEL_PROCESS_INSTANCE;
    }

    @Override
    public String subject() {
      return "process instance " + processInstanceKey;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Sets variables of a scope: a process instance or one of its element instances.
   *
   * @param local whether they stay in that scope instead of going up to where each is known
   * @param operationReference a number of the caller's, found again in the engine's own records
   */
  record SetVariables(
      String elementInstanceKey,
      Map<String, Object> variables,
      boolean local,
      OptionalLong operationReference)
      implements EngineCommand {

    public SetVariables {
      Objects.requireNonNull(elementInstanceKey);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(operationReference);
    }

    @Override
    public Operation operation() {
      return Operation.SET_VARIABLES;
    }

    @Override
    public String subject() {
      return "element instance " + elementInstanceKey;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Tells the engine that the cause of an incident is gone, so that the instance goes on.
   *
   * @param operationReference a number of the caller's, found again in the engine's own records
   */
  record ResolveIncident(String incidentKey, OptionalLong operationReference)
      implements EngineCommand {

    public ResolveIncident {
      Objects.requireNonNull(incidentKey);
      Objects.requireNonNull(operationReference);
    }

    @Override
    public Operation operation() {
      return Operation.RESOLVE_INCIDENT;
    }

    @Override
    public String subject() {
      return "incident " + incidentKey;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Evaluates a DMN decision. */
  record EvaluateDecision(
      Definition definition, Map<String, Object> variables, Optional<String> tenantId)
      implements EngineCommand {

    public EvaluateDecision {
      Objects.requireNonNull(definition);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(tenantId);
    }

    @Override
    public Operation operation() {
      return Operation.EVALUATE_DECISION;
    }

    @Override
    public String subject() {
      return "decision " + definition;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Evaluates the conditions of root-level conditional start events, and starts an instance for
   * each that holds (Camunda 8.9).
   *
   * @param processDefinitionKey only those of this process; empty for all
   */
  record EvaluateConditionals(
      Map<String, Object> variables,
      Optional<String> processDefinitionKey,
      Optional<String> tenantId)
      implements EngineCommand {

    public EvaluateConditionals {
      Objects.requireNonNull(variables);
      Objects.requireNonNull(processDefinitionKey);
      Objects.requireNonNull(tenantId);
    }

    @Override
    public Operation operation() {
      return Operation.EVALUATE_CONDITIONALS;
    }

    @Override
    public String subject() {
      return "conditional start events"
          + processDefinitionKey.map(key -> " of process with key " + key).orElse("");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }
}
