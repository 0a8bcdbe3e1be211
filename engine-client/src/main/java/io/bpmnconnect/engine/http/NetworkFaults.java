package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.apache.hc.core5.util.DeadlineTimeoutException;

/** Says what a fault of the HTTP client means, and of which server. Immutable. */
public final class NetworkFaults {

  private final Duration connectTimeout;
  private final int maxConnections;
  private final NetworkSettings network;

  /** Of a client that was opened with these settings. */
  public NetworkFaults(Duration connectTimeout, int maxConnections, NetworkSettings network) {
    this.connectTimeout = connectTimeout;
    this.maxConnections = maxConnections;
    this.network = network;
  }

  /** The server as it may be shown: user information would be a secret. */
  public static String server(URI uri) {
    String authority = uri.getAuthority();
    return uri.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1);
  }

  /**
   * Reads a fault of one request.
   *
   * @param context of the request: it tells whether the server may have the command, and so may
   *     have carried it out
   */
  public EngineException classify(Exception fault, URI uri, HttpContext context) {
    if (fault instanceof ProxyRefusedException refusal) {
      return refusedByProxy(refusal, server(uri));
    }
    if (fault instanceof RequestNotExecutedException || isRefusedStream(fault)) {
      return unavailable(server(uri) + " closed the connection before it took the request", fault);
    }
    return Sending.hasBegun(context) ? broken(fault, uri) : notSent(fault, uri);
  }

  /** What it means that a connection broke, or that nothing usable came over it. */
  private EngineException broken(Exception fault, URI uri) {
    String server = server(uri);
    if (fault instanceof ResponseTooLargeException) {
      return EngineException.of(
              ErrorKind.INVALID,
              server
                  + " gives an answer of more than "
                  + network.maxResponseBytes()
                  + " bytes, the configured limit; raise it, or ask for less at once",
              fault)
          .ambiguous();
    }
    if (fault instanceof SocketTimeoutException) {
      return EngineException.of(
          ErrorKind.TIMEOUT,
          server + " did not answer in time (" + fault.getMessage() + ")",
          fault);
    }
    if (fault instanceof SSLHandshakeException) {
      // In TLS 1.3 a server refuses a client when the request is on its way, but does not read it.
      return noTls(fault, server);
    }
    if (fault instanceof ConnectionClosedException) {
      return unavailable(server + " closed the connection before its answer was complete", fault)
          .ambiguous();
    }
    if (fault instanceof IOException) {
      return unavailable("cannot talk to " + server + ": " + message(fault), fault).ambiguous();
    }
    return EngineException.of(
            ErrorKind.INTERNAL,
            fault instanceof HttpException
                ? server + " does not answer in HTTP: " + message(fault)
                : "request to " + server + " failed: " + fault,
            fault)
        .ambiguous();
  }

  /** What it means that a request has not left this side: no server can have acted on it. */
  public EngineException notSent(Exception fault, URI uri) {
    String server = server(uri);
    if (fault instanceof ProxyRefusedException refusal) {
      return refusedByProxy(refusal, server);
    }
    if (fault instanceof UnknownHostException) {
      return unavailable("the host name of " + hop(uri) + " cannot be resolved", fault);
    }
    if (fault instanceof SSLException) {
      return noTls(fault, server);
    }
    if (fault instanceof ConnectTimeoutException) {
      return unavailable(
          hop(uri) + " did not accept a connection within " + connectTimeout.toMillis() + " ms",
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
      return unavailable(hop(uri) + " accepted a connection, but did not greet in time", fault);
    }
    if (fault instanceof ConnectionClosedException) {
      return unavailable(hop(uri) + " closed the connection before it took the request", fault);
    }
    return unavailable(
        message(fault).contains("Connection refused")
            ? hop(uri) + " refuses connections"
            : "cannot talk to " + hop(uri) + ": " + message(fault),
        fault);
  }

  private EngineException noTls(Exception fault, String server) {
    return unavailable(
        "no TLS connection to " + server + ": " + TlsFault.describe(fault, network.tls()), fault);
  }

  /** Where a connection leads: to the server, or to the proxy before it. */
  public String hop(URI uri) {
    String server = server(uri);
    String host = server.replaceFirst(".*://", "").replaceFirst(":\\d*$", "");
    return network
        .proxy()
        .filter(proxy -> !proxy.isBypassedFor(host))
        .map(proxy -> "the proxy " + proxy.url() + " on the way to " + server)
        .orElse(server);
  }

  private EngineException refusedByProxy(ProxyRefusedException refusal, String server) {
    String proxy = "the proxy " + network.proxy().orElseThrow().url();
    return refusal.status() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED
        ? EngineException.answered(
            ErrorKind.UNAUTHENTICATED,
            refusal.status(),
            refusal.reason(),
            "this is not the engine's word, but that of " + proxy)
        : unavailable(
            proxy
                + " does not lead to "
                + server
                + ": it answers "
                + refusal.status()
                + " "
                + refusal.reason(),
            refusal);
  }

  private static boolean isRefusedStream(Exception fault) {
    return fault instanceof H2StreamResetException reset
        && reset.getCode() == H2Error.REFUSED_STREAM.getCode();
  }

  private static EngineException unavailable(String message, Exception fault) {
    return EngineException.of(ErrorKind.UNAVAILABLE, message, fault);
  }

  private static String message(Exception fault) {
    return fault.getMessage() == null ? fault.toString() : fault.getMessage();
  }
}
