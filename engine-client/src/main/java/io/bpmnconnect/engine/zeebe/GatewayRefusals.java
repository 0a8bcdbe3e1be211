package io.bpmnconnect.engine.zeebe;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.camundaversion.WrongState;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the status that a gateway, or a proxy before it, has given to a call. */
final class GatewayRefusals {

  /** How the library tells of an HTTP status: a gateway answers with that of success only. */
  private static final Pattern FROM_A_PROXY = Pattern.compile("HTTP status code \\d{3}\\b");

  /**
   * A key that belongs to no partition of the cluster is answered as if the cluster were away. A
   * gateway that has just started says it of every key, too, but not for long.
   */
  private static final String NO_SUCH_PARTITION =
      "but either it does not exist, or the gateway is not yet aware of it";

  /** What a gateway says of requests that no broker has had. */
  private static final List<String> NOT_DELIVERED =
      List.of("request could not be delivered", "does not know any partitions yet");

  /**
   * A command larger than the engine's limits is answered as if the engine were broken, but no
   * attempt ever makes it smaller.
   */
  private static final List<String> TOO_LARGE =
      List.of("MALFORMED_REQUEST", "EXCEEDED_BATCH_RECORD_SIZE", "exceeds maximum size");

  /** An incident whose job has no retries is answered as if there were no incident (8.6). */
  private static final String NO_RETRIES_LEFT = "no retries left";

  private GatewayRefusals() {}

  /** What the status means for every method alike. */
  static EngineException read(Status status) {
    String detail = status.getDescription() == null ? "" : status.getDescription();
    if (FROM_A_PROXY.matcher(detail).lookingAt()) {
      return ofProxy(status);
    }
    EngineException refusal = answered(kind(status.getCode(), detail), status, detail);
    return refusal.kind() == ErrorKind.UNAVAILABLE && !isUndelivered(detail)
        ? refusal.ambiguous()
        : refusal;
  }

  /** What a refusal means for one operation, where that is something else than for the others. */
  static EngineException of(Operation operation, EngineException refusal) {
    Optional<String> needs = ZeebeVersions.needs(operation);
    boolean unknown = refusal.kind() == ErrorKind.UNSUPPORTED && refusal.status().isPresent();
    if (unknown && needs.isPresent()) {
      return as(
          ErrorKind.UNSUPPORTED,
          refusal,
          "the gateway has no such method; " + operation + " needs " + needs.get());
    }
    String detail = refusal.detail().orElse("");
    return switch (operation) {
      case RESOLVE_INCIDENT ->
          refusal.kind() == ErrorKind.NOT_FOUND && detail.contains(NO_RETRIES_LEFT)
              ? as(ErrorKind.CONFLICT, refusal, detail)
              : refusal;
      case CREATE_PROCESS_INSTANCE ->
          // What no attempt ever changes, such as a process without a none start event.
          refusal.kind() == ErrorKind.CONFLICT && isWrongState(refusal)
              ? as(ErrorKind.INVALID, refusal, detail)
              : refusal;
      default ->
          refusal.kind() == ErrorKind.CONFLICT && isWrongState(refusal)
              ? as(WrongState.kind(detail), refusal, detail)
              : refusal;
    };
  }

  private static boolean isWrongState(EngineException refusal) {
    return refusal.title().orElse("").equals(Status.Code.FAILED_PRECONDITION.name());
  }

  /** A proxy does not say whether the gateway had the command, unless it let nobody through. */
  private static EngineException ofProxy(Status status) {
    String detail = GatewayFaults.reason(status) + ", so not the engine's word but that of a proxy";
    ErrorKind kind =
        switch (status.getCode()) {
          case UNAUTHENTICATED -> ErrorKind.UNAUTHENTICATED;
          case PERMISSION_DENIED -> ErrorKind.FORBIDDEN;
          default -> ErrorKind.UNAVAILABLE;
        };
    EngineException refusal = answered(kind, status, detail);
    return kind == ErrorKind.UNAVAILABLE ? refusal.ambiguous() : refusal;
  }

  private static boolean isUndelivered(String detail) {
    return NOT_DELIVERED.stream().anyMatch(detail::contains);
  }

  private static EngineException answered(ErrorKind kind, Status status, String detail) {
    return EngineException.answered(
        kind, status.getCode().value(), status.getCode().name(), detail);
  }

  private static EngineException as(ErrorKind kind, EngineException refusal, String detail) {
    return EngineException.answered(
        kind, refusal.status().orElse(0), refusal.title().orElse(""), detail);
  }

  private static ErrorKind kind(Status.Code code, String detail) {
    if (code != Status.Code.INVALID_ARGUMENT && detail.contains(NO_SUCH_PARTITION)) {
      return ErrorKind.INTERNAL;
    }
    return switch (code) {
      case INVALID_ARGUMENT, OUT_OF_RANGE -> ErrorKind.INVALID;
      case NOT_FOUND -> ErrorKind.NOT_FOUND;
      case ALREADY_EXISTS, FAILED_PRECONDITION -> ErrorKind.CONFLICT;
      case PERMISSION_DENIED -> ErrorKind.FORBIDDEN;
      case UNAUTHENTICATED -> ErrorKind.UNAUTHENTICATED;
      case RESOURCE_EXHAUSTED -> isTooLarge(detail) ? ErrorKind.INVALID : ErrorKind.BACKPRESSURE;
      case UNAVAILABLE, CANCELLED -> ErrorKind.UNAVAILABLE;
      case DEADLINE_EXCEEDED -> ErrorKind.TIMEOUT;
      case UNIMPLEMENTED -> ErrorKind.UNSUPPORTED;
      case INTERNAL, UNKNOWN, ABORTED, DATA_LOSS, OK ->
          isTooLarge(detail) ? ErrorKind.INVALID : ErrorKind.INTERNAL;
    };
  }

  private static boolean isTooLarge(String detail) {
    return TOO_LARGE.stream().anyMatch(detail::contains);
  }
}
