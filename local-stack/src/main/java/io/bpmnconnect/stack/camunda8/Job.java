package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A job as the engine keeps it. Not thread-safe. */
final class Job {

  enum Kind {
    BPMN_ELEMENT,
    EXECUTION_LISTENER,
    TASK_LISTENER,
    AD_HOC_SUB_PROCESS
  }

  /** The names are those that the engine's refusals have. */
  enum State {
    ACTIVATABLE,
    ACTIVATED,
    FAILED,
    ERROR_THROWN
  }

  final long key;
  final String type;
  final Kind kind;
  final String listenerEvent;
  final ElementInstance at;
  final Map<String, String> headers;

  /** Is given the variables and the result of its completion. */
  final BiConsumer<ObjectNode, Optional<JsonNode>> done;

  State state = State.ACTIVATABLE;
  int retries;
  int priority;
  String worker = "";
  long deadline;

  /** Counts activations and settlements, so that a timer knows whether it is still meant. */
  int turn;

  /** Of the last activation with a lease; once leased, a job stays so. */
  Optional<String> lease = Optional.empty();

  Job(
      long key,
      String type,
      Kind kind,
      String listenerEvent,
      ElementInstance at,
      Map<String, String> headers,
      int retries,
      int priority,
      BiConsumer<ObjectNode, Optional<JsonNode>> done) {
    this.key = key;
    this.type = type;
    this.kind = kind;
    this.listenerEvent = listenerEvent;
    this.at = at;
    this.headers = headers;
    this.retries = retries;
    this.priority = priority;
    this.done = done;
  }
}
