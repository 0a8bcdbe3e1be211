package io.bpmnconnect.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.HttpRequestHandler;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;

/**
 * An HTTP server on a free port of loopback with one handler for everything, and one thread for
 * each connection. A handler that throws an {@link IOException} closes the connection without an
 * answer.
 */
public final class LoopbackServer implements AutoCloseable {

  private static final int WAITING_CONNECTIONS = 1_000;

  private final HttpServer server;

  private LoopbackServer(HttpServer server) {
    this.server = server;
  }

  public static LoopbackServer start(HttpRequestHandler handler) {
    HttpServer server =
        ServerBootstrap.bootstrap()
            .setLocalAddress(InetAddress.getLoopbackAddress())
            .setListenerPort(0)
            .setSocketConfig(
                SocketConfig.custom()
                    .setTcpNoDelay(true)
                    .setBacklogSize(WAITING_CONNECTIONS)
                    .build())
            .setRequestRouter((request, context) -> handler)
            .create();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException("no port of loopback can be listened on", e);
    }
    return new LoopbackServer(server);
  }

  public URI address() {
    return URI.create(
        "http://%s:%d".formatted(server.getInetAddress().getHostAddress(), server.getLocalPort()));
  }

  @Override
  public void close() {
    server.close(CloseMode.IMMEDIATE);
  }
}
