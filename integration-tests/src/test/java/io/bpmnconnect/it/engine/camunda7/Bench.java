package io.bpmnconnect.it.engine.camunda7;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.factory.ProcessEngines;
import io.bpmnconnect.stack.Login;
import io.bpmnconnect.stack.StackEngine;
import io.bpmnconnect.stack.StackPart;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine with the adapter on one side, and on the other plain HTTP that shares no code with it.
 * Thread-safe.
 */
final class Bench implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  static final ObjectMapper JSON = new ObjectMapper();

  private final StackEngine server;
  private final Optional<Login> login;
  private final ProcessEngine engine;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  private final AtomicInteger names = new AtomicInteger();

  Bench(StackEngine server) {
    this.server = server;
    this.login = Optional.empty();
    this.engine = open(new Authentication.None(), Map.of());
  }

  /** Both sides log in as a user who may do everything. */
  Bench(StackEngine server, Login login) {
    this.server = server;
    this.login = Optional.of(login);
    this.engine = open(new Authentication.Basic(login.user(), login.password()), Map.of());
  }

  /** The adapter with default options; closed with this. */
  ProcessEngine engine() {
    return engine;
  }

  /** Another connection, to be closed by the caller. */
  ProcessEngine open(Authentication login, Map<String, String> options) {
    return open(server.restAddress(), login, options);
  }

  static ProcessEngine open(URI address, Authentication login, Map<String, String> options) {
    return ProcessEngines.open(
        new EngineSettings(
            EngineType.CAMUNDA7,
            address,
            login,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            16,
            "integration-tests",
            NetworkSettings.DEFAULT,
            options));
  }

  URI address() {
    return server.restAddress();
  }

  /** A name that no other test has, and none of another run on an engine that was brought. */
  String name(String what) {
    return what + "-" + run + "-" + names.incrementAndGet();
  }

  void deploy(String name, String model) {
    server.deploy(name + (model.contains("<decision ") ? ".dmn" : ".bpmn"), model);
  }

  /** Deploys a model for one tenant. */
  void deployFor(String tenant, String name, String model)
      throws IOException, InterruptedException {
    String boundary = "part-of-a-deployment";
    String body =
        part(boundary, "deployment-name", name)
            + part(boundary, "tenant-id", tenant)
            + part(boundary, "data\"; filename=\"" + name + ".bpmn", model)
            + "--"
            + boundary
            + "--\r\n";
    HttpResponse<String> answer =
        http.send(
            request("/deployment/create")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String part(String boundary, String name, String content) {
    return "--"
        + boundary
        + "\r\nContent-Disposition: form-data; name=\""
        + name
        + "\"\r\n\r\n"
        + content
        + "\r\n";
  }

  CommandResult execute(EngineCommand command) throws Exception {
    return result(engine.execute(command));
  }

  EngineException refusal(EngineCommand command) {
    return failure(engine.execute(command));
  }

  static <T> T result(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  static EngineException failure(CompletionStage<?> stage) {
    ExecutionException wrapped =
        catchThrowableOfType(ExecutionException.class, () -> result(stage));
    assertThat(wrapped).as("the stage should have failed").isNotNull();
    return EngineException.from(wrapped);
  }

  /** Starts an instance past the adapter, and tells its id. */
  String start(String process, String body) throws Exception {
    return post("/process-definition/key/" + process + "/start", body).path("id").asText();
  }

  /** A request for one type that does not wait. */
  static JobActivation activation(String type, String worker) {
    return activation(List.of(ofType(type)), worker, false);
  }

  static JobActivation.OfType ofType(String type) {
    return new JobActivation.OfType(
        type, Duration.ofMinutes(5), List.of(), List.of(), JobActivation.Filter.ALL);
  }

  static JobActivation activation(
      List<JobActivation.OfType> types, String worker, boolean withLease) {
    return new JobActivation(
        types,
        worker,
        10,
        Duration.ofMillis(-1),
        List.of(),
        Optional.empty(),
        withLease,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofMillis(50)));
  }

  List<ActivatedJob> jobs(String type, String worker) throws Exception {
    return result(engine.activateJobs(activation(type, worker)));
  }

  ActivatedJob job(String type, String worker) throws Exception {
    List<ActivatedJob> jobs = jobs(type, worker);
    assertThat(jobs).hasSize(1);
    return jobs.get(0);
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send("GET", path, "", 200);
  }

  JsonNode post(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, body, 200, 204);
  }

  JsonNode put(String path, String body) throws IOException, InterruptedException {
    return send("PUT", path, body, 204);
  }

  void delete(String path) throws IOException, InterruptedException {
    send("DELETE", path, "", 200, 204);
  }

  /** Whether the engine knows variables of type Json. */
  boolean hasSpin() throws IOException, InterruptedException {
    return answer(
            "POST",
            "/message",
            """
            {"messageName": "nobody-waits", "processVariables":
              {"p": {"value": "{}", "type": "Json"}}}
            """)
        .body()
        .contains("No process definition or execution matches");
  }

  long count(String path) throws IOException, InterruptedException {
    return get(path).path("count").asLong();
  }

  int status(String path) throws IOException, InterruptedException {
    return answer("GET", path, "").statusCode();
  }

  String text(String path) throws IOException, InterruptedException {
    return answer("GET", path, "").body();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.restAddress() + path));
    login.ifPresent(
        it -> {
          byte[] pair = (it.user() + ":" + it.password()).getBytes(UTF_8);
          request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        });
    return request;
  }

  private JsonNode send(String method, String path, String body, Integer... expected)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = answer(method, path, body);
    assertThat(answer.statusCode())
        .as("%s %s: %s", method, path, answer.body())
        .isIn((Object[]) expected);
    return JSON.readTree(answer.body().isEmpty() ? "null" : answer.body());
  }

  private HttpResponse<String> answer(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        request(path)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    engine.close();
    server.process().ifPresent(StackPart::close);
  }
}
