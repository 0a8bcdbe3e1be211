package io.bpmnconnect.engine.camunda8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.CommandResult.ConditionalsEvaluated.StartedInstance;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.http.HttpAnswer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what the API answers: results, jobs, the topology. Immutable; safe for any thread. */
final class AnswerReader {

  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final ObjectReader TREES = JSON.reader();

  /** The status of a decision that the engine evaluated with a failure. */
  private static final int DECISION_FAILED = 200;

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  CommandResult result(Operation operation, HttpAnswer answer) {
    if (!answer.isSuccess()) {
      throw CommandRefusals.read(operation, answer);
    }
    return switch (operation) {
      case CREATE_PROCESS_INSTANCE -> processInstance(json(answer));
      case PUBLISH_MESSAGE -> new CommandResult.MessagePublished(key(json(answer), "messageKey"));
      case CORRELATE_MESSAGE -> correlation(json(answer));
      case BROADCAST_SIGNAL -> new CommandResult.SignalBroadcast(key(json(answer), "signalKey"));
      case COMPLETE_JOB,
          FAIL_JOB,
          THROW_JOB_ERROR,
          UPDATE_JOB,
          RELEASE_JOB,
          CANCEL_PROCESS_INSTANCE,
          SET_VARIABLES,
          RESOLVE_INCIDENT ->
          accepted(answer);
      case EVALUATE_DECISION -> decision(json(answer));
      case EVALUATE_CONDITIONALS -> conditionals(json(answer));
    };
  }

  List<ActivatedJob> jobs(HttpAnswer answer) {
    if (!answer.isSuccess()) {
      throw Problems.refusal(answer);
    }
    JsonNode answered = json(answer).path("jobs");
    if (!answered.isArray()) {
      throw unreadable("it has no jobs", null);
    }
    List<ActivatedJob> jobs = new ArrayList<>();
    for (JsonNode job : answered) {
      jobs.add(job(job));
    }
    return jobs;
  }

  EngineInfo info(HttpAnswer answer) {
    if (!answer.isSuccess()) {
      throw Problems.read(answer);
    }
    JsonNode topology = json(answer);
    if (!topology.has("gatewayVersion")) {
      throw unreadable("it has no gatewayVersion, so this is not a Camunda 8 REST API", null);
    }
    return CamundaVersions.info(topology.path("gatewayVersion").asText());
  }

  /** The API answers with nothing; what a proxy says instead, such as a log-in page, is no JSON. */
  private static CommandResult accepted(HttpAnswer answer) {
    if (answer.body().length > 0) {
      json(answer);
    }
    return new CommandResult.Accepted();
  }

  private static CommandResult processInstance(JsonNode json) {
    return new CommandResult.ProcessInstanceCreated(
        key(json, "processInstanceKey"),
        key(json, "processDefinitionKey"),
        json.path("processDefinitionId").asText(),
        json.path("processDefinitionVersion").asInt(),
        object(json.path("variables")));
  }

  private static CommandResult correlation(JsonNode json) {
    return new CommandResult.MessageCorrelated(
        key(json, "messageKey"), key(json, "processInstanceKey"));
  }

  /** A decision that fails is answered as a success, with the reason in place of an output. */
  private static CommandResult decision(JsonNode json) {
    String failure = json.path("failureMessage").asText("");
    if (!failure.isBlank()) {
      throw EngineException.answered(
          ErrorKind.INVALID,
          DECISION_FAILED,
          "failed decision \"" + json.path("failedDecisionDefinitionId").asText() + "\"",
          failure);
    }
    return new CommandResult.DecisionEvaluated(
        key(json, "decisionDefinitionKey"),
        json.path("decisionDefinitionId").asText(),
        json.path("decisionDefinitionVersion").asInt(),
        output(json.path("output")));
  }

