package io.bpmnconnect.it.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
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
 * Sees which process instances have come to their last job. It asks the engine itself, by plain
 * HTTP, and shares nothing with the connectors: neither code nor connections. One thread for each
 * flow; the maps are concurrent.
 */
final class EngineWitness implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EngineWitness.class);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  /** Jobs come again after the lock, should the answer that they were in be lost. */
  private static final String ACTIVATION =
      """
      {"type": "%s", "worker": "witness", "maxJobsToActivate": 100, "requestTimeout": 2000,
       "timeout": 5000, "fetchVariable": ["number"]}
      """;

  private final URI engine;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(ANSWER_TIMEOUT)
          .build();
  private final ScheduledExecutorService watching =
      Executors.newScheduledThreadPool(Flow.values().length);
  private final Map<Flow, ConcurrentSkipListMap<Integer, SortedSet<Long>>> seen =
      new EnumMap<>(Flow.class);

  EngineWitness(URI engine) {
    this.engine = engine;
    for (Flow flow : Flow.values()) {
      seen.put(flow, new ConcurrentSkipListMap<>());
      watching.scheduleWithFixedDelay(() -> look(flow), 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** The keys of the process instances that are there for each number, in their order. */
  Map<Integer, SortedSet<Long>> instances(Flow flow) {
    return seen.get(flow);
  }

  /** The highest number seen in a flow, or -1. */
  int latest(Flow flow) {
    ConcurrentSkipListMap<Integer, SortedSet<Long>> numbers = seen.get(flow);
    return numbers.isEmpty() ? -1 : numbers.lastKey();
  }

  private void look(Flow flow) {
    try {
      JsonNode answer = post("/v2/jobs/activation", ACTIVATION.formatted(flow.lastJobType()));
      for (JsonNode job : answer.path("jobs")) {
        note(flow, job);
        post("/v2/jobs/" + job.path("key").asText() + "/completion", "{}");
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

  private void note(Flow flow, JsonNode job) {
    seen.get(flow)
        .computeIfAbsent(
            job.path("variables").path("number").asInt(), n -> new ConcurrentSkipListSet<>())
        .add(job.path("processInstanceKey").asLong());
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(engine.resolve(path))
                .header("Content-Type", "application/json")
                .timeout(ANSWER_TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(body))
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
