package io.bpmnconnect.engine.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP server with one answer for every path. What begins with {@code /held} is answered when
 * that is said or the server closed.
 */
final class PlainServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger held = new AtomicInteger();
  private final List<String> encodings = new CopyOnWriteArrayList<>();

  private PlainServer(
      InetSocketAddress address, int status, byte[] body, Map<String, String> headers)
      throws IOException {
    server = HttpServer.create(address, 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            encodings.add(String.valueOf(exchange.getRequestHeaders().getFirst("Accept-Encoding")));
            exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestURI().getPath().startsWith("/held")) {
              held.incrementAndGet();
              released.await();
            }
            headers.forEach(exchange.getResponseHeaders()::set);
            boolean chunked = headers.containsKey("Transfer-Encoding");
            exchange.sendResponseHeaders(status, chunked ? 0 : body.length);
            exchange.getResponseBody().write(body);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.setExecutor(threads);
    server.start();
  }

  static PlainServer answering(int status, String body) throws IOException {
    return at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), body, status);
  }

  static PlainServer at(InetSocketAddress address, String body, int status) throws IOException {
    return new PlainServer(address, status, body.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static PlainServer answering(byte[] body, Map<String, String> headers) throws IOException {
    return new PlainServer(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200, body, headers);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port());
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Where requests are held. */
  URI holding() {
    return address().resolve("/held");
  }

  /** How many requests have been held. */
  int held() {
    return held.get();
  }

  /** Answers all that are held, and holds none any more. */
  void release() {
    released.countDown();
  }

  /** What each request says of the encodings that it takes. */
  List<String> encodings() {
    return encodings;
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    threads.shutdownNow();
  }
}
