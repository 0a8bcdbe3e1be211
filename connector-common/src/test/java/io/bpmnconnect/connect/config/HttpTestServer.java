package io.bpmnconnect.connect.config;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that notes every request and gives the answer it was told to give. */
final class HttpTestServer implements AutoCloseable {

  private record Answer(int status, String contentType, String body, Map<String, String> headers) {}

  private final HttpServer server;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Answer answer = new Answer(204, "text/plain", "", Map.of());

  private HttpTestServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  static HttpTestServer start() throws IOException {
    return new HttpTestServer();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
      Answer given = answer;
      exchange.getResponseHeaders().add("Content-Type", given.contentType());
      given.headers().forEach(exchange.getResponseHeaders()::add);
      byte[] body = given.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(given.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  void answers(int status, String contentType, String body) {
    answers(status, contentType, body, Map.of());
  }

  void answers(int status, String contentType, String body, Map<String, String> headers) {
    answer = new Answer(status, contentType, body, headers);
  }

  /** Path and credentials of each request so far. */
  List<String> requests() {
    return requests;
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
