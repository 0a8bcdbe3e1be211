package io.bpmnconnect.engine.rest;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.http.Misled;
import java.util.Optional;

/**
 * Refusals that are not an engine's word on a command, but that of something in between. Stateless.
 */
public final class ProxyAnswers {

  /**
   * A proxy that lost its connection to the engine does not say whether the engine had the command.
   */
  private static final int BAD_GATEWAY = 502;

  private ProxyAnswers() {}

  /** The fault that an answer shows which no engine gives; empty when it may be the engine's. */
  public static Optional<EngineException> misled(HttpAnswer answer) {
    return Misled.describe(answer)
        .map(
            why ->
                EngineException.answered(
                    ErrorKind.UNAVAILABLE, answer.status(), answer.reason(), why));
  }

  /**
   * Whether the status of a refusal without the engine's own form can be acted on all the same: it
   * is about the credentials, the pace, the size of the request, or the server's own trouble.
   */
  public static boolean speaksForItself(HttpAnswer answer) {
    return switch (answer.status()) {
      case 401, 407, 408, 413, 414, 429, 431 -> true;
      default -> answer.status() >= 500;
    };
  }

  /**
   * A refusal that is not in the form of the engine's API. Taken for the engine's word, a 404 of
   * this kind would mean that a job is settled when it is not.
   *
   * @param form what an answer of the engine would have, such as {@code problem details}
   */
  public static EngineException foreign(HttpAnswer answer, String title, String form) {
    return EngineException.answered(
        ErrorKind.UNAVAILABLE,
        answer.status(),
        title,
        "without "
            + form
            + ", so not the engine's word on the command but a proxy's, or an address without the"
            + " API");
  }

  /** The same failure; ambiguous when a proxy says that it lost its connection to the engine. */
  public static EngineException ofGateway(HttpAnswer answer, EngineException failure) {
    return answer.status() == BAD_GATEWAY ? failure.ambiguous() : failure;
  }
}
