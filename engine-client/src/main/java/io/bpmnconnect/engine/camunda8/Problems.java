package io.bpmnconnect.engine.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.http.Misled;
import java.io.IOException;
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

  /**
   * A proxy that lost its connection to the engine does not say whether the engine had the command.
   */
  private static final int BAD_GATEWAY = 502;

  private static final String PROBLEM_DETAILS = "application/problem+json";

  private Problems() {}

  /**
   * Reads the refusal of a command. The API says with problem details what it did not find. A 404
   * without them comes from a proxy that has lost its way to the engine, or from an address without
   * the API; taken for the engine's word, it would mean that a job is settled when it is not.
   */
  static EngineException refusal(HttpAnswer answer) {
    EngineException problem = read(answer);
    if (problem.kind() == ErrorKind.NOT_FOUND && !answer.contentType().equals(PROBLEM_DETAILS)) {
      return EngineException.answered(
          ErrorKind.UNAVAILABLE,
          answer.status(),
          problem.title().orElse(""),
          "without problem details, so not the engine's word on the command but a proxy's, or an"
              + " address without the API");
    }
    return problem;
  }

  static EngineException read(HttpAnswer answer) {
    Optional<String> misled = Misled.describe(answer);
    if (misled.isPresent()) {
      return EngineException.answered(
          ErrorKind.UNAVAILABLE, answer.status(), answer.reason(), misled.get());
    }
    String title = answer.reason();
    String detail = "";
    if (answer.contentType().endsWith("json")) {
      try {
        JsonNode problem = AnswerReader.JSON.readTree(answer.body());
        title = problem.path("title").asText(title);
        detail = problem.path("detail").asText("");
      } catch (IOException | NumberFormatException unreadable) {
        detail = "the problem details are not JSON";
      }
    }
    EngineException problem =
        EngineException.answered(kind(answer, title, detail), answer.status(), title, detail);
    return answer.status() == BAD_GATEWAY ? problem.ambiguous() : problem;
  }

  private static ErrorKind kind(HttpAnswer answer, String title, String detail) {
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
