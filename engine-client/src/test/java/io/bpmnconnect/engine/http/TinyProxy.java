package io.bpmnconnect.engine.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy: opens tunnels and passes plain requests on, one for each connection, for who has
 * the right credentials; or refuses everything. Notes the heads of all requests.
 */
public final class TinyProxy implements AutoCloseable {

  private final ServerSocket listener;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final String expected;
  private final String refusal;

  private TinyProxy(String expected, String refusal) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.expected = expected;
    this.refusal = refusal;
    daemon(this::accept);
  }

  public static TinyProxy open() throws IOException {
    return new TinyProxy("", "");
  }

  /**
   * Starts one that lets in who logs in.
   *
   * @param authorization the value of the header that it asks for
   */
  public static TinyProxy expecting(String authorization) throws IOException {
    return new TinyProxy(authorization, "");
  }

  /**
   * Starts one that lets nobody in.
   *
   * @param status such as {@code 403 Forbidden}
   */
  public static TinyProxy refusing(String status) throws IOException {
    return new TinyProxy("", status);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        sockets.add(client);
        daemon(() -> serve(client));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void serve(Socket client) {
    try {
      String head = head(client.getInputStream());
      heads.add(head);
      if (!expected.isEmpty() && !isLoggedIn(head)) {
        answer(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=p");
        client.close();
      } else if (!refusal.isEmpty()) {
        answer(client, refusal);
        client.close();
      } else {
        pass(client, head);
      }
    } catch (IOException gone) {
      // one of the two hung up
    }
  }

  private boolean isLoggedIn(String head) {
    return head.lines()
        .map(line -> line.split(": ", 2))
        .anyMatch(
            header ->
                header[0].equalsIgnoreCase("Proxy-Authorization") && header[1].equals(expected));
  }

  private void pass(Socket client, String head) throws IOException {
    String target = head.split(" ", -1)[1];
    boolean tunnel = head.startsWith("CONNECT ");
    URI uri = URI.create(tunnel ? "tunnel://" + target : target);
    Socket server = new Socket(uri.getHost(), uri.getPort());
    sockets.add(server);
    if (tunnel) {
      answer(client, "200 Connection established");
    } else {
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      server
          .getOutputStream()
          .write(head.replaceFirst(" \\S+ ", " " + path + " ").getBytes(StandardCharsets.US_ASCII));
    }
    daemon(() -> copy(client, server));
    copy(server, client);
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException gone) {
      // one of the two hung up
    }
  }

  private static void answer(Socket client, String status) throws IOException {
    OutputStream out = client.getOutputStream();
    String length = status.startsWith("200") ? "" : "Content-Length: 0\r\n";
    out.write(
        ("HTTP/1.1 " + status + "\r\n" + length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0) {
      head.write(next);
      if (next == '\n' && head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.US_ASCII);
      }
      next = in.read();
    }
    throw new IOException("no whole request");
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** The heads of the requests so far. */
  public List<String> heads() {
    return heads;
  }

  public boolean hasSeen(String text) {
    return heads.stream()
        .anyMatch(head -> head.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "tiny-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
