package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpmnconnect.stack.camunda8.NewInstance.Definition;
import io.bpmnconnect.stack.camunda8.Refusal.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Carries out requests of the REST API, which fit its description. Thread-safe. */
final class RestCommands {
  /** How long 8.6.0 waits for the end of an instance, whatever it is asked for (seen). */
  private static final Duration OWN_WAIT = Duration.ofSeconds(15);

  private final StandInEngine engine;
  private final RestAnswers answers;

  RestCommands(StandInEngine engine, RestAnswers answers) {
    this.engine = engine;
    this.answers = answers;
  }

  /** Carries out one; empty where the answer has no body. */
  Optional<ObjectNode> execute(String operation, String[] path, ObjectNode body)
      throws InterruptedException {
    return switch (operation) {
      case "GET /topology" -> Optional.of(answers.topology());
      case "POST /process-instances" -> Optional.of(create(body));
      case "POST /messages/publication" -> Optional.of(publish(body));
      case "POST /messages/correlation" -> Optional.of(correlate(body));
      case "POST /signals/broadcast" -> Optional.of(broadcast(body));
      case "POST /jobs/activation" -> Optional.of(activate(body));
      case "POST /decision-definitions/evaluation" ->
          Optional.of(
              answers.evaluated(
                  engine.evaluate(
                      definition(body, "decisionDefinition"), variables(body), tenant(body))));
      case "POST /conditionals/evaluation" ->
          Optional.of(
              answers.conditions(
                  engine.evaluateConditions(
                      variables(body),
                      text(body, "processDefinitionKey").map(Long::parseLong),
                      tenant(body))));
      default -> {
        byKey(operation, key(path[2]), body);
        yield Optional.empty();
      }
    };
  }

  private void byKey(String operation, long key, ObjectNode body) {
    switch (operation) {
      case "POST /jobs/{jobKey}/completion" ->
          engine.complete(
              key, variables(body), result(body), text(body, "businessId"), lease(body));
      case "POST /jobs/{jobKey}/failure" ->
          engine.fail(
              key,
              body.path("retries").asInt(0),
              body.path("errorMessage").asText(""),
              Duration.ofMillis(body.path("retryBackOff").asLong(0)),
              variables(body),
              lease(body));
      case "POST /jobs/{jobKey}/error" ->
          engine.throwError(
              key,
              body.path("errorCode").asText(),
              body.path("errorMessage").asText(""),
              variables(body),
              lease(body));
      case "PATCH /jobs/{jobKey}" -> update(key, body);
      case "POST /process-instances/{processInstanceKey}/cancellation" -> engine.cancel(key);
      case "PUT /element-instances/{elementInstanceKey}/variables" -> setVariables(key, body);
      case "POST /incidents/{incidentKey}/resolution" -> engine.resolve(key);
      default -> throw new IllegalStateException("not played: " + operation);
    }
  }

