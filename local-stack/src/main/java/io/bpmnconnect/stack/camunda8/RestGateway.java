package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST API v2 of the version that an engine plays, and its counters at {@code
 * /actuator/prometheus}. Each request is judged by the public description of that version; what
 * does not fit is refused and noted. Thread-safe.
 */
public final class RestGateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RestGateway.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PREFIX = "/v2";

  /** A request may have 4 MB by default. */
  private static final int LARGEST_REQUEST = 4 * 1024 * 1024;

  private final StandInEngine engine;
  private final ApiFacts facts;
  private final RestAnswers answers;
  private final RestCommands commands;
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "camunda8-rest");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpServer server;

  private RestGateway(StandInEngine engine, HttpServer server) {
    this.engine = engine;
    this.facts = new ApiFacts(engine.version());
    this.answers = new RestAnswers(engine.version());
    this.commands = new RestCommands(engine, answers);
    this.server = server;
  }

  /**
   * Opens one.
   *
   * @param port 0 for a free one
   */
  public static RestGateway open(StandInEngine engine, int port) {
    // Else each answer waits 40 ms for the acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 1_000);
      RestGateway gateway = new RestGateway(engine, server);
      server.setExecutor(gateway.threads);
      server.createContext("/", gateway::handle);
      server.start();
      return gateway;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Its address without the version of the API. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What requests were not as the played version describes them. */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private record Answer(int status, String contentType, String body) {}

  private void handle(HttpExchange exchange) throws IOException {
    Answer answer;
    try (exchange) {
      try {
        byte[] body = exchange.getRequestBody().readAllBytes();
        answer = answer(exchange, body);
      } catch (Refusal e) {
        answer = problem(exchange, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        log.error("the stand-in failed at {}", exchange.getRequestURI(), e);
        answer = problem(exchange, 500, "INTERNAL", e.toString());
      }
      send(exchange, answer);
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private Answer answer(HttpExchange exchange, byte[] body) throws InterruptedException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/actuator/prometheus")) {
      return new Answer(200, "text/plain; version=0.0.4", CountersPage.of(engine));
    }
    if (method.equals("POST") && path.equals(PREFIX + "/deployments")) {
      return json(deploy(exchange, body));
    }
    Optional<JsonNode> operation =
        path.startsWith(PREFIX)
            ? facts.operation(method, path.substring(PREFIX.length()))
            : Optional.empty();
    if (operation.isEmpty()) {
      return notThere(path);
    }
    if (body.length > LARGEST_REQUEST) {
      // Seen on 8.6.0.
      throw new Refusal(
          Refusal.Kind.MALFORMED_REQUEST, "the request is larger than the gateway takes");
    }
    ObjectNode request = parse(body);
    Optional<String> wrong = facts.violation(operation.get(), request);
    if (wrong.isPresent()) {
      violations.add(method + " " + path + ": " + wrong.get());
      // Seen on 8.6.0.
      return problem(exchange, 400, "Bad Request", wrong.get());
    }
    String name = method + " " + operation.get().path("path").asText();
    return commands
        .execute(name, path.substring(PREFIX.length()).split("/", -1), request)
        .map(RestGateway::json)
        .orElseGet(() -> new Answer(204, "", ""));
  }

  /** As its web framework says it, without problem details (seen on 8.6.0). */
  private static Answer notThere(String path) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("timestamp", OffsetDateTime.now(java.time.ZoneOffset.UTC).toString());
    json.put("status", 404).put("error", "Not Found").put("path", path);
    return new Answer(404, "application/json", json.toString());
  }

  private static Answer json(ObjectNode json) {
    return new Answer(200, "application/json", json.toString());
  }

  private static ObjectNode parse(byte[] body) {
    if (body.length == 0) {
      return MAPPER.createObjectNode();
    }
    try {
      JsonNode json = MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
      checkNumbers(json);
      if (json instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new Refusal(Refusal.Kind.INVALID_ARGUMENT, "Failed to read request");
    }
    throw new Refusal(Refusal.Kind.INVALID_ARGUMENT, "Failed to read request");
  }

  /** Variables are kept with 64 bits (seen on 8.6.0). */
  static void checkNumbers(JsonNode json) {
    if (json.isBigInteger()) {
      throw new Refusal(
          Refusal.Kind.INVALID_ARGUMENT, "a number has more than 64 bits, which cannot be written");
    }
    json.forEach(RestGateway::checkNumbers);
  }

  private ObjectNode deploy(HttpExchange exchange, byte[] body) {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    List<StandInEngine.Deployed> deployed =
        FormData.parse(type, body).stream()
            .flatMap(file -> engine.deploy(file.name(), file.content(), "").stream())
            .toList();
    return answers.deployed(engine.newKey(), deployed);
  }

  private static Answer problem(HttpExchange exchange, Refusal refusal) {
    return switch (refusal.kind()) {
      case INVALID_ARGUMENT -> problem(exchange, 400, "INVALID_ARGUMENT", refusal.detail());
      case NOT_FOUND -> problem(exchange, 404, "NOT_FOUND", refusal.detail());
      case ALREADY_EXISTS -> problem(exchange, 409, "ALREADY_EXISTS", refusal.detail());
      case INVALID_STATE -> problem(exchange, 409, "INVALID_STATE", refusal.detail());
      // Seen on 8.6.0.
      case NO_SUCH_PARTITION ->
          problem(
              exchange,
              503,
              "io.camunda.zeebe.gateway.cmd.PartitionNotFoundException",
              refusal.detail());
      case EXCEEDED_BATCH_RECORD_SIZE ->
          problem(exchange, 500, "EXCEEDED_BATCH_RECORD_SIZE", refusal.detail());
      case MALFORMED_REQUEST -> problem(exchange, 500, "MALFORMED_REQUEST", refusal.detail());
      case DEADLINE_EXCEEDED -> problem(exchange, 504, "DEADLINE_EXCEEDED", refusal.detail());
    };
  }

  private static Answer problem(HttpExchange exchange, int status, String title, String detail) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("type", "about:blank").put("title", title).put("status", status);
    json.put("detail", detail).put("instance", exchange.getRequestURI().getPath());
    return new Answer(status, "application/problem+json", json.toString());
  }
}
