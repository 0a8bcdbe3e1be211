package io.bpmnconnect.engine.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a token endpoint answers (RFC 6749, sections 5.1 and 5.2). */
final class TokenAnswer {

  /** For servers that do not tell (RFC 6749 only recommends it): a common lifetime, less a bit. */
  private static final Duration UNTOLD_LIFETIME = Duration.ofMinutes(5);

  /** A server that says a token has expired already, has given it for one use. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private static final Duration LONGEST = Duration.ofDays(1);

  /** What a header can carry without changing its meaning. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  /** Errors that pass, by their code. All others are the server's last word on the client. */
  private static final Set<String> PASSING =
      Set.of("temporarily_unavailable", "server_error", "slow_down");

  private TokenAnswer() {}

  /**
   * Reads the token.
   *
   * @param secrets never shown, even if the server repeats them
   * @throws EngineException if there is none; its message goes on from the endpoint's name
   */
  static Token read(HttpAnswer answer, Collection<String> secrets) {
    Optional<JsonNode> json = Json.object(answer.body());
    if (!answer.isSuccess()) {
      throw refusal(answer, json, secrets);
    }
    JsonNode object =
        json.orElseThrow(
            () -> unavailable("answers " + answer.status() + " with something else than JSON"));
    // Some servers put an error into an answer that claims success.
    String error = object.path("error").asText("");
    if (!error.isEmpty()) {
      throw refusal(answer, json, secrets);
    }
    String token = object.path("access_token").asText("");
    if (token.isEmpty()) {
      throw refused(answer.status(), "", "answers without an access_token");
    }
    String type = object.path("token_type").asText("");
    if (!type.isEmpty() && !type.equalsIgnoreCase("bearer")) {
      throw refused(
          answer.status(),
          "",
          "gives a token of the type \""
              + ServerText.of(type, List.of(token))
              + "\", but only bearer tokens can be sent");
    }
    if (!TOKEN.matcher(token).matches()) {
      throw refused(
          answer.status(), "", "gives a token with characters that a header cannot carry");
    }
    return new Token(token, lifetime(object.path("expires_in")));
  }

  /** Some servers write the number as a text. */
  private static Duration lifetime(JsonNode expiresIn) {
    double millis = expiresIn.asDouble(Double.NaN) * 1000;
    if (Double.isNaN(millis)) {
      return UNTOLD_LIFETIME;
    }
    return Duration.ofMillis(
        Math.max(SHORTEST.toMillis(), Math.min(LONGEST.toMillis(), (long) millis)));
  }

  private static EngineException refusal(
      HttpAnswer answer, Optional<JsonNode> json, Collection<String> secrets) {
    int status = answer.status();
    String error = text(json, "error", secrets);
    String description = text(json, "error_description", secrets);
    String said =
        error.isEmpty()
            ? (status + " " + ServerText.of(answer.reason(), secrets)).strip()
            : error + (description.isEmpty() ? "" : " (" + description + ")");
    if (status >= 300 && status < 400) {
      return unavailable("redirects (" + said + "), which is not followed: it may lead anywhere");
    }
    boolean word =
        status == 400
            || status == 401
            || status == 407
            || (status < 500 && status != 429 && !error.isEmpty());
    if (!word || PASSING.contains(error)) {
      return unavailable("answers " + (error.isEmpty() ? "" : status + " ") + said);
    }
    return refused(
        status,
        error,
        (status == 407 ? "is behind a proxy that asks for credentials: " : "refuses the client: ")
            + said);
  }

  private static String text(Optional<JsonNode> json, String name, Collection<String> secrets) {
    return json.map(object -> ServerText.of(object.path(name).asText(""), secrets)).orElse("");
  }

  private static EngineException unavailable(String message) {
    return EngineException.login(ErrorKind.UNAVAILABLE, message, null);
  }

  private static EngineException refused(int status, String error, String message) {
    return EngineException.loginRefused(status, error, message);
  }
}
