package io.bpmnconnect.engine.camunda7;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineCommand.Definition.ByKey;
import io.bpmnconnect.engine.EngineCommand.EvaluateDecision;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.rest.RestCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Evaluates decisions. The engine's answer does not tell which version it was of, so the definition
 * is looked up first. Safe for use by any thread.
 */
final class Decisions {

  private final Camunda7Api api;
  private final Definitions definitions;
  private final TypedVariables variables;
  private final VariableReader reader;

  Decisions(Camunda7Api api, TypedVariables variables, VariableReader reader) {
    this.api = api;
    this.definitions = Definitions.ofDecisions(api);
    this.variables = variables;
    this.reader = reader;
  }

  CompletionStage<CommandResult> evaluate(EvaluateDecision command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("variables", variables.encode(command.variables()));
    return find(command)
        .thenCompose(
            decision ->
                evaluate(decision, body)
                    .exceptionallyCompose(
                        failure -> {
                          EngineException refusal = EngineException.from(failure);
                          if (refusal.kind() != ErrorKind.NOT_FOUND) {
                            return CompletableFuture.failedFuture(refusal);
                          }
                          definitions.forget(decision);
                          return find(command).thenCompose(again -> evaluate(again, body));
                        }));
  }

  private CompletionStage<Definition> find(EvaluateDecision command) {
    if (command.definition() instanceof ByKey decision) {
      return definitions.byId(decision.key(), command.tenantId());
    }
    if (command.definition() instanceof ById decision) {
      return decision.version() == ById.LATEST
          ? definitions.latest(decision.id(), command.tenantId())
          : definitions.version(decision.id(), decision.version(), command.tenantId());
    }
    throw EngineException.of(
        ErrorKind.INVALID, "the version of " + command.definition() + " must be a number");
  }

  private CompletionStage<CommandResult> evaluate(Definition decision, Map<String, Object> body) {
    return api.send(RestCall.post(definitions.path(decision.id()) + "/evaluate", body))
        .thenApply(
            answer ->
                new CommandResult.DecisionEvaluated(
                    decision.id(), decision.key(), decision.version(), output(answer)));
  }

  /** One map for each rule that matched, whatever the hit policy. */
  private List<Object> output(JsonNode answer) {
    List<Object> output = new ArrayList<>();
    for (JsonNode rule : Camunda7Api.list(answer)) {
      output.add(reader.read(rule).values());
    }
    return output;
  }
}
