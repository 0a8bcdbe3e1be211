package io.bpmnconnect.engine.camunda8;

import static io.bpmnconnect.engine.rest.JsonReads.list;
import static io.bpmnconnect.engine.rest.JsonReads.object;
import static io.bpmnconnect.engine.rest.JsonReads.required;
import static io.bpmnconnect.engine.rest.JsonReads.text;
import static io.bpmnconnect.engine.rest.JsonReads.tree;
import static io.bpmnconnect.engine.rest.JsonReads.unreadable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.CommandResult.ConditionalsEvaluated.StartedInstance;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.rest.JsonReads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads what the API answers: results, jobs, the topology. Immutable; safe for any thread. */
final class AnswerReader {

  /** The status of a decision that the engine evaluated with a failure. */
  private static final int DECISION_FAILED = 200;

  CommandResult result(Operation operation, HttpAnswer answer) {
    if (!answer.isSuccess()) {
      throw CommandRefusals.read(operation, answer);
    }
    return switch (operation) {
      case CREATE_PROCESS_INSTANCE -> processInstance(tree(answer));
      case PUBLISH_MESSAGE ->
          new CommandResult.MessagePublished(required(tree(answer), "messageKey"));
      case CORRELATE_MESSAGE -> correlation(tree(answer));
      case BROADCAST_SIGNAL ->
          new CommandResult.SignalBroadcast(required(tree(answer), "signalKey"));
      case COMPLETE_JOB,
          FAIL_JOB,
          THROW_JOB_ERROR,
          UPDATE_JOB,
          RELEASE_JOB,
          CANCEL_PROCESS_INSTANCE,
          SET_VARIABLES,
          RESOLVE_INCIDENT ->
          accepted(answer);
      case EVALUATE_DECISION -> decision(tree(answer));
      case EVALUATE_CONDITIONALS -> conditionals(tree(answer));
    };
  }

  List<ActivatedJob> jobs(HttpAnswer answer) {
    if (!answer.isSuccess()) {
      throw Problems.refusal(answer);
    }
    JsonNode answered = list(tree(answer), "jobs");
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
    JsonNode topology = tree(answer);
    if (!topology.has("gatewayVersion")) {
      throw unreadable("it has no gatewayVersion, so this is not a Camunda 8 REST API", null);
    }
    return CamundaVersions.info(topology.path("gatewayVersion").asText());
  }

  /** The API answers with nothing; what a proxy says instead, such as a log-in page, is no JSON. */
  private static CommandResult accepted(HttpAnswer answer) {
    if (answer.body().length > 0) {
      tree(answer);
    }
    return new CommandResult.Accepted();
  }

  private static CommandResult processInstance(JsonNode json) {
    return new CommandResult.ProcessInstanceCreated(
        required(json, "processInstanceKey"),
        required(json, "processDefinitionKey"),
        json.path("processDefinitionId").asText(),
        json.path("processDefinitionVersion").asInt(),
        object(json.path("variables")));
  }

  private static CommandResult correlation(JsonNode json) {
    return new CommandResult.MessageCorrelated(
        required(json, "messageKey"), required(json, "processInstanceKey"));
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
        required(json, "decisionDefinitionKey"),
        json.path("decisionDefinitionId").asText(),
        json.path("decisionDefinitionVersion").asInt(),
        output(json.path("output")));
  }

  /** The API gives a decision's output as JSON inside of a JSON text. */
  private static Object output(JsonNode output) {
    try {
      return output.isTextual() ? JsonReads.value(output.textValue()) : null;
    } catch (JsonProcessingException e) {
      throw unreadable("the output is not JSON (" + e.getOriginalMessage() + ")", e);
    } catch (NumberFormatException e) {
      throw unreadable("the output has a number that is too large", e);
    }
  }

  private static CommandResult conditionals(JsonNode json) {
    JsonNode instances = list(json, "processInstances");
    List<StartedInstance> started = new ArrayList<>();
    for (JsonNode instance : instances) {
      started.add(
          new StartedInstance(
              required(instance, "processInstanceKey"),
              required(instance, "processDefinitionKey")));
    }
    return new CommandResult.ConditionalsEvaluated(List.copyOf(started));
  }

  private static ActivatedJob job(JsonNode json) {
    return new ActivatedJob(
        json.has("jobKey") ? required(json, "jobKey") : required(json, "key"),
        json.path("type").asText(),
        required(json, "processInstanceKey"),
        required(json, "processDefinitionKey"),
        json.path("processDefinitionId").asText(),
        json.path("processDefinitionVersion").asInt(),
        json.path("elementId").asText(),
        required(json, "elementInstanceKey"),
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
        text(job, "jobLeaseToken").or(() -> text(job, "leaseToken")),
        object(job.path("userTask")));
  }

  private static Instant deadline(JsonNode job) {
    JsonNode deadline = job.path("deadline");
    if (!deadline.isIntegralNumber()) {
      throw unreadable("it has a job without deadline", null);
    }
    return Instant.ofEpochMilli(deadline.asLong());
  }
}
