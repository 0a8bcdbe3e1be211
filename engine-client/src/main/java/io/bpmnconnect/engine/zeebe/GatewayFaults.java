package io.bpmnconnect.engine.zeebe;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.http.Misled;
import io.bpmnconnect.engine.http.NetworkFaults;
import io.bpmnconnect.engine.http.ProxyRefusedException;
import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Says what a status means that no gateway has given, but this side of the connection. Immutable.
 */
final class GatewayFaults {

  /** How the library begins the reason when an HTTP/2 connection turns out to be none. */
  private static final String NOT_HTTP_2 = "http2 exception";

  /** How it begins an answer in HTTP; the page comes with it. */
  private static final String BAD_REQUEST = "HTTP status code 400";

  private static final Pattern PROXY_ANSWER =
      Pattern.compile("http, .* => .*, status: (\\d{3}) ?(.*)");

  private final EngineSettings settings;
  private final NetworkFaults network;

  GatewayFaults(EngineSettings settings) {
    this.settings = settings;
    this.network =
        new NetworkFaults(settings.connectTimeout(), settings.maxConnections(), settings.network());
  }

  /** A call has ended well, but without the answer that its method has. */
  EngineException noAnswer() {
    return EngineException.of(
            ErrorKind.INTERNAL, "the engine's answer cannot be read: " + server() + " gave none")
        .ambiguous();
  }

  /**
   * Reads such a status.
   *
   * @param sent whether the request may have come to the gateway
   * @param timeout that of the call
   */
  EngineException classify(Status status, boolean sent, Optional<Duration> timeout) {
    return sent ? broken(status, timeout) : notSent(status, timeout);
  }

  private EngineException broken(Status status, Optional<Duration> timeout) {
    Optional<String> misled = misled(status);
    if (misled.isPresent()) {
      return unavailable("no gateway answers at " + server() + ": " + misled.get(), null);
    }
    Throwable cause = status.getCause();
    String server = server();
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED ->
          EngineException.of(
              ErrorKind.TIMEOUT, server + " did not answer within " + millis(timeout), cause);
      case RESOURCE_EXHAUSTED ->
          EngineException.of(
                  ErrorKind.INTERNAL,
                  "the answer of " + server + " is too large: " + reason(status),
                  cause)
              .ambiguous();
      case UNAVAILABLE, CANCELLED ->
          EngineException.of(
                  ErrorKind.UNAVAILABLE,
                  server + " broke off before its answer was complete: " + reason(status),
                  cause)
              .ambiguous();
      default ->
          EngineException.of(
                  ErrorKind.INTERNAL,
                  server + " does not answer as a gRPC gateway: " + reason(status),
                  cause)
              .ambiguous();
    };
  }

  /** What nginx says in a page, where other servers break off the TLS handshake. */
  private static Optional<String> misled(Status status) {
    String description = String.valueOf(status.getDescription());
    return description.startsWith(BAD_REQUEST)
        ? Misled.describe(
            new HttpAnswer(400, "", "", "", description.getBytes(StandardCharsets.ISO_8859_1)))
        : Optional.empty();
  }

  private EngineException notSent(Status status, Optional<Duration> timeout) {
    Optional<IOException> fault = connectionFault(status);
    if (fault.isPresent()) {
      return network.notSent(refusedByProxy(fault.get()).orElse(fault.get()), settings.url());
    }
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return unavailable(
          network.hop(settings.url()) + " did not accept a connection within " + millis(timeout),
          new SocketTimeoutException(reason(status)));
    }
    String reason = reason(status);
    return reason.startsWith(NOT_HTTP_2)
        ? unavailable(server() + " does not speak HTTP/2, as gRPC needs: " + reason, null)
        : unavailable("cannot talk to " + server() + ": " + reason, status.getCause());
  }

  /** The library tells the answer of a proxy by text alone. */
  private static Optional<IOException> refusedByProxy(IOException fault) {
    Matcher answer = PROXY_ANSWER.matcher(String.valueOf(fault.getMessage()));
    return answer.matches()
        ? Optional.of(new ProxyRefusedException(Integer.parseInt(answer.group(1)), answer.group(2)))
        : Optional.empty();
  }

  /** What kept the connection from being there. */
  private static Optional<IOException> connectionFault(Status status) {
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException
          || cause instanceof SSLException
          || cause instanceof ConnectException) {
        return Optional.of((IOException) cause);
      }
    }
    return Optional.empty();
  }

  private static EngineException unavailable(String message, Throwable cause) {
    return EngineException.of(ErrorKind.UNAVAILABLE, message, cause);
  }

  private static String millis(Optional<Duration> timeout) {
    return timeout.map(Duration::toMillis).orElse(0L) + " ms";
  }

  /** The library goes on for lines about its pipeline, and of what a proxy has answered. */
  static String reason(Status status) {
    String reason = status.getDescription();
    return reason == null || reason.isBlank()
        ? status.getCode().name()
        : reason.lines().findFirst().orElse("").strip();
  }

  private String server() {
    return NetworkFaults.server(settings.url());
  }
}
