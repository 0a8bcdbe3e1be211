package io.bpmnconnect.engine.camunda7;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the engines were seen to answer, word for word but for ids, and what it is taken for. */
class RefusalsTest {

  static List<Arguments> engines() {
    return List.of(
        row(
            ErrorKind.NOT_FOUND,
            404,
            "RestException",
            "No matching process definition with key: nope and no tenant-id"),
        row(
            ErrorKind.NOT_FOUND,
            500,
            "RestException",
            "Cannot instantiate process definition nope: no deployed process definition found with"
                + " id 'nope': processDefinition is null"),
        row(
            ErrorKind.CONFLICT,
            500,
            "RestException",
            "Cannot instantiate process definition d: ENGINE-03043 Process Definition with id d is"
                + " suspended."),
        row(
            ErrorKind.CONFLICT,
            400,
            "RestException",
            "ENGINE-03043 ExternalTask with id t is suspended."),
        row(ErrorKind.CONFLICT, 400, "SuspendedEntityInteractionException", "task is suspended"),
        row(
            ErrorKind.NOT_FOUND,
            400,
            "RestException",
            "org.operaton.bpm.engine.MismatchingMessageCorrelationException: Cannot correlate"
                + " message 'x': No process definition or execution matches the parameters"),
        row(
            ErrorKind.NOT_FOUND,
            400,
            "RestException",
            "org.camunda.bpm.engine.MismatchingMessageCorrelationException: Cannot correlate"
                + " message 'x': No process definition or execution matches the parameters"),
        row(
            ErrorKind.CONFLICT,
            400,
            "RestException",
            "org.cibseven.bpm.engine.MismatchingMessageCorrelationException: ENGINE-13031 Cannot"
                + " correlate a message with name 'x' to a single execution. 2 executions match"),
        row(
            ErrorKind.CONFLICT,
            400,
            "RestException",
            "org.operaton.bpm.engine.MismatchingMessageCorrelationException: ENGINE-13030 Cannot"
                + " correlate message 'x' to a single process definition. 2 process definitions"
                + " match"),
        row(ErrorKind.INVALID, 400, "InvalidRequestException", "No message name supplied"),
        row(ErrorKind.NOT_FOUND, 404, "RestException", "External task with id nope does not exist"),
        row(
            ErrorKind.LOCK_LOST,
            400,
            "RestException",
            "External Task t cannot be completed by worker 'w2'. It is locked by worker 'w1'."),
        row(
            ErrorKind.LOCK_LOST,
            400,
            "RestException",
            "External Task t cannot be completed by worker 'w2'. It is locked by worker 'null'."),
        row(
            ErrorKind.LOCK_LOST,
            400,
            "RestException",
            "The lock of the External Task t cannot be extended by worker 'y''. It is locked by"
                + " worker 'x'."),
        row(
            ErrorKind.LOCK_LOST,
            400,
            "RestException",
            "ENGINE-13017 Cannot extend a lock that expired: lock expiration time"),
        row(ErrorKind.INVALID, 500, "NullValueException", "workerId is null"),
        row(ErrorKind.INVALID, 500, "NullValueException", "errorCode is null"),
        row(
            ErrorKind.INVALID,
            400,
            "InvalidRequestException",
            "Cannot convert value 'abc' of type 'Long' to java type java.lang.Long"),
        row(ErrorKind.INVALID, 400, "InvalidRequestException", "Unsupported value type 'Foo'"),
        row(
            ErrorKind.INVALID,
            500,
            "ProcessEngineException",
            "Object values cannot be used to query"),
        row(
            ErrorKind.INVALID,
            500,
            "ProcessEngineException",
            "retries is not greater than or equal to 0"),
        row(
            ErrorKind.INVALID,
            500,
            "RestException",
            "Cannot instantiate process definition d: Element 'zz' does not exist in process d:"
                + " targetElement is null"),
        row(
            ErrorKind.INVALID,
            500,
            "ProcessEngineException",
            "Cannot find serializer for value 'ObjectValue'"),
        row(
            ErrorKind.INVALID,
            500,
            "RestException",
            "ENGINE-17007 Cannot set variable with name v. Java serialization format is"
                + " prohibited"),
        row(
            ErrorKind.INVALID,
            500,
            "RestException",
            "Cannot evaluate decision d: Exception while evaluating decision with key 'null'"),
        row(
            ErrorKind.CONTENTION,
            500,
            "OptimisticLockingException",
            "ENGINE-03005 Execution of 'UPDATE ExecutionEntity[e]' failed. Entity was updated by"
                + " another transaction concurrently."),
        row(
            ErrorKind.CONTENTION,
            500,
            "RestException",
            "org.operaton.bpm.engine.OptimisticLockingException: ENGINE-03005 Execution of 'UPDATE"
                + " ExecutionEntity[e]' failed."),
        row(
            ErrorKind.INTERNAL,
            500,
            "NullPointerException",
            "Cannot invoke \"...\" because the return value of"
                + " \"...restoreProcessInstance\" is null"),
        row(
            ErrorKind.INTERNAL,
            500,
            "NullValueException",
            "Cannot find execution with id e for external task t: execution is null"),
        row(
            ErrorKind.INTERNAL,
            500,
            "RestException",
            "Execution with id 'e' does not have a subscription to a message event with name 'm'"),
        row(
            ErrorKind.NOT_FOUND,
            500,
            "RestException",
            "Cannot modify variables for process instance nope: execution nope doesn't exist:"
                + " execution is null"),
        row(
            ErrorKind.NOT_FOUND,
            400,
            "NotFoundException",
            "no deployed process definition found with id 'nope': processDefinition is null"),
        row(ErrorKind.NOT_FOUND, 404, "InvalidRequestException", "No matching incident with id i"),
        row(
            ErrorKind.INTERNAL,
            500,
            "ProcessEngineException",
            "Unknown property used in expression: ${nobody.knows}"),
        row(
            ErrorKind.FORBIDDEN,
            403,
            "AuthorizationException",
            "The user with id 'weak' does not have one of the following permissions"),
        row(
            ErrorKind.FORBIDDEN,
            500,
            "RestException",
            "ENGINE-13034 Cannot complete the task because it belongs to no authenticated tenant."),
        row(
            ErrorKind.UNAVAILABLE,
            500,
            "RestException",
            "Request rejected due to shutdown of application server."),
        row(
            ErrorKind.BACKPRESSURE,
            500,
            "InvalidRequestException",
            "At the moment the server has to handle too many requests at the same time. Please try"
                + " again later."),
        row(ErrorKind.UNAVAILABLE, 404, "NotFoundException", "HTTP 404 Not Found"),
        row(ErrorKind.UNAVAILABLE, 405, "NotAllowedException", "HTTP 405 Method Not Allowed"),
        row(ErrorKind.UNAVAILABLE, 400, "InvalidRequestException", "No process engine available"),
        row(ErrorKind.INTERNAL, 500, "ProcessEngineException", "something else"),
        row(ErrorKind.INVALID, 400, "RestException", "something else"));
  }

