package io.bpmnconnect.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.stack.JsonHttp.Answer;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Optional;

/**
 * The history of an engine of the Camunda 7 family, of level {@code activity} or above: one row for
 * each process instance and for each element that it came to, written in the transaction of the
 * work itself. Thread-safe.
 *
 * <p>All methods take filters as names and values in turn, as the engine's REST API has them, such
 * as {@code "finished", "true"}, and throw {@link StackException} when the engine refuses or does
 * not answer.
 */
public final class EngineHistory implements EngineWitness {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

  private final JsonHttp http;

  /**
   * Of the engine at an address.
   *
   * @param restAddress with the path, such as {@code http://127.0.0.1:28080/engine-rest}
   */
  public EngineHistory(URI restAddress, Optional<Login> login) {
    this.http = new JsonHttp(restAddress, ANSWER_TIMEOUT, login);
  }

  /** How many process instances there are or were. */
  public long processInstances(String... filters) {
    return count("/history/process-instance", filters);
  }

  /** How often an element was come to, such as with {@code "activityId", "done"}. */
  public long activities(String... filters) {
    return count("/history/activity-instance", filters);
  }

  /** How many external tasks there are now. */
  public long externalTasks(String... filters) {
    return count("/external-task", filters);
  }

  /** How many incidents there are now. */
  public long incidents(String... filters) {
    return count("/incident", filters);
  }

  /** What {@code GET <resource>/count} says. */
  public long count(String resource, String... filters) {
    return get(resource + "/count", filters).path("count").asLong();
  }

  /** What a GET of any resource says, such as {@code /history/process-instance}. */
  public JsonNode get(String resource, String... filters) {
    BoundedRetry once = new BoundedRetry(Duration.ZERO, answer -> false);
    Answer answer = once.send(() -> http.get(resource + query(filters)));
    return http.parse(answer.orThrow().body());
  }

  private static String query(String... filters) {
    if (filters.length % 2 != 0) {
      throw new IllegalArgumentException("filters are names and values in turn");
    }
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < filters.length; i += 2) {
      query.append(i == 0 ? "?" : "&");
      query.append(filters[i]).append('=').append(URLEncoder.encode(filters[i + 1], UTF_8));
    }
    return query.toString();
  }

  /**
   * What comes later in an instance is counted earlier: while the engine works, no instance seems
   * to be further than it is.
   */
  @Override
  public EngineTally tally() {
    long waits =
        activities("activityType", "intermediateSignalCatch")
            + activities("activityType", "intermediateMessageCatch");
    long errors = activities("activityType", "boundaryError");
    long interrupted = activities("activityType", "serviceTask", "canceled", "true");
    long left = activities("activityType", "serviceTask", "finished", "true");
    long ended = processInstances("completed", "true");
    return new EngineTally(processInstances(), ended, left - interrupted, errors, waits);
  }
}
