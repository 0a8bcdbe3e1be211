package io.bpmnconnect.it.camunda7;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpmnconnect.it.TestBench;
import io.bpmnconnect.stack.EngineHistory;
import io.bpmnconnect.stack.Login;
import io.bpmnconnect.stack.StackEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An engine of the Camunda 7 family by plain HTTP, without a class of the connectors: what a person
 * does there, and what it says itself about its work. Thread-safe.
 */
final class EngineByHand {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int AT_ONCE = 8;

  private final StackEngine engine;
  private final EngineHistory history;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Optional<Login> login;

  EngineByHand(StackEngine engine) {
    this(engine, Optional.empty());
  }

  EngineByHand(StackEngine engine, Optional<Login> login) {
    this.engine = engine;
    this.login = login;
    this.history = new EngineHistory(engine.restAddress(), login);
  }

  void deploy(ExternalTaskModel model) {
    engine.deploy("model.bpmn", model.xml());
  }

  void deploy(SinkModel model) {
    engine.deploy("model.bpmn", model.xml());
  }

  /** Deploys a model for one tenant. */
  void deploy(SinkModel model, String tenantId) {
    String boundary = "part-of-a-deployment";
    String body =
        List.of("deployment-name", "tenant-id").stream()
                .map(
                    name ->
                        "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                            .formatted(boundary, name, tenantId))
                .collect(Collectors.joining())
            + "--%s\r\nContent-Disposition: form-data; name=\"data\"; filename=\"model.bpmn\"\r\n\r\n%s\r\n--%s--\r\n"
                .formatted(boundary, model.xml(), boundary);
    exchange("POST", "/deployment/create", "multipart/form-data; boundary=" + boundary, body);
  }

  /** Locks tasks of a topic for a worker, until there are so many. */
  List<JsonNode> lock(String topic, String worker, int count) {
    List<JsonNode> tasks = new ArrayList<>();
    Map<String, Object> wanted = Map.of("topicName", topic, "lockDuration", 600_000);
    await("%d tasks of topic %s".formatted(count, topic))
        .atMost(TestBench.PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              Map<String, Object> body =
                  Map.of("workerId", worker, "maxTasks", 1_000, "topics", List.of(wanted));
              send("POST", "/external-task/fetchAndLock", body).forEach(tasks::add);
              return tasks.size() >= count;
            });
    return tasks;
  }

  /** Starts an instance whose first element is a task, and locks that for the worker {@code w}. */
  JsonNode newTask(String processAndTopic) {
    start(processAndTopic, Map.of());
    return lock(processAndTopic, "w", 1).get(0);
  }

  /** Its runtime and its history. */
  EngineHistory history() {
    return history;
  }

  /** Starts an instance with variables of the types that the engine chooses. */
  String start(String processId, Map<String, ?> variables) {
    return start(processId, Optional.empty(), variables);
  }

  String start(String processId, Optional<String> businessKey, Map<String, ?> variables) {
    Map<String, Object> typed = new LinkedHashMap<>();
    variables.forEach((name, value) -> typed.put(name, variable(value)));
    Map<String, Object> body = new LinkedHashMap<>();
    businessKey.ifPresent(key -> body.put("businessKey", key));
    body.put("variables", typed);
    return send("POST", "/process-definition/key/" + processId + "/start", body)
        .path("id")
        .asText();
  }

  /** Starts many instances, several at once; the variables of each come from its number. */
  void startMany(String processId, int count, IntFunction<Map<String, ?>> variables) {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      CompletableFuture.allOf(
              IntStream.range(0, count)
                  .mapToObj(
                      i ->
                          CompletableFuture.runAsync(
                              () -> start(processId, variables.apply(i)), threads))
                  .toArray(CompletableFuture[]::new))
          .join();
    } finally {
      threads.shutdownNow();
    }
  }

  private static Map<String, Object> variable(Object value) {
    Map<String, Object> variable = new LinkedHashMap<>();
    variable.put("value", value);
    if (value instanceof Long) {
      variable.put("type", "Long"); // the engine would make an Integer of a small one
    }
    return variable;
  }

  /** An external task, as it is now. */
  JsonNode task(String jobKey) {
    return history.get("/external-task/" + jobKey);
  }

  /** The variables of a running instance, Java objects as JSON. */
  JsonNode variables(String instance) {
    return history.get("/process-instance/" + instance + "/variables", "deserializeValues", "true");
  }

  /** Takes a task from whoever holds it. */
  void unlock(String jobKey) {
    send("POST", "/external-task/" + jobKey + "/unlock", Map.of());
  }

  long locked(String topic) {
    return history.externalTasks("topicName", topic, "locked", "true");
  }

  /** How many instances of a process have come to an end event. */
  long ended(String processId, String endId) {
    return history.activities(
        "activityId", endId, "processDefinitionId", definitionId(processId), "finished", "true");
  }

  private String definitionId(String processId) {
    return history.get("/process-definition/key/" + processId).path("id").asText();
  }

  /** Sends any request, which must succeed. */
  JsonNode send(String method, String path, Map<String, ?> body) {
    try {
      return exchange(method, path, "application/json", JSON.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode exchange(String method, String path, String type, String body) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(engine.restAddress() + path))
              .header("Content-Type", type)
              .method(method, BodyPublishers.ofString(body));
      login.ifPresent(it -> request.header("Authorization", basic(it)));
      var answer = client.send(request.build(), BodyHandlers.ofString());
      assertThat(answer.statusCode())
          .as("%s %s was answered %s", method, path, answer.body())
          .isBetween(200, 299);
      return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static String basic(Login login) {
    String pair = login.user() + ":" + login.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }
}
