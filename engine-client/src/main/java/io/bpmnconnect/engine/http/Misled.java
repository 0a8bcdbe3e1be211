package io.bpmnconnect.engine.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers that show that a request never came to the engine: no engine's API redirects, none
 * answers plain HTTP at a port for TLS, and none asks for certificates in HTTP. Whatever was sent,
 * it is not to blame. Stateless.
 */
public final class Misled {

  /**
   * How servers say that plain HTTP came to a port for TLS: nginx, Go, Tomcat, Apache httpd. Other
   * servers hang up.
   */
  private static final List<String> EXPECTS_TLS =
      List.of(
          "plain http request was sent to https port",
          "http request to an https server",
          "host and port requires tls",
          "speaking plain http to an ssl-enabled server");

  /**
   * How nginx says that it does not know the client: in HTTP, where other servers break off the TLS
   * handshake. A certificate that has expired must not make every command look like a bad one.
   */
  private static final List<String> EXPECTS_CLIENT_CERTIFICATE =
      List.of("no required ssl certificate was sent", "the ssl certificate error");

  private static final int LONGEST_PAGE = 4_096;

  private Misled() {}

  /** Why an answer is not the word of an API; empty when it may be. */
  public static Optional<String> describe(HttpAnswer answer) {
    if (answer.status() >= 300 && answer.status() < 400) {
      return Optional.of(
          "a redirect"
              + (answer.location().isEmpty() ? "" : " to " + shown(answer.location()))
              + ", so not the engine's word but that of a proxy or of a log-in page");
    }
    if (answer.status() == 400 && says(answer.body(), EXPECTS_CLIENT_CERTIFICATE)) {
      return Optional.of(
          "the server does not accept this client's certificate, or has got none; see to the key"
              + " store");
    }
    if (answer.status() == 400 && says(answer.body(), EXPECTS_TLS)) {
      return Optional.of("the server expects TLS at this port; use an https address");
    }
    return Optional.empty();
  }

  /** Without user information and without the query, which can hold secrets of a log-in. */
  private static String shown(String location) {
    return location.replaceFirst("[?#;].*", "").replaceFirst("//[^/]*@", "//");
  }

  private static boolean says(byte[] body, List<String> phrases) {
    String page =
        new String(body, 0, Math.min(body.length, LONGEST_PAGE), StandardCharsets.ISO_8859_1)
            .toLowerCase(Locale.ROOT);
    return phrases.stream().anyMatch(page::contains);
  }
}
