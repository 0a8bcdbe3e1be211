package io.bpmnconnect.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Passes bytes on to a server, until it is told to break every connection. Two threads for each
 * connection; the list of connections is guarded by this object's monitor.
 */
final class TcpProxy implements AutoCloseable {

  private final URI server;
  private final ServerSocket listener;
  private final List<Socket> sockets = new ArrayList<>();
  private int accepted;

  TcpProxy(URI server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** How many connections it has accepted so far. */
  synchronized int accepted() {
    return accepted;
  }

  /** Breaks every connection; new ones are accepted at once. */
  synchronized void breakConnections() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    sockets.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket upstream = new Socket(server.getHost(), server.getPort());
        synchronized (this) {
          accepted++;
          sockets.add(client);
          sockets.add(upstream);
        }
        daemon(() -> pass(client, upstream));
        daemon(() -> pass(upstream, client));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException broken) {
      // as it was told, or the other end has gone
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    breakConnections();
  }
}
