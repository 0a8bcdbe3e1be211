package io.bpmnconnect.engine.camunda7;

import static io.bpmnconnect.engine.camunda7.Unsupported.refuse;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.CommandResult.ConditionalsEvaluated.StartedInstance;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.EvaluateConditionals;
import io.bpmnconnect.engine.EngineCommand.EvaluateDecision;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineCommand.ResolveIncident;
import io.bpmnconnect.engine.EngineCommand.SetVariables;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.RestCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Says each command in the words of the API, sends it, and reads the result. A method may throw an
 * {@link EngineException} for what cannot be sent. Safe for use by any thread.
 */
final class CommandSender implements EngineCommand.Visitor<CompletionStage<CommandResult>> {

  /** The job or the external task of an incident. */
  private static final String CAUSE = "configuration";

  private final Camunda7Api api;
  private final TypedVariables variables;
  private final Starts starts;
  private final Messages messages;
  private final Decisions decisions;
  private final Settlements settlements;

  CommandSender(
      Camunda7Api api, TypedVariables variables, VariableReader reader, Settlements settlements) {
    this.api = api;
    this.variables = variables;
    this.starts = new Starts(api, variables, reader);
    this.messages = new Messages(api, variables);
    this.decisions = new Decisions(api, variables, reader);
    this.settlements = settlements;
  }

  @Override
  public CompletionStage<CommandResult> visit(CreateProcessInstance command) {
    return starts.start(command);
  }

  @Override
  public CompletionStage<CommandResult> visit(PublishMessage command) {
    return messages.publish(command);
  }

  @Override
  public CompletionStage<CommandResult> visit(CorrelateMessage command) {
    return messages.correlate(command);
  }

  /** The API does not tell whether anybody waited for it, and gives it no key. */
  @Override
  public CompletionStage<CommandResult> visit(BroadcastSignal command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", command.signalName());
    body.put("variables", variables.encode(command.variables()));
    command.tenantId().ifPresent(tenant -> body.put("tenantId", tenant));
    return api.accepted(RestCall.post("signal", body));
  }

  @Override
  public CompletionStage<CommandResult> visit(CompleteJob command) {
    return settlements.complete(command);
  }

  @Override
  public CompletionStage<CommandResult> visit(FailJob command) {
    return settlements.fail(command);
  }

  @Override
  public CompletionStage<CommandResult> visit(ThrowJobError command) {
    return settlements.throwError(command);
  }

  @Override
  public CompletionStage<CommandResult> visit(UpdateJob command) {
    return settlements.update(command);
  }

  @Override
  public CompletionStage<CommandResult> visit(ReleaseJob command) {
    return settlements.release(command);
  }

  /** The model's own listeners could keep an instance from being cancelled. */
  @Override
  public CompletionStage<CommandResult> visit(CancelProcessInstance command) {
    refuse(command, "an operation reference", command.operationReference().isPresent());
    return api.accepted(
        RestCall.delete(
            "process-instance/"
                + Camunda7Api.path("process instance key", command.processInstanceKey())
                + "?skipCustomListeners=true&skipIoMappings=true"));
  }

  /** The path of an instance takes the id of any scope in it, and goes up from there. */
  @Override
  public CompletionStage<CommandResult> visit(SetVariables command) {
    refuse(command, "an operation reference", command.operationReference().isPresent());
    String scope = Camunda7Api.path("element instance key", command.elementInstanceKey());
    String path =
        command.local()
            ? "execution/" + scope + "/localVariables"
            : "process-instance/" + scope + "/variables";
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("modifications", variables.encode(command.variables()));
    return api.accepted(RestCall.post(path, body));
  }

  /** What ends an incident depends on its cause. */
  @Override
  public CompletionStage<CommandResult> visit(ResolveIncident command) {
    refuse(command, "an operation reference", command.operationReference().isPresent());
    String path = "incident/" + Camunda7Api.path("incident key", command.incidentKey());
    return api.send(RestCall.get(path)).thenCompose(incident -> resolve(path, incident));
  }

  private CompletionStage<CommandResult> resolve(String path, JsonNode incident) {
    Map<String, Object> oneMore = Map.of("retries", 1);
    return switch (incident.path("incidentType").asText("")) {
      case "failedExternalTask" ->
          api.accepted(RestCall.put("external-task/" + cause(incident) + "/retries", oneMore));
      case "failedJob" ->
          api.accepted(RestCall.put("job/" + cause(incident) + "/retries", oneMore));
      default -> {
        CompletionStage<CommandResult> deleted = api.accepted(RestCall.delete(path));
        yield incident.hasNonNull(CAUSE) ? deleted : deleted.thenCompose(done -> gone(path));
      }
    };
  }

  /** The engine finds an incident by its cause, and without one it answers that all is well. */
  private CompletionStage<CommandResult> gone(String path) {
    return api.send(RestCall.get(path))
        .<CommandResult>thenApply(
            incident -> {
              throw EngineException.of(
                  ErrorKind.CONFLICT,
                  "the engine has left the incident as it was: it has type "
                      + incident.path("incidentType").asText()
                      + " and no configuration, and such ones cannot be resolved");
            })
        .exceptionallyCompose(
            failure -> {
              EngineException refusal = EngineException.from(failure);
              return refusal.kind() == ErrorKind.NOT_FOUND
                  ? CompletableFuture.completedFuture(new CommandResult.Accepted())
                  : CompletableFuture.failedFuture(refusal);
            });
  }

  private static String cause(JsonNode incident) {
    return Camunda7Api.encoded(JsonReads.required(incident, CAUSE));
  }

  @Override
  public CompletionStage<CommandResult> visit(EvaluateDecision command) {
    return decisions.evaluate(command);
  }

  @Override
  public CompletionStage<CommandResult> visit(EvaluateConditionals command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("variables", variables.encode(command.variables()));
    command.processDefinitionKey().ifPresent(key -> body.put("processDefinitionId", key));
    command.tenantId().ifPresent(tenant -> body.put("tenantId", tenant));
    command.businessId().ifPresent(id -> body.put("businessKey", id));
    return api.send(RestCall.post("condition", body)).thenApply(CommandSender::startedInstances);
  }

  private static CommandResult startedInstances(JsonNode answer) {
    List<StartedInstance> started = new ArrayList<>();
    for (JsonNode instance : Camunda7Api.list(answer)) {
      started.add(
          new StartedInstance(
              JsonReads.required(instance, "id"), JsonReads.required(instance, "definitionId")));
    }
    return new CommandResult.ConditionalsEvaluated(List.copyOf(started));
  }
}
