package io.bpmnconnect.sink;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** A small HTTP server that answers as the engine does, when and what a test wants. */
final class EngineStub implements AutoCloseable {

  /** One request: its path below the API's address, and its JSON body. */
  record Request(String path, Map<String, Object> body) {}

  /** One answer. */
  record Answer(int status, String body) {}

  /** As the engine does, it takes each number digit by digit. */
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final int OPEN = 1_000_000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> arrived = new CopyOnWriteArrayList<>();
  private final Semaphore answers = new Semaphore(OPEN);
  private volatile Function<Request, Answer> answer = EngineStub::accept;
  private volatile Answer topology = accept(null);

  EngineStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v2/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Every command that has arrived, in that order, whether it was answered or not. */
  List<Request> arrived() {
    return List.copyOf(arrived);
  }

  /** One field of everything that has arrived. */
  List<Object> arrived(String field) {
    return arrived.stream().map(request -> request.body().get(field)).toList();
  }

  void answerWith(Function<Request, Answer> newAnswer) {
    answer = newAnswer;
  }

  /** What the engine says when it is asked who it is, which needs no release. */
  void answerTopologyWith(Answer newTopology) {
    topology = newTopology;
  }

  /** No request is answered until {@link #release(int)}. */
  void hang() {
    answers.drainPermits();
  }

  /** As many requests are answered. */
  void release(int requests) {
    answers.release(requests);
  }

  void release() {
    release(OPEN);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Request request =
          new Request(
              exchange.getRequestURI().getPath().substring("/v2/".length()),
              body.length == 0 ? Map.of() : JSON.readValue(body, new TypeReference<>() {}));
      Answer given = request.path().equals("topology") ? topology : answer(request);
      byte[] text = given.body().getBytes(StandardCharsets.UTF_8);
      exchange
          .getResponseHeaders()
          .add(
              "Content-Type",
              given.status() < 400 ? "application/json" : "application/problem+json");
      exchange.sendResponseHeaders(given.status(), text.length);
      exchange.getResponseBody().write(text);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(Request request) throws InterruptedException {
    arrived.add(request);
    answers.acquire();
    return answer.apply(request);
  }

  /** The answer to a command that is accepted. */
  static Answer accept(Request request) {
    return new Answer(
        200,
        "{\"gatewayVersion\":\"8.6.0\",\"partitionsCount\":1,\"messageKey\":\"1\","
            + "\"processInstanceKey\":\"2\",\"processDefinitionKey\":\"3\",\"signalKey\":\"4\"}");
  }

  /** The answer to a command that is not. */
  static Answer refuse(int status, String title) {
    return new Answer(status, "{\"title\":\"" + title + "\",\"status\":" + status + "}");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
