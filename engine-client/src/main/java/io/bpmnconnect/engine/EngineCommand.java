package io.bpmnconnect.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

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
   * @param version the version of the process definition, or {@link #LATEST_VERSION}
   */
  record CreateProcessInstance(
      String processDefinitionId,
      int version,
      Map<String, Object> variables,
      Optional<String> tenantId)
      implements EngineCommand {

    /** Asks for the newest deployed version. */
    public static final int LATEST_VERSION = -1;

    public CreateProcessInstance {
      Objects.requireNonNull(processDefinitionId);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(tenantId);
    }

    @Override
    public Operation operation() {
      return Operation.CREATE_PROCESS_INSTANCE;
    }

    @Override
    public String subject() {
      return "process \"" + processDefinitionId + "\"";
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
   */
  record PublishMessage(
      String name,
      String correlationKey,
      Duration timeToLive,
      Optional<String> messageId,
      Map<String, Object> variables,
      Optional<String> tenantId)
      implements EngineCommand {

    public PublishMessage {
      Objects.requireNonNull(name);
      Objects.requireNonNull(correlationKey);
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
      return "message \"" + name + "\" for \"" + correlationKey + "\"";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Correlates a message at once; refused as not found when nothing waits for it. */
  record CorrelateMessage(
      String name, String correlationKey, Map<String, Object> variables, Optional<String> tenantId)
      implements EngineCommand {

    public CorrelateMessage {
      Objects.requireNonNull(name);
      Objects.requireNonNull(correlationKey);
      Objects.requireNonNull(variables);
      Objects.requireNonNull(tenantId);
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

  /** Completes a job. */
  record CompleteJob(String jobKey, Map<String, Object> variables) implements JobCommand {

    public CompleteJob {
      Objects.requireNonNull(jobKey);
      Objects.requireNonNull(variables);
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
      String jobKey,
      int retries,
      Optional<String> errorMessage,
      Duration retryBackOff,
      Map<String, Object> variables)
      implements JobCommand {

    public FailJob {
      Objects.requireNonNull(jobKey);
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
      String jobKey, String errorCode, Optional<String> errorMessage, Map<String, Object> variables)
      implements JobCommand {

    public ThrowJobError {
      Objects.requireNonNull(jobKey);
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
   * Changes the retries or the lock of a job; what is empty stays as it is.
   *
   * @param timeout the new lock time, counted from the moment the engine reads the command
   */
  record UpdateJob(String jobKey, OptionalInt retries, Optional<Duration> timeout)
      implements JobCommand {

    public UpdateJob {
      Objects.requireNonNull(jobKey);
      Objects.requireNonNull(retries);
      Objects.requireNonNull(timeout);
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
}
