package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.TestJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP server that notes every request and gives, for each call, the answers it was told to
 * give, the last of them for ever.
 */
final class ScriptedEngine implements AutoCloseable {

  /** A request as it arrived; the path is not decoded. */
  record Request(String line, String body, List<String> authorization) {
    JsonNode json() throws IOException {
      return TestJson.EXACT.readTree(body);
    }
  }

  private record Answer(int status, String contentType, String body) {}

  /** In place of a status: the connection ends in the middle of the answer. */
  private static final int CUT_OFF = 0;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();

  ScriptedEngine() throws IOException {
    this(
        """
        {"count": 3, "results": [
          {"id": 7, "bpmnProcessId": "order", "version": "v1"},
          {"id": 8, "bpmnProcessId": "other", "version": "1"},
          {"id": 9, "bpmnProcessId": "order", "version": "v2"}]}
        """);
  }

  /**
   * @param processes the answers to queries for processes
   */
  ScriptedEngine(String... processes) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
    for (String page : processes) {
      answersJson("POST /processes/query", page);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(
          new Request(
              line, body, exchange.getRequestHeaders().getOrDefault("Authorization", List.of())));
      Answer answer = answer(line.replaceFirst("\\?.*", ""));
      if (!answer.contentType().isEmpty()) {
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      }
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      if (answer.status() == CUT_OFF) {
        exchange.sendResponseHeaders(200, 1_000); // closed before the thousand bytes have come
        return;
      }
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private synchronized Answer answer(String call) {
    Queue<Answer> left = answers.get(call);
    if (left == null) {
      return new Answer(500, "text/plain", "no answer was scripted for " + call);
    }
    return left.size() > 1 ? left.remove() : left.element();
  }

  private synchronized void add(String call, Answer answer) {
    answers.computeIfAbsent(call, name -> new ArrayDeque<>()).add(answer);
  }

  /** The next answer to a call, which is a method and a path without a query. */
  void answersJson(String call, String json) {
    add(call, new Answer(200, "application/json", json));
  }

  void answersProblem(String call, int status, String title, String detail) {
    add(
        call,
        new Answer(
            status,
            "application/problem+json",
            "{\"status\":%d,\"type\":\"X\",\"title\":\"%s\",\"detail\":\"%s\"}"
                .formatted(status, title, detail)));
  }

  void answers(String call, int status, String contentType, String body) {
    add(call, new Answer(status, contentType, body));
  }

  /** The connection ends in the middle of the answer. */
  void cutsOff(String call) {
    add(call, new Answer(CUT_OFF, "application/json", ""));
  }

  GoBpmnEngine connect(String... encryptedVariables) {
    return new GoBpmnEngine(settings(encryptedVariables));
  }

  EngineSettings settings(String... encryptedVariables) {
    return new EngineSettings(
        EngineType.GO_BPMN,
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
        new Authentication.Basic("ann", "secret"),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        8,
        "unit-test/1.0",
        NetworkSettings.DEFAULT,
        Map.of("encrypted.variables", String.join(",", encryptedVariables)));
  }

  List<Request> requests() {
    return requests;
  }

  /** The requests of a call, its query included, in their order. */
  List<Request> requests(String call) {
    return requests.stream().filter(request -> request.line().startsWith(call)).toList();
  }

  /** The lines of everything that was asked but for the deployed processes. */
  List<String> lines() {
    return requests.stream()
        .map(Request::line)
        .filter(line -> !line.startsWith("POST /processes/query"))
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
