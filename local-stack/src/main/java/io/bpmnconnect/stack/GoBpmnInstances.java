package io.bpmnconnect.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Counts what go-bpmn keeps of its process and element instances. The engine has no counters, so
 * each count reads them all, page by page. Thread-safe.
 */
final class GoBpmnInstances implements EngineWitness {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
  private static final int PAGE = 1_000;

  private final JsonHttp http;
  private final BoundedRetry once = new BoundedRetry(Duration.ZERO, answer -> false);

  GoBpmnInstances(URI address, Optional<Login> login) {
    this.http = new JsonHttp(address, ANSWER_TIMEOUT, login);
  }

  @Override
  public EngineTally tally() {
    String completed = "{\"states\":[\"COMPLETED\"]}";
    return new EngineTally(
        count("/process-instances", "{}", instance -> true),
        count("/process-instances", "{}", instance -> is(instance, "state", "COMPLETED")),
        count("/element-instances", completed, element -> isOf(element, "SERVICE_TASK")),
        count("/element-instances", completed, element -> isOf(element, "ERROR_BOUNDARY_EVENT")),
        count("/element-instances", "{}", GoBpmnInstances::waits));
  }

  private static boolean waits(JsonNode element) {
    return isOf(element, "MESSAGE_CATCH_EVENT") || isOf(element, "SIGNAL_CATCH_EVENT");
  }

  private static boolean isOf(JsonNode element, String type) {
    return is(element, "bpmnElementType", type);
  }

  private static boolean is(JsonNode node, String field, String value) {
    return node.path(field).asText().equals(value);
  }

  private long count(String resource, String criteria, Predicate<JsonNode> wanted) {
    long found = 0;
    for (int offset = 0; ; offset += PAGE) {
      String path = resource + "/query?limit=" + PAGE + "&offset=" + offset;
      JsonNode results =
          http.parse(once.send(() -> http.send("POST", path, criteria)).orThrow().body())
              .path("results");
      for (JsonNode result : results) {
        found += wanted.test(result) ? 1 : 0;
      }
      if (results.size() < PAGE) {
        return found;
      }
    }
  }
}
