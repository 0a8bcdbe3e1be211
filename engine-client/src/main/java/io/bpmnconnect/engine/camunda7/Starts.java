package io.bpmnconnect.engine.camunda7;

import static io.bpmnconnect.engine.camunda7.Unsupported.refuse;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineCommand.Definition.ByKey;
import io.bpmnconnect.engine.EngineCommand.Definition.ByVersion;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.RestCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Starts process instances. Safe for use by any thread. */
final class Starts {

  private final Camunda7Api api;
  private final Definitions definitions;
  private final TypedVariables variables;
  private final VariableReader reader;

  Starts(Camunda7Api api, TypedVariables variables, VariableReader reader) {
    this.api = api;
    this.definitions = Definitions.ofProcesses(api);
    this.variables = variables;
    this.reader = reader;
  }

  CompletionStage<CommandResult> start(CreateProcessInstance command) {
    refuse(command, "runtime instructions", !command.runtimeInstructions().isEmpty());
    refuse(command, "tags", !command.tags().isEmpty());
    refuse(command, "waiting for the end of the instance", command.await().isPresent());
    refuse(command, "an operation reference", command.operationReference().isPresent());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("variables", variables.encode(command.variables()));
    command.businessId().ifPresent(id -> body.put("businessKey", id));
    if (!command.startElements().isEmpty()) {
      body.put("startInstructions", instructions(command.startElements()));
    }
    if (command.variablesInReturn()) {
      body.put("withVariablesInReturn", true);
    }
    if (command.definition() instanceof ByKey process) {
      return ofTenant(process.key(), command.tenantId())
          .thenCompose(path -> start(path, body, Optional.empty()));
    }
    if (command.definition() instanceof ById process && process.version() == ById.LATEST) {
      return start(
          definitions.latestPath(process.id(), command.tenantId()), body, Optional.empty());
    }
    return startVersion(command, body);
  }

  private static List<Map<String, String>> instructions(List<String> elements) {
    return elements.stream()
        .map(element -> Map.of("type", "startBeforeActivity", "activityId", element))
        .toList();
  }

  /** An engine's id is of one tenant, which is looked up when the command names one. */
  private CompletionStage<String> ofTenant(String id, Optional<String> tenantId) {
    String path = definitions.path(id);
    return tenantId.isEmpty()
        ? CompletableFuture.completedFuture(path)
        : definitions.byId(id, tenantId).thenApply(found -> path);
  }

  private CompletionStage<CommandResult> startVersion(
      CreateProcessInstance command, Map<String, Object> body) {
    String key =
        command.definition() instanceof ById process
            ? process.id()
            : ((ByVersion) command.definition()).id();
    int version = version(command);
    return definitions
        .version(key, version, command.tenantId())
        .thenCompose(
            found ->
                start(definitions.path(found.id()), body, Optional.of(found))
                    .exceptionallyCompose(
                        failure -> {
                          EngineException refusal = EngineException.from(failure);
                          if (refusal.kind() != ErrorKind.NOT_FOUND) {
                            return CompletableFuture.failedFuture(refusal);
                          }
                          definitions.forget(found);
                          return definitions
                              .version(key, version, command.tenantId())
                              .thenCompose(
                                  again ->
                                      start(
                                          definitions.path(again.id()), body, Optional.of(again)));
                        }));
  }

  private static int version(CreateProcessInstance command) {
    if (command.definition() instanceof ById process) {
      return process.version();
    }
    String version = ((ByVersion) command.definition()).version();
    try {
      return Integer.parseInt(version);
    } catch (NumberFormatException text) {
      throw EngineException.of(
          ErrorKind.INVALID, "the version of " + command.definition() + " must be a number", text);
    }
  }

  private CompletionStage<CommandResult> start(
      String path, Map<String, Object> body, Optional<Definition> definition) {
    return api.send(RestCall.post(path + "/start", body))
        .thenApply(answer -> started(answer, definition));
  }

  private CommandResult started(JsonNode answer, Optional<Definition> definition) {
    String id = JsonReads.required(answer, "definitionId");
    String key = JsonReads.required(answer, "definitionKey");
    return new CommandResult.ProcessInstanceCreated(
        JsonReads.required(answer, "id"),
        id,
        key,
        definition.map(Definition::version).orElseGet(() -> Definition.version(key, id)),
        reader.read(answer.path("variables")).values());
  }
}
