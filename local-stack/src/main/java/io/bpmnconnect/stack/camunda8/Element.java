package io.bpmnconnect.stack.camunda8;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One element of a process.
 *
 * @param type what the stand-in does with it
 * @param bpmnType the engine's name of its kind, such as {@code SERVICE_TASK}
 * @param parent the sub-process that it is in
 * @param job the job that it is done by
 * @param trigger what a start, catch or boundary event waits for
 * @param script the expression of a script task and the variable that takes its result
 * @param attachedTo the element that a boundary event belongs to
 * @param defaultFlow the flow that an exclusive gateway takes when no condition holds
 */
record Element(
    String id,
    Type type,
    String bpmnType,
    Optional<String> parent,
    Optional<JobDefinition> job,
    Optional<Trigger> trigger,
    Optional<Mapping> script,
    List<Mapping> inputs,
    List<Mapping> outputs,
    List<Listener> listeners,
    Optional<String> attachedTo,
    Optional<String> defaultFlow,
    List<Flow> outgoing,
    int incoming) {

  enum Type {
    START,
    END,
    JOB,
    SCRIPT,
    USER_TASK,
    EXCLUSIVE,
    PARALLEL,
    CATCH,
    BOUNDARY,
    AD_HOC,
    /** Is left as soon as it is entered. */
    PASS
  }

  /** A job; type and retries are literals, or expressions that begin with an equals sign. */
  record JobDefinition(
      String type, String retries, Optional<String> priority, Map<String, String> headers) {}

  /** A listener on an element or on a user task, whose job comes at an event. */
  record Listener(boolean ofTask, String event, JobDefinition job) {}

  record Mapping(String source, String target) {}

  record Flow(String target, Optional<String> condition, String id) {}

  /** What an event waits for. */
  sealed interface Trigger {
    record Message(String name, String correlationKey) implements Trigger {}

    record Signal(String name) implements Trigger {}

    /** An empty code catches every error. */
    record BpmnError(String code) implements Trigger {}

    record Condition(String expression) implements Trigger {}

    record Timer(String duration) implements Trigger {}
  }
}
