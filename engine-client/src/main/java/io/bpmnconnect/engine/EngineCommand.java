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

    R visit(ReleaseJob command);

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
     * @param version a version of it, or {@link #LATEST}; Camunda 8 knows decisions by their latest
     *     only
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
    JobRef job();

    @Override
    default String subject() {
      return "job " + job().key();
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
   * @param variablesInReturn whether the answer shall have the variables as they are when the
   *     engine answers, be that at the end or at the first wait state ({@link
   *     Feature#VARIABLES_IN_RETURN})
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
      boolean variablesInReturn,
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
   * Publishes a message, for whoever waits for it until its time to live ends. An engine without a
   * message buffer ({@link EngineTrait#BUFFERS_MESSAGES}) refuses it as not found while nobody
   * waits; trying again is the caller's business.
   *
   * @param messageId while a message with the same id is alive, the engine refuses a second one;
   *     only where {@link EngineTrait#KEEPS_MESSAGE_IDS}
   */
  record PublishMessage(
      String name,
      Correlation correlation,
      Duration timeToLive,
      Optional<String> messageId,
      Map<String, Object> variables,
      Optional<String> tenantId)
      implements EngineCommand {

    public PublishMessage {
      Objects.requireNonNull(name);
      Objects.requireNonNull(correlation);
      Objects.requireNonNull(timeToLive);
      Objects.requireNonNull(messageId);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(tenantId);
    }

    @Override
    public Operation operation() {
      return Operation.PUBLISH_MESSAGE;
    }

    @Override
    public String subject() {
      return "message \"" + name + "\" for " + correlation.describe();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Correlates a message at once; refused as not found when nothing waits for it.
   *
   * @param all whether every match takes the message, where exactly one must match otherwise
   *     ({@link Feature#CORRELATE_ALL})
   */
  record CorrelateMessage(
      String name,
      Correlation correlation,
      Map<String, Object> variables,
      Optional<String> tenantId,
      boolean all)
      implements EngineCommand {

    public CorrelateMessage {
      Objects.requireNonNull(name);
      Objects.requireNonNull(correlation);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(tenantId);
    }

    @Override
    public Operation operation() {
      return Operation.CORRELATE_MESSAGE;
    }

    @Override
    public String subject() {
      return "message \"" + name + "\" for " + correlation.describe();
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
   * @param result what the job of a user task listener or of an ad-hoc sub-process says apart from
   *     variables, in the words of the engine's API (Camunda 8.8)
   */
  record CompleteJob(
      JobRef job, Map<String, Object> variables, Optional<Map<String, Object>> result)
      implements JobCommand {

    public CompleteJob {
      Objects.requireNonNull(job);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(result);
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
   */
  record FailJob(
      JobRef job,
      int retries,
      Optional<String> errorMessage,
      Duration retryBackOff,
      Map<String, Object> variables)
      implements JobCommand {

    public FailJob {
      Objects.requireNonNull(job);
      Objects.requireNonNull(errorMessage);
      Objects.requireNonNull(retryBackOff);
      Objects.requireNonNull(variables);
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

  /** Throws a BPMN error from a job, to be caught by an error event of the model. */
  record ThrowJobError(
      JobRef job, String errorCode, Optional<String> errorMessage, Map<String, Object> variables)
      implements JobCommand {

    public ThrowJobError {
      Objects.requireNonNull(job);
      Objects.requireNonNull(errorCode);
      Objects.requireNonNull(errorMessage);
      Objects.requireNonNull(variables);
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
   * Changes the retries, the lock or the priority of a job; what is empty stays as it is.
   *
   * @param timeout the new lock time, counted from the moment the engine reads the command; above
   *     zero
   * @param priority jobs of higher priority are given out first ({@link
   *     Feature#JOB_PRIORITY_UPDATE})
   */
  record UpdateJob(
      JobRef job, OptionalInt retries, Optional<Duration> timeout, OptionalInt priority)
      implements JobCommand {

    public UpdateJob {
      Objects.requireNonNull(job);
      Objects.requireNonNull(retries);
      Objects.requireNonNull(timeout);
      Objects.requireNonNull(priority);
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
   * Gives a job back, so that the engine offers it again at once and with as many retries.
   *
   * @param retries as many as the job has; an engine whose only way to give a job back is a failure
   *     needs them ({@link EngineTrait#RELEASES_BY_FAILING})
   */
  record ReleaseJob(JobRef job, OptionalInt retries) implements JobCommand {

    public ReleaseJob {
      Objects.requireNonNull(job);
      Objects.requireNonNull(retries);
    }

    @Override
    public Operation operation() {
      return Operation.RELEASE_JOB;
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
   * @param businessId of the instances that are started ({@link Feature#CONDITIONAL_BUSINESS_ID})
   */
  record EvaluateConditionals(
      Map<String, Object> variables,
      Optional<String> processDefinitionKey,
      Optional<String> tenantId,
      Optional<String> businessId)
      implements EngineCommand {

    public EvaluateConditionals {
      Objects.requireNonNull(variables);
      Objects.requireNonNull(processDefinitionKey);
      Objects.requireNonNull(tenantId);
      Objects.requireNonNull(businessId);
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
