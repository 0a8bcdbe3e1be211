package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.ProxyAnswers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;

/** Reads an answer that is not a success: the engine's problem, or whatever a proxy says. */
final class Problems {

  private static final String PROBLEM = "application/problem+json";

  /** The server gives up on its own handler after a while; what that did is not known. */
  private static final String HANDLER_TIMED_OUT = "handler timed out";

  private Problems() {}

  /**
   * Reads a refusal. The engine explains it with a problem. One without comes from a proxy that has
   * lost its way to the engine, or from an address without the API; taken for the engine's word, a
   * 404 of this kind would mean that a job is settled when it is not.
   */
  static EngineException refusal(HttpAnswer answer) {
    Optional<EngineException> misled = ProxyAnswers.misled(answer);
    if (misled.isPresent()) {
      return misled.get();
    }
    if (!answer.contentType().equals(PROBLEM)) {
      return unexplained(answer);
    }
    return JsonReads.refusal(answer)
        .map(
            problem ->
                EngineException.answered(
                    answer.kind(),
                    answer.status(),
                    problem.path("title").asText(answer.reason()),
                    detail(problem)))
        .orElseGet(
            () ->
                EngineException.answered(
                    answer.kind(), answer.status(), answer.reason(), "the problem is not JSON"));
  }

  private static EngineException unexplained(HttpAnswer answer) {
    if (answer.status() == 503 && text(answer).contains(HANDLER_TIMED_OUT)) {
      return EngineException.answered(
          ErrorKind.TIMEOUT, answer.status(), answer.reason(), HANDLER_TIMED_OUT);
    }
    if (answer.status() != 400 && !ProxyAnswers.speaksForItself(answer)) {
      return ProxyAnswers.foreign(answer, answer.reason(), "a problem");
    }
    return ProxyAnswers.ofGateway(
        answer, EngineException.answered(answer.kind(), answer.status(), answer.reason(), ""));
  }

  private static String text(HttpAnswer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /**
   * What is wrong with each part, behind what is wrong with the whole. The values are left out:
   * they can be private.
   */
  private static String detail(JsonNode problem) {
    StringJoiner detail = new StringJoiner("; ");
    detail.add(problem.path("detail").asText(""));
    for (JsonNode error : problem.path("errors")) {
      detail.add(error.path("pointer").asText("") + " " + error.path("detail").asText(""));
    }
    return detail.toString();
  }
}
