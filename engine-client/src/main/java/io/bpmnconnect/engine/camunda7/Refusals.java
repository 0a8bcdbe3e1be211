package io.bpmnconnect.engine.camunda7;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.ProxyAnswers;
import java.util.List;
import java.util.Optional;

/**
 * Reads an answer that is not a success. The API's status says little: 400 and 500 stand for nearly
 * everything, and the real class of a fault is often in the message only. So the text decides, by
 * simple class names, codes and phrases; the Java package of a class differs between the engines.
 */
final class Refusals {

  private static final int OPTIMISTIC_LOCKING = 1;
  private static final int DEADLOCK = 10_000;
  private static final int COLUMN_TOO_SHORT = 10_002;

  /**
   * A phrase of the engine and what it means, whatever the status. The first that matches decides.
   */
  private record Phrase(String text, ErrorKind kind) {}

  private static final List<Phrase> PHRASES =
      List.of(
          new Phrase("OptimisticLockingException", ErrorKind.CONTENTION),
          new Phrase("ENGINE-03005", ErrorKind.CONTENTION),
          // no tenant of the user's
          new Phrase("ENGINE-13034", ErrorKind.FORBIDDEN),
          new Phrase("AuthorizationException", ErrorKind.FORBIDDEN),
          // several executions or definitions match
          new Phrase("ENGINE-13031", ErrorKind.CONFLICT),
          new Phrase("ENGINE-13030", ErrorKind.CONFLICT),
          new Phrase("MismatchingMessageCorrelationException", ErrorKind.NOT_FOUND),
          // suspended
          new Phrase("ENGINE-03043", ErrorKind.CONFLICT),
          new Phrase("SuspendedEntityInteractionException", ErrorKind.CONFLICT),
          new Phrase("It is locked by worker '", ErrorKind.LOCK_LOST),
          new Phrase("Cannot extend a lock that expired", ErrorKind.LOCK_LOST),
          // races: another answer comes when the other transaction is over
          new Phrase("restoreProcessInstance", ErrorKind.INTERNAL),
          new Phrase("does not have a subscription to a message event", ErrorKind.INTERNAL),
          new Phrase("Cannot find execution with id", ErrorKind.INTERNAL),
          new Phrase("no deployed process definition found with id", ErrorKind.NOT_FOUND),
          new Phrase("doesn't exist: execution is null", ErrorKind.NOT_FOUND),
          new Phrase("due to shutdown of application server", ErrorKind.UNAVAILABLE),
          new Phrase("too many requests", ErrorKind.BACKPRESSURE),
          // faults of the command that are answered as the engine's own
          new Phrase("Object values cannot be used to query", ErrorKind.INVALID),
          new Phrase("targetElement is null", ErrorKind.INVALID),
          new Phrase("Cannot find serializer", ErrorKind.INVALID),
          new Phrase("ENGINE-17007", ErrorKind.INVALID),
          new Phrase("is not greater than", ErrorKind.INVALID),
          new Phrase("Exception while evaluating decision", ErrorKind.INVALID),
          new Phrase("NullValueException", ErrorKind.INVALID));

  /** How the web framework says that it does not know a path: nothing was asked of the engine. */
  private static final List<String> NO_SUCH_PATH =
      List.of("HTTP 404 Not Found", "HTTP 405 Method Not Allowed");

  private static final String NO_SUCH_ENGINE = "No process engine available";

  /** The engine leaves it to its log what was too long. */
  private static final String TOO_LONG =
      "a text is longer than the engine's database takes, such as a business key of more than 255"
          + " characters: ";

  private Refusals() {}

  static EngineException read(HttpAnswer answer) {
    Optional<EngineException> misled = ProxyAnswers.misled(answer);
    if (misled.isPresent()) {
      return misled.get();
    }
    Optional<JsonNode> form =
        JsonReads.refusal(answer)
            .filter(json -> json.path("type").isTextual() && json.has("message"));
    return form.isPresent() ? ofEngine(answer, form.get()) : foreign(answer);
  }

  private static EngineException ofEngine(HttpAnswer answer, JsonNode error) {
    String type = error.path("type").asText();
    String message = error.path("message").asText("");
    if (NO_SUCH_PATH.contains(message)) {
      return EngineException.answered(
          ErrorKind.UNAVAILABLE,
          answer.status(),
          type,
          message + ": there is no such path; engine.url must lead to the engine's REST API");
    }
    if (message.equals(NO_SUCH_ENGINE)) {
      return EngineException.answered(
          ErrorKind.UNAVAILABLE,
          answer.status(),
          type,
          message + ": the server has no engine of the name that engine.url ends with");
    }
    int code = error.path("code").asInt();
    return EngineException.answered(
        kind(answer, type, message, code),
        answer.status(),
        type,
        code == COLUMN_TOO_SHORT ? TOO_LONG + message : message);
  }

  private static ErrorKind kind(HttpAnswer answer, String type, String message, int code) {
    if (code == OPTIMISTIC_LOCKING || code == DEADLOCK) {
      return ErrorKind.CONTENTION;
    }
    if (code == COLUMN_TOO_SHORT) {
      return ErrorKind.INVALID;
    }
    String text = type + ": " + message;
    for (Phrase phrase : PHRASES) {
      if (text.contains(phrase.text())) {
        return phrase.kind();
      }
    }
    return type.equals("NotFoundException") ? ErrorKind.NOT_FOUND : answer.kind();
  }

  /**
   * The engine explains its refusals in its own form. Its web framework answers 400 with a text for
   * a body that it cannot read, and nothing at all to who is not logged in.
   */
  private static EngineException foreign(HttpAnswer answer) {
    return answer.status() == 400 || ProxyAnswers.speaksForItself(answer)
        ? ProxyAnswers.ofGateway(
            answer, EngineException.answered(answer.kind(), answer.status(), answer.reason(), ""))
        : ProxyAnswers.foreign(answer, answer.reason(), "an error object of the engine");
  }
}
