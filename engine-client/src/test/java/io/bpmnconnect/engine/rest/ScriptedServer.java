package io.bpmnconnect.engine.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bpmnconnect.engine.TestJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * An HTTP server that notes every request and gives the answer it was told to give. Requests arrive
 * on the server's threads; a test reads them after it has seen their answer.
 */
public final class ScriptedServer implements AutoCloseable {

  public record Answer(int status, String contentType, String body, Map<String, String> headers) {

    public static Answer json(String body) {
      return new Answer(200, "application/json", body, Map.of());
    }

    public static Answer problem(int status, String title, String detail) {
      return new Answer(
          status,
          "application/problem+json",
          "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
              .formatted(title, status, detail),
          Map.of());
    }
  }

  /** A request as it arrived; the path is not decoded. */
  public record Request(String method, String path, Headers headers, String body) {

    public String line() {
      return method + " " + path;
    }

    public JsonNode json() throws IOException {
      return TestJson.EXACT.readTree(body);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Answer> answers = request -> new Answer(204, "", "", Map.of());

  private ScriptedServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public static ScriptedServer start() throws IOException {
    return new ScriptedServer(0);
  }

  /** Starts at the address of a server that was closed. */
  public static ScriptedServer startAt(URI address) throws IOException {
    return new ScriptedServer(address.getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders(),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      requests.add(request);
      Answer given = answers.apply(request);
      if (!given.contentType().isEmpty()) {
        exchange.getResponseHeaders().set("Content-Type", given.contentType());
      }
      given.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = given.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(given.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void answersWithoutBody(int status) {
    answers(status, "", "");
  }

  public void answersJson(String json) {
    answers(request -> Answer.json(json));
  }

  public void answersProblem(int status, String title, String detail) {
    answers(request -> Answer.problem(status, title, detail));
  }

  public void answers(int status, String contentType, String body) {
    answers(status, contentType, body, Map.of());
  }

  public void answers(int status, String contentType, String body, Map<String, String> headers) {
    answers(request -> new Answer(status, contentType, body, headers));
  }

  /** Decides each answer by its request, on any thread. */
  public void answers(Function<Request, Answer> value) {
    answers = value;
  }

  public List<Request> requests() {
    return requests;
  }

  public Request onlyRequest() {
    assertThat(requests).hasSize(1);
    return requests.get(0);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
