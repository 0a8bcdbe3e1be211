package io.bpmnconnect.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.stack.JsonHttp.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What a person does to a Camunda 8 before the connectors are used: deploy models, start an
 * instance. Independent of the plugin's own engine clients, so that it can be a witness for them.
 * Thread-safe.
 *
 * <p>All methods throw {@link StackException} when the engine refuses or does not answer; a busy
 * engine (503, 429) is asked again for up to 30 s.
 */
public final class EngineAdmin {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration RETRY_LIMIT = Duration.ofSeconds(30);

  private final JsonHttp http;
  private final BoundedRetry retry =
      new BoundedRetry(RETRY_LIMIT, answer -> answer.status() == 503 || answer.status() == 429);

  EngineAdmin(URI restAddress) {
    this.http = new JsonHttp(restAddress, ANSWER_TIMEOUT);
  }

  /** Deploys a BPMN or DMN file and returns the engine's answer. */
  public JsonNode deploy(Path file) {
    try {
      return deploy(file.getFileName().toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /**
   * Deploys a model and returns the engine's answer.
   *
   * @param name the resource's name, whose extension tells the engine its kind
   * @param model its XML
   */
  public JsonNode deploy(String name, String model) {
    Multipart form = new Multipart().file("resources", name, model);
    Answer answer =
        retry.send(
            () ->
                http.send(
                    "POST",
                    "/v2/deployments",
                    form.contentType(),
                    BodyPublishers.ofString(form.body())));
    return http.parse(answer.orThrow().body());
  }

  /** Starts an instance of the latest version of a process and returns the engine's answer. */
  public JsonNode createProcessInstance(String processDefinitionId, Map<String, ?> variables) {
    String body =
        http.write(Map.of("processDefinitionId", processDefinitionId, "variables", variables));
    Answer answer = retry.send(() -> http.send("POST", "/v2/process-instances", body));
    return http.parse(answer.orThrow().body());
  }

  /** The engine's brokers, partitions and version. */
  public JsonNode topology() {
    return http.parse(retry.send(() -> http.get("/v2/topology")).orThrow().body());
  }
}
