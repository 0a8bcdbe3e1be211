package io.bpmnconnect.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.stack.BoundedRetry.Request;
import io.bpmnconnect.stack.ConnectorStatus.TaskStatus;
import io.bpmnconnect.stack.JsonHttp.Answer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A client of a Connect worker's REST API. Thread-safe.
 *
 * <p>All methods throw {@link StackException}, which has the worker's answer, when the worker
 * refuses or does not answer. While the group rebalances, a request is repeated for up to 30 s.
 */
public final class ConnectRest {
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration RETRY_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private final JsonHttp http;
  private final BoundedRetry retry = new BoundedRetry(RETRY_LIMIT, ConnectRest::rebalancing);

  ConnectRest(URI worker) {
    this.http = new JsonHttp(worker, ANSWER_TIMEOUT);
  }

  private static boolean rebalancing(Answer answer) {
    // The same status says that a connector of that name exists, which does not pass.
    return answer.status() == 503
        || (answer.status() == 409 && !answer.body().contains("already exists"));
  }

  /** Creates a connector from the text {@code {"name": …, "config": {…}}}. */
  public JsonNode create(String json) {
    return json(() -> http.send("POST", "/connectors", json));
  }

  /** Creates a connector, or changes its configuration when it exists. */
  public JsonNode putConfig(String name, Map<String, String> config) {
    String body = http.write(config);
    return json(() -> http.send("PUT", connector(name) + "/config", body));
  }

  /** Deletes a connector. */
  public void delete(String name) {
    text(() -> http.send("DELETE", connector(name), ""));
  }

  /** Pauses a connector: its tasks stay and do nothing. */
  public void pause(String name) {
    text(() -> http.send("PUT", connector(name) + "/pause", ""));
  }

  /** Stops a connector: its tasks end. */
  public void stop(String name) {
    text(() -> http.send("PUT", connector(name) + "/stop", ""));
  }

  /** Lets a paused or stopped connector go on. */
  public void resume(String name) {
    text(() -> http.send("PUT", connector(name) + "/resume", ""));
  }

  /** Restarts a connector and all its tasks. */
  public void restart(String name) {
    text(() -> http.send("POST", connector(name) + "/restart?includeTasks=true", ""));
  }

  /** The names of the connectors. */
  public List<String> connectors() {
    List<String> names = new ArrayList<>();
    json(() -> http.get("/connectors")).forEach(name -> names.add(name.asText()));
    return names;
  }

  /** The connector plugins the worker found, with class, type and version. */
  public JsonNode plugins() {
    return json(() -> http.get("/connector-plugins"));
  }

  /**
   * Validates a configuration; what is wrong with it is in the answer, for each key.
   *
   * @param connectorClass the class or its simple name
   */
  public JsonNode validate(String connectorClass, Map<String, String> config) {
    String body = http.write(config);
    String path = "/connector-plugins/" + encode(connectorClass) + "/config/validate";
    return json(() -> http.send("PUT", path, body));
  }

  /** The state of a connector and its tasks; empty when there is none of that name, or not yet. */
  public Optional<ConnectorStatus> status(String name) {
    Answer answer = retry.send(() -> http.get(connector(name) + "/status"));
    return answer.status() == 404
        ? Optional.empty()
        : Optional.of(ConnectorStatus.of(http.parse(answer.orThrow().body())));
  }

  /**
   * Waits until a connector and at least one task of it, and all it has, are running.
   *
   * @throws StackException when time is up, or at once when the connector or a task has failed,
   *     with its trace
   */
  public void waitUntilRunning(String name, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    Optional<ConnectorStatus> status = status(name);
    while (status.isEmpty() || !status.get().isRunning()) {
      status.flatMap(ConnectorStatus::failure).ifPresent(ConnectRest::fail);
      if (System.nanoTime() > deadline) {
        String last = status.map(ConnectorStatus::toString).orElse("it has no status");
        throw new StackException(
            "connector " + name + " is not running after " + timeout.toSeconds() + " s: " + last);
      }
      awaitNextPoll();
      status = status(name);
    }
  }

  private static void fail(TaskStatus failed) {
    throw new StackException(failed.id() + " has failed: " + failed.trace());
  }

  private static void awaitNextPoll() {
    try {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting for a connector", e);
    }
  }

  private JsonNode json(Request request) {
    return http.parse(text(request));
  }

  private String text(Request request) {
    return retry.send(request).orThrow().body();
  }

  private static String connector(String name) {
    return "/connectors/" + encode(name);
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