  /** The API gives a decision's output as JSON inside of a JSON text. */
  private static Object output(JsonNode output) {
    try {
      return output.isTextual() ? JSON.readValue(output.textValue(), Object.class) : null;
    } catch (JsonProcessingException e) {
      throw unreadable("the output is not JSON (" + e.getOriginalMessage() + ")", e);
    } catch (NumberFormatException e) {
      throw unreadable("the output has a number that is too large", e);
    }
  }

  private static CommandResult conditionals(JsonNode json) {
    JsonNode instances = json.path("processInstances");
    if (!instances.isArray()) {
      throw unreadable("it has no processInstances", null);
    }
    List<StartedInstance> started = new ArrayList<>();
    for (JsonNode instance : instances) {
      started.add(
          new StartedInstance(
              key(instance, "processInstanceKey"), key(instance, "processDefinitionKey")));
    }
    return new CommandResult.ConditionalsEvaluated(List.copyOf(started));
  }

  private static ActivatedJob job(JsonNode json) {
    return new ActivatedJob(
        json.has("jobKey") ? key(json, "jobKey") : key(json, "key"),
        json.path("type").asText(),
        key(json, "processInstanceKey"),
        key(json, "processDefinitionKey"),
        json.path("processDefinitionId").asText(),
        json.path("processDefinitionVersion").asInt(),
        json.path("elementId").asText(),
        key(json, "elementInstanceKey"),
        object(json.path("customHeaders")),
        json.path("worker").asText(),
        json.path("retries").asInt(),
        deadline(json),
        object(json.path("variables")),
        json.path("tenantId").asText(),
        details(json));
  }

  private static ActivatedJob.Details details(JsonNode job) {
    List<String> tags = new ArrayList<>();
    job.path("tags").forEach(tag -> tags.add(tag.asText()));
    JsonNode priority = job.path("priority");
    return new ActivatedJob.Details(
        text(job, "kind"),
        text(job, "listenerEventType"),
        tags,
        text(job, "businessId"),
        priority.isIntegralNumber() ? OptionalInt.of(priority.asInt()) : OptionalInt.empty(),
        text(job, "rootProcessInstanceKey"),
        text(job, "leaseToken"),
        object(job.path("userTask")));
  }

  /** What an optional field says, be it text or a key that is a number; empty for none or null. */
  private static Optional<String> text(JsonNode json, String name) {
    JsonNode field = json.path(name);
    return field.isTextual() || field.isIntegralNumber()
        ? Optional.of(field.asText()).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  private static Instant deadline(JsonNode job) {
    JsonNode deadline = job.path("deadline");
    if (!deadline.isIntegralNumber()) {
      throw unreadable("it has a job without deadline", null);
    }
    return Instant.ofEpochMilli(deadline.asLong());
  }

  private static JsonNode json(HttpAnswer answer) {
    try {
      JsonNode json = TREES.readTree(answer.body());
      return json == null ? MissingNode.getInstance() : json;
    } catch (IOException e) {
      String reason = e instanceof JacksonException j ? j.getOriginalMessage() : e.getMessage();
      throw unreadable("it is not JSON (" + reason + ")", e);
    } catch (NumberFormatException e) {
      throw unreadable("it has a number that is too large", e); // such as 1e9999999999
    }
  }

  /** A key as a string, whether the API wrote a number (before 8.8) or a string. */
  private static String key(JsonNode json, String name) {
    JsonNode key = json.path(name);
    if (!key.isTextual() && !key.isIntegralNumber()) {
      throw unreadable("it has no " + name, null);
    }
    return key.asText();
  }

  private static Map<String, Object> object(JsonNode json) {
    return json.isObject() ? JSON.convertValue(json, OBJECT) : Map.of();
  }

  /** What was asked for was most likely done: the status was one of success. */
  private static EngineException unreadable(String why, Throwable cause) {
    return EngineException.of(
            ErrorKind.INTERNAL, "the engine's answer cannot be read: " + why, cause)
        .ambiguous();
  }
}
