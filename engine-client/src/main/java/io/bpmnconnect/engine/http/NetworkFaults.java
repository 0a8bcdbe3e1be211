package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.DeadlineTimeoutException;

/** Says what a fault of the HTTP client means, and of which server. Immutable. */
public final class NetworkFaults {

  private final Duration connectTimeout;
  private final int maxConnections;

  /** Of a client that was opened with these limits. */
  public NetworkFaults(Duration connectTimeout, int maxConnections) {
    this.connectTimeout = connectTimeout;
    this.maxConnections = maxConnections;
  }

  /** The server as it may be shown: user information would be a secret. */
  public static String server(URI uri) {
    String authority = uri.getAuthority();
    return uri.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1);
  }

  /** Whether the command was sent, and so may have been carried out, is told by the exception. */
  public EngineException classify(Exception fault, URI uri) {
    String server = server(uri);
    if (fault instanceof UnknownHostException) {
      return unavailable("the host name of " + server + " cannot be resolved", fault);
    }
    if (fault instanceof SSLException) {
      return unavailable("no TLS connection to " + server + ": " + TlsFault.describe(fault), fault);
    }
    if (fault instanceof ConnectTimeoutException) {
      return unavailable(
          server + " did not accept a connection within " + connectTimeout.toMillis() + " ms",
          fault);
    }
    if (fault instanceof DeadlineTimeoutException) {
      return unavailable(
          "no connection to "
              + server
              + " became free in time; all "
              + maxConnections
              + " are in use",
          fault);
    }
    if (fault instanceof SocketTimeoutException) {
      return EngineException.of(
          ErrorKind.TIMEOUT,
          server + " did not answer in time (" + fault.getMessage() + ")",
          fault);
    }
    if (fault instanceof ConnectException || fault instanceof NoRouteToHostException) {
      return unavailable(refused(server, fault), fault);
    }
    if (fault instanceof ConnectionClosedException) {
      return unavailable(server + " closed the connection before its answer was complete", fault)
          .ambiguous();
    }
    if (fault instanceof IOException) {
      // Without a connection nothing was sent; one that broke may have carried the command.
      return unavailable("cannot talk to " + server + ": " + message(fault), fault).ambiguous();
    }
    if (fault instanceof HttpException) {
      return EngineException.of(
              ErrorKind.INTERNAL, server + " does not answer in HTTP: " + message(fault), fault)
          .ambiguous();
    }
    return EngineException.of(
            ErrorKind.INTERNAL, "request to " + server + " failed: " + fault, fault)
        .ambiguous();
  }

  private static String refused(String server, Exception fault) {
    return message(fault).endsWith("Connection refused")
        ? server + " refuses connections"
        : "cannot talk to " + server + ": " + message(fault);
  }

  private static EngineException unavailable(String message, Exception fault) {
    return EngineException.of(ErrorKind.UNAVAILABLE, message, fault);
  }

  private static String message(Exception fault) {
    return fault.getMessage() == null ? fault.toString() : fault.getMessage();
  }
}
