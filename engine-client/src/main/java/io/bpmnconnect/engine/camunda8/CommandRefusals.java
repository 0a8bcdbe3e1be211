package io.bpmnconnect.engine.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.camundaversion.WrongState;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.rest.JsonReads;
import java.util.Optional;

/** Reads the refusals that mean something else for one operation than for the others. */
final class CommandRefusals {

  /** An incident whose job has no retries is answered as if there were no incident (8.6). */
  private static final String NO_RETRIES_LEFT = "no retries left";

  /**
   * What no attempt ever changes, such as a process without a none start event, is answered to a
   * creation with the status of an instance whose business id is taken. Only the title differs.
   */
  private static final String WRONG_STATE = "INVALID_STATE";

  private CommandRefusals() {}

  static EngineException read(Operation operation, HttpAnswer answer) {
    Optional<String> firstVersion = CamundaVersions.first(operation);
    if (firstVersion.isPresent() && isUnknownEndpoint(answer)) {
      return EngineException.answered(
          ErrorKind.UNSUPPORTED,
          answer.status(),
          "Not Found",
          "the engine has no such endpoint; " + operation + " needs " + firstVersion.get());
    }
    EngineException refusal = Problems.refusal(answer);
    if (operation == Operation.RESOLVE_INCIDENT && isUnresolvable(refusal)) {
      return as(ErrorKind.CONFLICT, refusal, answer);
    }
    if (operation == Operation.CREATE_PROCESS_INSTANCE && isWrongState(refusal)) {
      return as(ErrorKind.INVALID, refusal, answer);
    }
    return isWrongState(refusal)
        ? as(WrongState.kind(refusal.detail().orElse("")), refusal, answer)
        : refusal;
  }

  private static EngineException as(ErrorKind kind, EngineException refusal, HttpAnswer answer) {
    return EngineException.answered(
        kind, answer.status(), refusal.title().orElse(""), refusal.detail().orElse(""));
  }

  /**
   * Whether a gateway itself says that it does not know a path: its web framework does, with an
   * error object of its own in place of problem details. Proxies that are made with the reactive
   * side of the same framework put a request id into it. For an operation that every version has,
   * such an answer says that the address is wrong or a proxy in between.
   */
  private static boolean isUnknownEndpoint(HttpAnswer answer) {
    if (answer.status() != 404 || !answer.contentType().equals("application/json")) {
      return false;
    }
    JsonNode error = JsonReads.refusal(answer).orElse(MissingNode.getInstance());
    return error.has("timestamp")
        && error.path("status").asInt() == 404
        && error.path("path").isTextual()
        && !error.has("requestId");
  }

  private static boolean isWrongState(EngineException refusal) {
    return refusal.kind() == ErrorKind.CONFLICT && refusal.title().orElse("").equals(WRONG_STATE);
  }

  private static boolean isUnresolvable(EngineException refusal) {
    return refusal.kind() == ErrorKind.NOT_FOUND
        && refusal.detail().orElse("").contains(NO_RETRIES_LEFT);
  }
}
