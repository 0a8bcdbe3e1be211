package io.bpmnconnect.engine.camunda8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server below HTTP: accepts connections, waits for the first bytes of a request, writes what it
 * was told and hangs up, or keeps silent. One thread for each connection.
 */
final class RawServer implements AutoCloseable {

  private static final int LONGEST_REQUEST = 1 << 16;

  private final ServerSocket listener;
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final String answer;
  private final boolean hangsUp;

  private RawServer(String answer, boolean hangsUp) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.answer = answer;
    this.hangsUp = hangsUp;
    daemon(this::accept);
  }

  /** Writes the answer to each connection's first request and hangs up. */
  static RawServer answering(String answer) throws IOException {
    return new RawServer(answer, true);
  }

  /** Accepts connections and reads requests, but never answers. */
  static RawServer silent() throws IOException {
    return new RawServer("", false);
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = listener.accept();
        connections.add(connection);
        daemon(() -> serve(connection));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void serve(Socket connection) {
    try {
      InputStream in = connection.getInputStream();
      int read = in.read(new byte[LONGEST_REQUEST]);
      if (read >= 0 && hangsUp) {
        OutputStream out = connection.getOutputStream();
        out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        connection.shutdownOutput();
        in.transferTo(OutputStream.nullOutputStream()); // a reset would overtake the answer
        connection.close();
      }
    } catch (IOException gone) {
      // the client hung up first
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** How many connections it has accepted so far. */
  int accepted() {
    return connections.size();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