  private static Arguments row(ErrorKind kind, int status, String type, String message) {
    return Arguments.of(kind, status, type, message);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theEnginesWordsDecide(ErrorKind kind, int status, String type, String message) {
    EngineException refusal = Refusals.read(error(status, type, message, 0));

    assertThat(refusal.kind()).isEqualTo(kind);
    assertThat(refusal.status()).hasValue(status);
    assertThat(refusal.getMessage()).contains(message);
    assertThat(refusal.isAmbiguous()).isFalse();
  }

  private static HttpAnswer error(int status, String type, String message, int code) {
    return answer(
        status,
        "application/json",
        "{\"type\":\"%s\",\"message\":\"%s\",\"code\":%d}"
            .formatted(type, message.replace("\"", "\\\""), code));
  }

  private static HttpAnswer answer(int status, String contentType, String body) {
    return new HttpAnswer(status, "Reason", contentType, "", body.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "1, CONTENTION",
    "10000, CONTENTION",
    "10002, INVALID",
    "10001, INTERNAL",
    "0, INTERNAL"
  })
  void aCodeDecidesWhateverTheWords(int code, ErrorKind kind) {
    HttpAnswer answer =
        error(
            500, "ProcessEngineException", "An exception occurred in the persistence layer", code);

    assertThat(Refusals.read(answer).kind()).isEqualTo(kind);
  }

  @Test
  void aTextThatIsTooLongIsToldThoughTheEngineOnlyLogsIt() {
    HttpAnswer answer =
        error(500, "RestException", "An exception occurred in the persistence layer", 10_002);

    assertThat(Refusals.read(answer))
        .hasMessage(
            "engine answered 500 RestException: a text is longer than the engine's database takes,"
                + " such as a business key of more than 255 characters: An exception occurred in the"
                + " persistence layer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 |                  |                                    | UNAUTHENTICATED",
        "401 | text/html        | <h1>Who are you</h1>               | UNAUTHENTICATED",
        "403 | text/html        | <h1>Forbidden</h1>                 | UNAVAILABLE",
        "405 | text/html        | <h1>Method Not Allowed</h1>        | UNAVAILABLE",
        "409 | text/html        | <h1>deployment in progress</h1>    | UNAVAILABLE",
        "413 | text/html        | <h1>Payload Too Large</h1>         | INVALID",
        "404 | text/html        | <h1>HTTP Status 404</h1>           | UNAVAILABLE",
        "404 | application/json | {\"status\": 404}                  | UNAVAILABLE",
        "400 | text/plain       | Unexpected end-of-input            | INVALID",
        "429 | text/plain       | slow down                          | BACKPRESSURE",
        "302 | text/html        |                                    | UNAVAILABLE",
        "503 | text/html        | <h1>Service Unavailable</h1>       | UNAVAILABLE",
        "504 | text/html        | <h1>Gateway Timeout</h1>           | TIMEOUT",
        "500 | text/html        | <h1>Internal Server Error</h1>     | INTERNAL",
        "400 | text/html        | plain HTTP request was sent to HTTPS port | UNAVAILABLE"
      })
  void anAnswerThatIsNotTheEnginesGoesByItsStatus(
      int status, String contentType, String body, ErrorKind kind) {
    HttpAnswer answer =
        answer(status, contentType == null ? "" : contentType, body == null ? "" : body);

    assertThat(Refusals.read(answer).kind()).isEqualTo(kind);
  }

  @Test
  void aProxyThatLostTheEngineDoesNotSayWhatBecameOfTheCommand() {
    EngineException refusal = Refusals.read(answer(502, "text/html", "<h1>Bad Gateway</h1>"));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(refusal.isAmbiguous()).isTrue();
  }

  @Test
  void aWrongAddressIsToldFromWhatIsNotThere() {
    assertThat(Refusals.read(error(404, "NotFoundException", "HTTP 404 Not Found", 0)))
        .hasMessageContaining("engine.url must lead to the engine's REST API");
    assertThat(Refusals.read(answer(404, "text/html", "")))
        .hasMessageContaining("without an error object of the engine");
  }
}