  private static long key(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Refusal(Kind.INVALID_ARGUMENT, "'" + text + "' is not a key");
    }
  }

  private ObjectNode create(ObjectNode body) throws InterruptedException {
    CreatedInstance instance =
        engine.create(
            new NewInstance(
                definition(body, "processDefinition"),
                variables(body),
                tenant(body),
                texts(body.path("startInstructions"), "elementId"),
                texts(body.path("runtimeInstructions"), "afterElementId"),
                texts(body.path("tags")),
                text(body, "businessId")));
    if (!body.path("awaitCompletion").asBoolean(false)) {
      return answers.created(instance, answers.object());
    }
    ObjectNode variables = awaitEnd(instance, body.path("requestTimeout").asLong(0));
    List<String> fetch = texts(body.path("fetchVariables"));
    if (!fetch.isEmpty()) {
      variables.retain(fetch);
    }
    return answers.created(instance, variables);
  }

  private ObjectNode awaitEnd(CreatedInstance instance, long asked) throws InterruptedException {
    long wait = engine.version().has(7) && asked > 0 ? asked : OWN_WAIT.toMillis();
    try {
      return instance.end().get(wait, TimeUnit.MILLISECONDS).deepCopy();
    } catch (TimeoutException | CancellationException e) {
      // Seen on 8.6.0.
      throw new Refusal(
          Kind.DEADLINE_EXCEEDED,
          "Time out between gateway and broker: the instance has not ended");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode publish(ObjectNode body) {
    ObjectNode json = answers.object();
    answers.key(json, "messageKey", engine.publish(message(body)));
    return json.put("tenantId", StandInEngine.NO_TENANT);
  }

  private ObjectNode correlate(ObjectNode body) {
    StandInEngine.Correlated correlated = engine.correlate(message(body));
    ObjectNode json = answers.object();
    answers.key(json, "messageKey", correlated.messageKey());
    answers.key(json, "processInstanceKey", correlated.processInstanceKey());
    return json.put("tenantId", StandInEngine.NO_TENANT);
  }

  private static NewMessage message(ObjectNode body) {
    return new NewMessage(
        body.path("name").asText(),
        body.path("correlationKey").asText(""),
        Duration.ofMillis(body.path("timeToLive").asLong(0)),
        body.path("messageId").asText(""),
        variables(body),
        tenant(body),
        text(body, "businessId"));
  }

  private ObjectNode broadcast(ObjectNode body) {
    ObjectNode json = answers.object();
    answers.key(
        json,
        "signalKey",
        engine.broadcast(body.path("signalName").asText(), variables(body), tenant(body)));
    return json.put("tenantId", StandInEngine.NO_TENANT);
  }

  private ObjectNode activate(ObjectNode body) throws InterruptedException {
    if (body.path("maxJobsToActivate").asInt() < 1
        || body.path("timeout").asLong() < 1
        || body.path("type").asText().isEmpty()) {
      throw new Refusal(
          Kind.INVALID_ARGUMENT, "type, timeout and maxJobsToActivate must be given and positive");
    }
    CompletableFuture<List<ActivatedJob>> jobs =
        engine.activate(
            new JobRequest(
                body.path("type").asText(),
                body.path("worker").asText(""),
                body.path("maxJobsToActivate").asInt(),
                Duration.ofMillis(body.path("timeout").asLong()),
                Duration.ofMillis(body.path("requestTimeout").asLong(0)),
                texts(body.path("fetchVariable")),
                texts(body.path("tenantIds")),
                body.path("withLease").asBoolean(false)));
    try {
      return answers.jobs(jobs.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void update(long key, ObjectNode body) {
    JsonNode changes = body.path("changeset");
    JobUpdate update =
        new JobUpdate(
            number(changes.path("retries")),
            changes.path("timeout").isNumber()
                ? Optional.of(Duration.ofMillis(changes.path("timeout").asLong()))
                : Optional.empty(),
            number(changes.path("priority")));
    if (update.retries().isEmpty() && update.timeout().isEmpty() && update.priority().isEmpty()) {
      // Seen on 8.6.0.
      throw new Refusal(Kind.INVALID_ARGUMENT, "At least one of [retries, timeout] is required");
    }
    try {
      engine.update(key, update, lease(body));
    } catch (Refusal e) {
      boolean notActive = e.kind() == Kind.INVALID_STATE && e.detail().contains("not active");
      // Seen on 8.6.0: an update in the wrong state is an invalid argument by REST.
      throw notActive ? new Refusal(Kind.INVALID_ARGUMENT, e.detail()) : e;
    }
  }

  private static OptionalInt number(JsonNode json) {
    return json.isNumber() ? OptionalInt.of(json.asInt()) : OptionalInt.empty();
  }

  private void setVariables(long key, ObjectNode body) {
    if (variables(body).isEmpty()) {
      // Seen on 8.6.0.
      throw new Refusal(Kind.INVALID_ARGUMENT, "No variables provided");
    }
    engine.setVariables(key, variables(body), body.path("local").asBoolean(false));
  }

  private static Definition definition(ObjectNode body, String kind) {
    if (body.path(kind + "Key").isTextual()) {
      return new Definition.ByKey(Long.parseLong(body.path(kind + "Key").asText()));
    }
    String id = body.path(kind + "Id").asText();
    return text(body, kind + "VersionTag")
        .<Definition>map(tag -> new Definition.ByTag(id, tag))
        .orElseGet(() -> new Definition.ById(id, body.path(kind + "Version").asInt(-1)));
  }

  private static ObjectNode variables(ObjectNode body) {
    return body.path("variables") instanceof ObjectNode variables
        ? variables
        : JsonNodeFactory.instance.objectNode();
  }

  private static Optional<JsonNode> result(ObjectNode body) {
    if (!body.path("result").isObject()) {
      return Optional.empty();
    }
    if (!body.path("result").has("type")) {
      // The public description: 8.8 requires it, later versions choose by it.
      throw new Refusal(Kind.INVALID_ARGUMENT, "No result type provided");
    }
    return Optional.of(body.path("result"));
  }

  private static Optional<String> lease(ObjectNode body) {
    return text(body, "jobLeaseToken");
  }

  private static String tenant(ObjectNode body) {
    return body.path("tenantId").asText("");
  }

  private static Optional<String> text(ObjectNode body, String name) {
    return Optional.ofNullable(body.path(name).textValue());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static List<String> texts(JsonNode array, String property) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.path(property).asText()));
    return texts;
  }
}
