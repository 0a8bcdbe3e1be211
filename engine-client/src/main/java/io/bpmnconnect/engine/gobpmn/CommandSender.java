package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineCommand.Definition.ByKey;
import io.bpmnconnect.engine.EngineCommand.Definition.ByVersion;
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
import io.bpmnconnect.engine.Operation;
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
 * Says each command in the words of the API, sends it, and reads the result. A method may throw an
 * {@link EngineException} for what cannot be sent. Safe for use by any thread.
 */
final class CommandSender implements EngineCommand.Visitor<CompletionStage<CommandResult>> {

  /**
   * The engine keeps no number of attempts that are left: any limit above those had is one more.
   */
  private static final int ONE_MORE_ATTEMPT = Integer.MAX_VALUE;

  private static final int ANSWERED = 200;

  private final Api api;
  private final Processes processes;
  private final Settlements settlements;
  private final JobLocks locks;
  private final Variables variables;
  private final String client;

  /**
   * @param client the worker name for what no job worker does
   */
  CommandSender(
      Api api,
      Processes processes,
      Settlements settlements,
      JobLocks locks,
      Variables variables,
      String client) {
    this.api = api;
    this.processes = processes;
    this.settlements = settlements;
    this.locks = locks;
    this.variables = variables;
    this.client = client;
  }

