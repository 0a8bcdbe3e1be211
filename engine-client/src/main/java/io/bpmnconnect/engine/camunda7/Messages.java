package io.bpmnconnect.engine.camunda7;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.RestCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends messages. The engine keeps none: each is taken at once or refused as not found.
 *
 * <p>A message without a tenant is for all the tenants that the user may see, as with the engine's
 * other clients. It is refused as a conflict when more than one of them has a taker.
 */
final class Messages {

  private static final int ANSWERED = 200;

  private final Camunda7Api api;
  private final TypedVariables variables;

  Messages(Camunda7Api api, TypedVariables variables) {
    this.api = api;
    this.variables = variables;
  }

  /**
   * A message that is not to be kept at all is published in vain when nobody waits for it, and that
   * is no failure. A message id means nothing to the engine.
   */
  CompletionStage<CommandResult> publish(PublishMessage command) {
    Map<String, Object> body =
        body(command.name(), command.correlation(), command.variables(), command.tenantId());
    CompletionStage<CommandResult> sent = api.accepted(RestCall.post(Camunda7Api.MESSAGE, body));
    return command.timeToLive().isZero() ? sent.exceptionallyCompose(Messages::notWanted) : sent;
  }

  private static CompletionStage<CommandResult> notWanted(Throwable failure) {
    EngineException refusal = EngineException.from(failure);
    return refusal.kind() == ErrorKind.NOT_FOUND
        ? CompletableFuture.completedFuture(new CommandResult.Accepted())
        : CompletableFuture.failedFuture(refusal);
  }

  CompletionStage<CommandResult> correlate(CorrelateMessage command) {
    Map<String, Object> body =
        body(command.name(), command.correlation(), command.variables(), command.tenantId());
    body.put("resultEnabled", true);
    if (command.all()) {
      body.put("all", true);
    }
    return api.send(RestCall.post(Camunda7Api.MESSAGE, body)).thenApply(Messages::correlated);
  }

  /** With every match asked for, none is answered as a success. */
  private static CommandResult correlated(JsonNode answer) {
    List<String> instances = new ArrayList<>();
    for (JsonNode match : Camunda7Api.list(answer)) {
      instances.add(
          match.hasNonNull("processInstance")
              ? JsonReads.required(match.path("processInstance"), "id")
              : JsonReads.required(match.path("execution"), "processInstanceId"));
    }
    if (instances.isEmpty()) {
      throw EngineException.answered(
          ErrorKind.NOT_FOUND, ANSWERED, "not correlated", "nothing waits for it");
    }
    return new CommandResult.MessageCorrelated("", instances);
  }

  private Map<String, Object> body(
      String name, Correlation correlation, Map<String, Object> values, Optional<String> tenantId) {
    if (name.isEmpty()) {
      throw EngineException.of(ErrorKind.INVALID, "a message must have a name, was empty");
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("messageName", name);
    correlate(body, correlation);
    body.put("processVariables", variables.encode(values));
    tenantId.ifPresent(tenant -> body.put("tenantId", tenant));
    return body;
  }

  private void correlate(Map<String, Object> body, Correlation correlation) {
    if (correlation instanceof Correlation.ByBusinessId business) {
      body.put("businessKey", business.businessId());
    } else if (correlation instanceof Correlation.ByVariables by) {
      by.businessId().ifPresent(id -> body.put("businessKey", id));
      by.processInstanceKey().ifPresent(key -> body.put("processInstanceId", key));
      putIfAny(body, "correlationKeys", by.variables());
      putIfAny(body, "localCorrelationKeys", by.localVariables());
    } else {
      Correlation.ByKey by = (Correlation.ByKey) correlation;
      if (!by.key().isEmpty()) {
        throw EngineException.of(
            ErrorKind.UNSUPPORTED,
            Camunda7Adapter.PRODUCT
                + " has no correlation keys in its models: set message.correlation.keys (variables"
                + " of the process instance) or message.business.id in place of"
                + " message.correlation.key");
      }
      by.businessId().ifPresent(id -> body.put("businessKey", id));
    }
  }

  private void putIfAny(Map<String, Object> body, String name, Map<String, Object> values) {
    if (!values.isEmpty()) {
      body.put(name, variables.encode(values));
    }
  }
}
