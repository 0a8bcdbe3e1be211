package io.bpmnconnect.engine.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpmnconnect.engine.TestJson;
import io.bpmnconnect.engine.camunda8.ApiDescription.Operation;
import io.bpmnconnect.engine.camundaversion.CamundaVersion;
import io.bpmnconnect.engine.rest.ScriptedServer.Answer;
import io.bpmnconnect.engine.rest.ScriptedServer.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Plays an engine of one version: refuses the properties and endpoints that came later as a real
 * one does, and says of a job what that version says. Which version says what is from the API's
 * public OpenAPI description.
 */
final class PlayedVersion {

  private static final String PREFIX = "/v2";

  private static final Map<String, String> ANSWERS =
      Map.of(
          "/process-instances",
          """
          {"processInstanceKey": "2251799813685252", "processDefinitionKey": "2251799813685249",
           "processDefinitionId": "order", "processDefinitionVersion": 1, "tenantId": "<default>",
           "variables": {}, "tags": ["vip"], "businessId": "order-4711"}
          """,
          "/messages/publication",
          "{\"messageKey\": \"2251799813685260\", \"tenantId\": \"<default>\"}",
          "/messages/correlation",
          "{\"messageKey\": \"2251799813685260\", \"processInstanceKey\": \"2251799813685252\"}",
          "/conditionals/evaluation",
          """
          {"conditionalEvaluationKey": "2251799813685270", "processInstances":
           [{"processInstanceKey": "2251799813685252", "processDefinitionKey": "2251799813685249"}]}
          """);

  private static final String JOB_OF_8_6 =
      """
      {"key": 2251799813685255, "type": "pay", "processInstanceKey": 2251799813685252,
       "processDefinitionKey": 2251799813685249, "processDefinitionId": "order",
       "processDefinitionVersion": 1, "elementId": "task", "elementInstanceKey": 2251799813685254,
       "customHeaders": {}, "worker": "worker-1", "retries": 3, "deadline": 1700000000123,
       "variables": {}, "tenantId": "<default>"}
      """;

  /** The last one's keys are texts from here on. */
  private static final String JOB_SINCE_8_8 =
      """
      {"jobKey": "2251799813685255", "processInstanceKey": "2251799813685252",
       "processDefinitionKey": "2251799813685249", "elementInstanceKey": "2251799813685254",
       "kind": "TASK_LISTENER", "listenerEventType": "COMPLETING", "tags": ["vip"],
       "userTask": {"action": "complete", "assignee": "ann", "candidateGroups": ["sales"],
        "candidateUsers": [], "changedAttributes": [], "dueDate": null, "followUpDate": null,
        "formKey": null, "priority": 50, "userTaskKey": "2251799813685256"}}
      """;

  private static final String JOB_SINCE_8_9 = "{\"rootProcessInstanceKey\": \"2251799813685251\"}";

  private static final String JOB_SINCE_8_10 =
      "{\"priority\": 70, \"businessId\": \"order-4711\", \"leaseToken\": null}";

  private final CamundaVersion version;

  PlayedVersion(CamundaVersion version) {
    this.version = version;
  }

  Answer answer(Request request) {
    if (!request.path().startsWith(PREFIX)) {
      throw new AssertionError("not of the API: " + request.line());
    }
    String path = request.path().substring(PREFIX.length());
    Operation operation = ApiDescription.operation(request.method(), path);
    if (operation.since().compareTo(version) > 0) {
      return notThere(request.path());
    }
    if (path.equals("/topology")) {
      return Answer.json(
          "{\"gatewayVersion\": \"%s.0\", \"partitionsCount\": 1}".formatted(version.number()));
    }
    JsonNode body = read(request.body());
    return refusal(operation, body).orElseGet(() -> taken(operation.path(), body));
  }

  private static Answer notThere(String path) {
    return new Answer(
        404,
        "application/json",
        """
        {"timestamp": "2026-11-21T09:23:36.925+00:00", "status": 404, "error": "Not Found",
         "path": "%s"}
        """
            .formatted(path),
        Map.of());
  }

  private Optional<Answer> refusal(Operation operation, JsonNode body) {
    Set<String> wrong = new TreeSet<>(operation.violations(body));
    operation
        .younger()
        .forEach(
            (property, since) -> {
              if (since.compareTo(version) > 0 && body.has(property)) {
                wrong.add("Request property [" + property + "] cannot be parsed");
              }
            });
    return wrong.stream().findFirst().map(why -> Answer.problem(400, "Bad Request", why));
  }

  private Answer taken(String path, JsonNode body) {
    if (path.equals("/jobs/activation")) {
      return Answer.json("{\"jobs\": [" + job(body.path("withLease").asBoolean()) + "]}");
    }
    return Optional.ofNullable(ANSWERS.get(path))
        .map(Answer::json)
        .orElseGet(() -> new Answer(204, "", "", Map.of()));
  }

  private ObjectNode job(boolean withLease) {
    ObjectNode job = read(JOB_OF_8_6).deepCopy();
    add(job, 8, JOB_SINCE_8_8);
    if (job.has("jobKey")) {
      job.remove("key");
    }
    add(job, 9, JOB_SINCE_8_9);
    add(job, 10, JOB_SINCE_8_10);
    if (withLease) {
      job.put("leaseToken", "lease-1");
    }
    return job;
  }

  private void add(ObjectNode job, int minor, String fields) {
    if (version.compareTo(new CamundaVersion(8, minor)) >= 0) {
      job.setAll((ObjectNode) read(fields));
    }
  }

  private static JsonNode read(String json) {
    try {
      return TestJson.EXACT.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