  @Override
  public CompletionStage<CommandResult> visit(CreateProcessInstance command) {
    refuse(command, "a tenant", command.tenantId().isPresent());
    refuse(command, "start elements", !command.startElements().isEmpty());
    refuse(command, "runtime instructions", !command.runtimeInstructions().isEmpty());
    refuse(command, "an operation reference", command.operationReference().isPresent());
    refuse(command, "waiting for the end of the instance", command.await().isPresent());
    refuse(command, "variables in return", command.variablesInReturn());
    Map<String, Object> body = body();
    putIfAny(body, "tags", tags(command.tags()));
    command.businessId().ifPresent(key -> body.put("correlationKey", key));
    putIfAny(body, "variables", variables.encode(command.variables()));
    return definition(command.definition())
        .thenCompose(
            process -> {
              body.put("bpmnProcessId", process.id());
              body.put("version", process.version());
              return api.send(RestCall.post("process-instances", body));
            })
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                processes.forget(); // the engine may have started anew, with other processes
              }
            })
        .thenApply(CommandSender::created);
  }

  private CompletionStage<ByVersion> definition(Definition definition) {
    if (definition instanceof ByVersion process) {
      return CompletableFuture.completedFuture(process);
    }
    if (definition instanceof ById process && process.version() != ById.LATEST) {
      return CompletableFuture.completedFuture(
          new ByVersion(process.id(), String.valueOf(process.version())));
    }
    CompletionStage<ProcessVersion> found =
        definition instanceof ByKey process
            ? processes.byId(process.key())
            : processes.latest(((ById) definition).id());
    return found.thenApply(process -> new ByVersion(process.bpmnProcessId(), process.version()));
  }

  private static List<Map<String, Object>> tags(List<String> texts) {
    List<Map<String, Object>> tags = new ArrayList<>();
    for (String text : texts) {
      int colon = text.indexOf(':');
      if (colon < 1 || colon == text.length() - 1) {
        throw EngineException.of(
            ErrorKind.INVALID,
            "a tag of go-bpmn is a name and a value, such as region:eu, was \"" + text + "\"");
      }
      tags.add(Map.of("name", text.substring(0, colon), "value", text.substring(colon + 1)));
    }
    return tags;
  }

  private static CommandResult created(JsonNode answer) {
    String version = JsonReads.required(answer, "version");
    return new CommandResult.ProcessInstanceCreated(
        EngineKey.read(answer, "id").toString(),
        JsonReads.required(answer, "processId"),
        JsonReads.required(answer, "bpmnProcessId"),
        JobReader.number(version),
        Map.of(),
        Optional.of(version));
  }

  @Override
  public CompletionStage<CommandResult> visit(PublishMessage command) {
    refuse(command, "a tenant", command.tenantId().isPresent());
    Map<String, Object> body = message(command, command.name(), command.correlation());
    if (!command.timeToLive().isZero()) {
      body.put(
          "expirationTimer",
          Map.of("timeDuration", Timers.seconds("time to live", command.timeToLive())));
    }
    command.messageId().ifPresent(id -> body.put("uniqueKey", id));
    putIfAny(body, "variables", variables.encode(command.variables()));
    return api.send(RestCall.post("messages", body)).thenApply(CommandSender::published);
  }

  /** A message without expiry is not kept: either somebody waits for it now, or nobody gets it. */
  @Override
  public CompletionStage<CommandResult> visit(CorrelateMessage command) {
    refuse(command, "a correlation with every match", command.all());
    refuse(command, "a tenant", command.tenantId().isPresent());
    Map<String, Object> body = message(command, command.name(), command.correlation());
    putIfAny(body, "variables", variables.encode(command.variables()));
    return api.send(RestCall.post("messages", body))
        .thenApply(
            answer -> {
              if (!answer.path("correlated").isBoolean()) {
                throw JsonReads.unreadable(
                    "it does not say whether the message was correlated", null);
              }
              if (!answer.path("correlated").asBoolean()) {
                throw EngineException.answered(
                    ErrorKind.NOT_FOUND, ANSWERED, "not correlated", "nothing waits for it");
              }
              return published(answer);
            });
  }

  private Map<String, Object> message(EngineCommand command, String name, Correlation correlation) {
    Correlation.ByKey byKey = correlation.requireKey(GoBpmnEngine.PRODUCT);
    refuse(command, "a business id", byKey.businessId().isPresent());
    String correlationKey = byKey.key();
    if (correlationKey.isEmpty()) {
      throw EngineException.of(
          ErrorKind.INVALID, "a message of go-bpmn needs a correlation key, was empty");
    }
    Map<String, Object> body = body();
    body.put("name", name);
    body.put("correlationKey", correlationKey);
    return body;
  }

  private static CommandResult published(JsonNode answer) {
    return new CommandResult.MessagePublished(JsonReads.required(answer, "id"));
  }

  @Override
  public CompletionStage<CommandResult> visit(BroadcastSignal command) {
    refuse(command, "a tenant", command.tenantId().isPresent());
    Map<String, Object> body = body();
    body.put("name", command.signalName());
    putIfAny(body, "variables", variables.encode(command.variables()));
    return api.send(RestCall.post("signals", body))
        .thenApply(answer -> new CommandResult.SignalBroadcast(JsonReads.required(answer, "id")));
  }

  @Override
  public CompletionStage<CommandResult> visit(CompleteJob command) {
    refuse(command, "a lease token", command.job().lease().isPresent());
    Map<String, Object> body = new LinkedHashMap<>();
    command.result().ifPresent(completion -> body.put("completion", completion));
    putIfAny(body, "processVariables", variables.encode(command.variables()));
    return settle(command, body).thenApply(CommandSender::done);
  }

  @Override
  public CompletionStage<CommandResult> visit(FailJob command) {
    refuse(command, "a lease token", command.job().lease().isPresent());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(
        "error",
        command.errorMessage().filter(text -> !text.isBlank()).orElse("failed without a message"));
    if (command.retries() > 0) {
      body.put("retryLimit", ONE_MORE_ATTEMPT);
      body.put("retryTimer", Timers.seconds("retry backoff", command.retryBackOff()));
    }
    putIfAny(body, "processVariables", variables.encode(command.variables()));
    return settle(command, body).thenApply(job -> settled(job));
  }

  @Override
  public CompletionStage<CommandResult> visit(ThrowJobError command) {
    refuse(command, "a lease token", command.job().lease().isPresent());
    refuse(
        command, "an error message", command.errorMessage().filter(t -> !t.isBlank()).isPresent());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("completion", Map.of("errorCode", command.errorCode()));
    putIfAny(body, "processVariables", variables.encode(command.variables()));
    return settle(command, body).thenApply(CommandSender::done);
  }

  private CompletionStage<JsonNode> settle(
      EngineCommand.JobCommand command, Map<String, Object> body) {
    return settlements.settle(
        EngineKey.parse("job key", command.job().key()), command.job().worker(), body);
  }

  /**
   * A completion that the model cannot follow, such as an error that nothing catches, is answered
   * as a success, and its job has raised an incident.
   */
  private static CommandResult done(JsonNode job) {
    if (job.path("state").asText().startsWith("CAUSED_")) {
      throw EngineException.answered(
          ErrorKind.INVALID, ANSWERED, job.path("state").asText(), job.path("error").asText());
    }
    return settled(job);
  }

  /** A job whose element instance has ended meanwhile is answered as a success, too. */
  private static CommandResult settled(JsonNode job) {
    String state = JsonReads.required(job, "state");
    if (state.equals("CANCELED")) {
      throw EngineException.answered(
          ErrorKind.NOT_FOUND, ANSWERED, state, "the job's element instance has ended");
    }
    return new CommandResult.Accepted();
  }

  /** A lock that never ends cannot be changed; retries are kept nowhere. */
  @Override
  public CompletionStage<CommandResult> visit(UpdateJob command) {
    throw unsupported(command.operation());
  }

  @Override
  public CompletionStage<CommandResult> visit(ReleaseJob command) {
    refuse(command, "a lease token", command.job().lease().isPresent());
    EngineKey key = EngineKey.parse("job key", command.job().key());
    Optional<String> worker = command.job().worker().or(settlements::likelyHolder);
    return worker
        .map(holder -> locks.unlock(key, holder))
        .orElseGet(() -> CompletableFuture.completedFuture(false))
        .thenApply(
            unlocked -> {
              if (!unlocked) {
                throw EngineException.of(
                    ErrorKind.NOT_FOUND, "job " + key + " is not locked by this worker");
              }
              return new CommandResult.Accepted();
            });
  }

  @Override
  public CompletionStage<CommandResult> visit(CancelProcessInstance command) {
    throw unsupported(command.operation());
  }

  @Override
  public CompletionStage<CommandResult> visit(SetVariables command) {
    refuse(command, "an operation reference", command.operationReference().isPresent());
    String scope = command.local() ? "element-instances" : "process-instances";
    String name = command.local() ? "element instance key" : "process instance key";
    EngineKey key = EngineKey.parse(name, command.elementInstanceKey());
    Map<String, Object> body = body();
    body.put("variables", variables.encode(command.variables()));
    return accepted(RestCall.put(scope + "/" + key + "/variables", body));
  }

  @Override
  public CompletionStage<CommandResult> visit(ResolveIncident command) {
    refuse(command, "an operation reference", command.operationReference().isPresent());
    EngineKey key = EngineKey.parse("incident key", command.incidentKey());
    return accepted(RestCall.patch("incidents/" + key + "/resolve", body()));
  }

  @Override
  public CompletionStage<CommandResult> visit(EvaluateDecision command) {
    throw unsupported(command.operation());
  }

  @Override
  public CompletionStage<CommandResult> visit(EvaluateConditionals command) {
    throw unsupported(command.operation());
  }

  private CompletionStage<CommandResult> accepted(RestCall call) {
    return api.send(call).thenApply(answer -> new CommandResult.Accepted());
  }

  private Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("workerId", client);
    return body;
  }

  private static void putIfAny(Map<String, Object> body, String name, List<?> values) {
    if (!values.isEmpty()) {
      body.put(name, values);
    }
  }

  private static EngineException unsupported(Operation operation) {
    return EngineException.of(ErrorKind.UNSUPPORTED, "go-bpmn does not have " + operation);
  }

  /** What the engine cannot do must not be left out in silence. */
  private static void refuse(EngineCommand command, String what, boolean asked) {
    if (asked) {
      throw EngineException.of(
          ErrorKind.UNSUPPORTED, "go-bpmn does not have " + what + " for " + command.operation());
    }
  }
}
