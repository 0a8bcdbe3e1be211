package io.bpmnconnect.it.gobpmn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.it.GoProgram;
import io.bpmnconnect.it.PostgresServer;
import io.bpmnconnect.stack.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real go-bpmn engine as a child process on a free loopback port. */
public final class GoBpmnServer implements AutoCloseable {

  public static final GoProgram IN_MEMORY = program("go-bpmn-memd");
  static final GoProgram IN_DATABASE = program("go-bpmn-pgd");

  public static final String USERNAME = "ann";
  public static final String PASSWORD = "secret";

  static final String ENCRYPTED = "card";

  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final ChildProcess process;
  private final URI address;
  private final String authorization;
  private final AutoCloseable database;

  private GoBpmnServer(
      ChildProcess process, URI address, String authorization, AutoCloseable database) {
    this.process = process;
    this.address = address;
    this.authorization = authorization;
    this.database = database;
  }

  private static GoProgram program(String name) {
    return new GoProgram(name, "github.com/gclaussn/go-bpmn/cmd/" + name + "@v0.4.0");
  }

  /** Starts the engine that keeps everything in memory, on a port of its own choice. */
  public static GoBpmnServer inMemory() {
    return inMemory(freePort());
  }

  /** Starts the engine that keeps everything in memory. */
  public static GoBpmnServer inMemory(int port) {
    String program = IN_MEMORY.installed().orElseThrow().toString();
    Map<String, String> environment = environment(program, port);
    environment.put("GO_BPMN_HTTP_BASIC_AUTH_USERNAME", USERNAME);
    environment.put("GO_BPMN_HTTP_BASIC_AUTH_PASSWORD", PASSWORD);
    String pair = USERNAME + ":" + PASSWORD;
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return start(program, port, environment, basic, () -> {});
  }

  /** Starts the engine that keeps everything in a database, and closes the database with it. */
  static GoBpmnServer inDatabase(PostgresServer database) {
    String program = IN_DATABASE.installed().orElseThrow().toString();
    int port = freePort();
    Map<String, String> environment = environment(program, port);
    environment.put("GO_BPMN_PG_DATABASE_URL", database.url());
    String key = GoProgram.run(environment, program, "-create-api-key", "-secret-id", "tests");
    return start(program, port, environment, key, database);
  }

  private static Map<String, String> environment(String program, int port) {
    Map<String, String> environment = new HashMap<>();
    environment.put("GO_BPMN_HTTP_BIND_ADDRESS", "127.0.0.1:" + port);
    environment.put("GO_BPMN_TASK_EXECUTOR_ENABLED", "true"); // off by default in memory
    environment.put("GO_BPMN_TASK_EXECUTOR_INTERVAL", "1s");
    environment.put(
        "GO_BPMN_ENCRYPTION_KEYS", GoProgram.run(Map.of(), program, "-create-encryption-key"));
    return environment;
  }

  private static GoBpmnServer start(
      String program,
      int port,
      Map<String, String> environment,
      String authorization,
      AutoCloseable database) {
    Path work = Path.of(System.getProperty("stack.work")).resolveSibling("go-bpmn");
    Path log = work.resolve(Path.of(program).getFileName() + "-" + port + ".log");
    ChildProcess process = ChildProcess.start(List.of(program), environment, work, log);
    GoBpmnServer server =
        new GoBpmnServer(process, URI.create("http://127.0.0.1:" + port), authorization, database);
    await("%s is ready".formatted(program))
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> server.request("GET", "/readiness", "").statusCode() == 200);
    return server;
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI address() {
    return address;
  }

  /** What each request carries in its header {@code Authorization}. */
  String authorization() {
    return authorization;
  }

  EngineSettings settings() {
    return new EngineSettings(
        EngineType.GO_BPMN,
        address,
        new Authentication.None(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        16,
        "integration-tests",
        NetworkSettings.DEFAULT,
        Map.of("encrypted.variables", ENCRYPTED));
  }

  /** Deploys a version of a process. */
  public void deploy(GoBpmnModel model, String version) {
    String answer = post("/processes", model.deployment(version));
    assertThat(answer).contains("\"bpmnProcessId\"");
  }

  /** What the engine itself answers; fails unless it is a success. */
  public String post(String path, String json) {
    HttpResponse<String> answer = request("POST", path, json);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body();
  }

  private HttpResponse<String> request(String method, String path, String json) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Its server waits for ten seconds at a signal, so it is not asked twice. */
  @Override
  public void close() {
    process.stop(GRACE);
    try {
      database.close();
    } catch (Exception e) {
      throw new IllegalStateException("the database could not be closed", e);
    }
  }
}
