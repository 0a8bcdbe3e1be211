package io.bpmnconnect.engine.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the token endpoint of an issuer (OpenID Connect Discovery 1.0, section 4). */
final class Discovery {

  private Discovery() {}

  /** Where the issuer publishes what it is. */
  static URI document(URI issuer) {
    return URI.create(
        issuer.toString().replaceAll("/+$", "") + "/.well-known/openid-configuration");
  }

  /**
   * Reads the token endpoint.
   *
   * @throws EngineException if there is none that can be trusted; its message goes on from the
   *     document's name
   */
  static URI tokenEndpoint(HttpAnswer answer, URI issuer) {
    Optional<JsonNode> json = Json.object(answer.body());
    if (!answer.isSuccess()) {
      throw unavailable("cannot be read: " + (answer.status() + " " + answer.reason()).strip());
    }
    JsonNode document =
        json.orElseThrow(() -> unavailable("cannot be read: it is something else than JSON"));
    String says = document.path("issuer").asText("");
    if (!says.equals(issuer.toString())) {
      // Whoever can put up a document could otherwise have the client's secret sent to him.
      throw wrong(
          "is that of another issuer: it says \""
              + ServerText.of(says, List.of())
              + "\", not \""
              + issuer
              + "\"");
    }
    String endpoint = document.path("token_endpoint").asText("");
    if (endpoint.isEmpty()) {
      throw wrong("names no token_endpoint");
    }
    return address(endpoint, issuer)
        .orElseThrow(
            () ->
                wrong(
                    "names a token_endpoint that cannot be used: \""
                        + ServerText.of(endpoint, List.of())
                        + "\""));
  }

  /** An absolute address, as safe as the issuer's. */
  private static Optional<URI> address(String endpoint, URI issuer) {
    try {
      URI uri = new URI(endpoint);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean safe = scheme.equals("https") || (scheme.equals("http") && !isTls(issuer));
      return safe && uri.getAuthority() != null && uri.getRawFragment() == null
          ? Optional.of(uri)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isTls(URI issuer) {
    return "https".equalsIgnoreCase(issuer.getScheme());
  }

  private static EngineException unavailable(String message) {
    return EngineException.login(ErrorKind.UNAVAILABLE, message, null);
  }

  private static EngineException wrong(String message) {
    return EngineException.login(ErrorKind.UNAUTHENTICATED, message, null);
  }
}
