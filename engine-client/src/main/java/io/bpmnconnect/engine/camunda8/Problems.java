package io.bpmnconnect.engine.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.ProxyAnswers;
import java.util.Optional;
import java.util.Set;

/** Reads an answer that is not a success: RFC 9457 problem details, or whatever a proxy says. */
final class Problems {

  private static final String OVERLOADED = "RESOURCE_EXHAUSTED";

  /**
   * A key that belongs to no partition of the cluster is answered as if the cluster were away. A
   * gateway that has just started says it of every key, too, but not for long.
   */
  private static final String NO_SUCH_PARTITION = "PartitionNotFoundException";

  /**
   * A command larger than the engine's limits is answered as if the engine were broken, but no
   * attempt ever makes it smaller.
   */
  private static final Set<String> TOO_LARGE =
      Set.of("MALFORMED_REQUEST", "EXCEEDED_BATCH_RECORD_SIZE");

  /** The credentials are accepted, and not assigned to the tenant that the command names. */
  private static final String FOREIGN_TENANT = "tenant is not authorized to perform this request";

  private static final String PROBLEM_DETAILS = "application/problem+json";

  private Problems() {}

  /**
   * Reads the refusal of a command. The API explains its refusals with problem details; one without
   * them comes from a proxy, or from an address without the API. Taken for the engine's word, a 404
   * or 409 of this kind would mean that a job is settled or a message published when it is not.
   */
  static EngineException refusal(HttpAnswer answer) {
    Optional<EngineException> misled = ProxyAnswers.misled(answer);
    if (misled.isPresent()) {
      return misled.get();
    }
    EngineException problem = read(answer);
    return isOfEngine(answer)
        ? problem
        : ProxyAnswers.foreign(answer, problem.title().orElse(""), "problem details");
  }

  /** Its framework answers in JSON, too, but never says what there is not. */
  private static boolean isOfEngine(HttpAnswer answer) {
    boolean framework = answer.contentType().endsWith("json") && answer.status() != 404;
    return answer.contentType().equals(PROBLEM_DETAILS)
        || (framework && answer.status() != 409)
        || ProxyAnswers.speaksForItself(answer);
  }

  static EngineException read(HttpAnswer answer) {
    Optional<EngineException> misled = ProxyAnswers.misled(answer);
    if (misled.isPresent()) {
      return misled.get();
    }
    String title = answer.reason();
    String detail = "";
    if (answer.contentType().endsWith("json")) {
      Optional<JsonNode> problem = JsonReads.refusal(answer);
      title = problem.map(json -> json.path("title").asText(answer.reason())).orElse(title);
      detail =
          problem
              .map(json -> json.path("detail").asText(""))
              .orElse("the problem details are not JSON");
    }
    return ProxyAnswers.ofGateway(
        answer,
        EngineException.answered(kind(answer, title, detail), answer.status(), title, detail));
  }

  private static ErrorKind kind(HttpAnswer answer, String title, String detail) {
    if (answer.status() == 401 && detail.contains(FOREIGN_TENANT)) {
      return ErrorKind.FORBIDDEN;
    }
    if (title.contains(NO_SUCH_PARTITION)) {
      return ErrorKind.INTERNAL;
    }
    if (TOO_LARGE.contains(title)) {
      return ErrorKind.INVALID;
    }
    boolean overloaded = title.contains(OVERLOADED) || detail.contains(OVERLOADED);
    if (overloaded && (answer.status() == 429 || answer.status() >= 500)) {
      return ErrorKind.BACKPRESSURE;
    }
    return answer.kind();
  }
}
