package io.bpmnconnect.engine.zeebe;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.TlsFault;
import io.grpc.Status;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Says what a status means that no gateway has given, but this side of the connection. Immutable.
 */
final class GatewayFaults {

  /** How the library begins the reason when an HTTP/2 connection turns out to be none. */
  private static final String NOT_HTTP_2 = "http2 exception";

  private final EngineSettings settings;

  GatewayFaults(EngineSettings settings) {
    this.settings = settings;
  }

  static EngineException closed() {
    return EngineException.of(ErrorKind.UNAVAILABLE, "the connection to the engine was closed");
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

  private EngineException notSent(Status status, Optional<Duration> timeout) {
    Optional<UnknownHostException> unknown = cause(status, UnknownHostException.class);
    if (unknown.isPresent()) {
      return unavailable("the host name of " + server() + " cannot be resolved", unknown.get());
    }
    Optional<SSLException> tls = cause(status, SSLException.class);
    if (tls.isPresent()) {
      return unavailable(
          "no TLS connection to "
              + server()
              + ": "
              + TlsFault.describe(tls.get(), settings.network().tls()),
          tls.get());
    }
    Optional<ConnectException> refused = cause(status, ConnectException.class);
    if (refused.isPresent()) {
      return unavailable(connection(refused.get()), refused.get());
    }
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return unavailable(
          server() + " did not accept a connection within " + millis(timeout),
          new SocketTimeoutException(reason(status)));
    }
    String reason = reason(status);
    return reason.startsWith(NOT_HTTP_2)
        ? unavailable(server() + " does not speak HTTP/2, as gRPC needs: " + reason, null)
        : unavailable("cannot talk to " + server() + ": " + reason, status.getCause());
  }

  private String connection(ConnectException refused) {
    String message = String.valueOf(refused.getMessage());
    return message.contains("Connection refused")
        ? server() + " refuses connections"
        : "cannot talk to " + server() + ": " + message;
  }

  private static <T extends Throwable> Optional<T> cause(Status status, Class<T> type) {
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
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
    return settings.url().getScheme() + "://" + settings.url().getAuthority();
  }
}
