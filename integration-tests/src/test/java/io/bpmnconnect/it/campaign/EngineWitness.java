package io.bpmnconnect.it.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpmnconnect.it.campaign.Evidence.Instance;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees which process instances of an Operaton have come to their last job, and when they began. It
 * asks the engine itself, by plain HTTP, and shares nothing with the connectors: neither code nor
 * connections. One thread for each flow; the maps are concurrent.
 */
final class EngineWitness implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EngineWitness.class);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  /** As the engine writes it by default. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

  /** Tasks come again after the lock, should the answer that they were in be lost. */
  private static final String FETCH =
      """
      {"workerId": "witness", "maxTasks": 100, "asyncResponseTimeout": 2000, "topics":
       [{"topicName": "%s", "lockDuration": 5000, "variables": ["number"]}]}
      """;

  private static final String COMPLETION = "{\"workerId\": \"witness\"}";

  private final URI engine;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(ANSWER_TIMEOUT)
          .build();
  private final ScheduledExecutorService watching =
      Executors.newScheduledThreadPool(Flow.values().length);
  private final Map<Flow, ConcurrentSkipListMap<Integer, SortedSet<Instance>>> seen =
      new EnumMap<>(Flow.class);

  EngineWitness(URI engine) {
    this.engine = engine;
    for (Flow flow : Flow.values()) {
      seen.put(flow, new ConcurrentSkipListMap<>());
      watching.scheduleWithFixedDelay(() -> look(flow), 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** The process instances that are there for each number, in the order of their beginnings. */
  Map<Integer, SortedSet<Instance>> instances(Flow flow) {
    return seen.get(flow);
  }

  /** The highest number seen in a flow, or -1. */
  int latest(Flow flow) {
    ConcurrentSkipListMap<Integer, SortedSet<Instance>> numbers = seen.get(flow);
    return numbers.isEmpty() ? -1 : numbers.lastKey();
  }

  private void look(Flow flow) {
    try {
      String fetch = FETCH.formatted(flow.lastJobType());
      for (JsonNode task : post("/external-task/fetchAndLock", fetch)) {
        if (note(flow, task)) {
          post("/external-task/" + task.path("id").asText() + "/complete", COMPLETION);
        }
      }
    } catch (IOException e) {
      log.debug("The engine is away: {}", e.toString()); // as it was told to be
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("Nobody watches any more", e); // the pool ends with this
      throw e;
    }
  }

  /** Whether all was to be learnt of it; if not, it comes again. */
  private boolean note(Flow flow, JsonNode task) throws IOException, InterruptedException {
    String id = task.path("processInstanceId").asText();
    String began = get("/history/process-instance/" + id).path("startTime").asText();
    if (began.isEmpty()) {
      return false;
    }
    seen.get(flow)
        .computeIfAbsent(
            task.path("variables").path("number").path("value").asInt(),
            n -> new ConcurrentSkipListSet<>())
        .add(new Instance(OffsetDateTime.parse(began, TIME).toInstant(), id));
    return true;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send("GET", path, BodyPublishers.noBody());
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, BodyPublishers.ofString(body));
  }

  private JsonNode send(String method, String path, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(engine + path))
                .header("Content-Type", "application/json")
                .timeout(ANSWER_TIMEOUT)
                .method(method, body)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    switch (answer.statusCode()) {
      case 200 -> {
        return JSON.readTree(answer.body());
      }
      case 204, 404, 429, 500, 502, 503, 504 -> {
        return JSON.missingNode(); // done, done before, or not possible at this moment
      }
      default -> throw new IllegalStateException(path + ": " + answer.body());
    }
  }

  @Override
  public void close() {
    watching.shutdownNow();
  }
}
