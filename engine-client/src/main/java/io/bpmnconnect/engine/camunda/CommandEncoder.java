package io.bpmnconnect.engine.camunda;

import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hc.core5.http.Method;

/**
 * Says each command in the words of the API. Optional properties are left out when they are not
 * set: an engine refuses properties that its version does not know.
 */
final class CommandEncoder implements EngineCommand.Visitor<RestCall> {

  static final RestCall TOPOLOGY = new RestCall(Method.GET, "topology", Map.of());

  @Override
  public RestCall visit(CreateProcessInstance command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("processDefinitionId", command.processDefinitionId());
    body.put("processDefinitionVersion", command.version());
    body.put("variables", command.variables());
    command.tenantId().ifPresent(tenant -> body.put("tenantId", tenant));
    return new RestCall(Method.POST, "process-instances", body);
  }

  @Override
  public RestCall visit(PublishMessage command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", command.name());
    body.put("correlationKey", command.correlationKey());
    body.put("timeToLive", millis("time to live", command.timeToLive()));
    command.messageId().ifPresent(id -> body.put("messageId", id));
    body.put("variables", command.variables());
    command.tenantId().ifPresent(tenant -> body.put("tenantId", tenant));
    return new RestCall(Method.POST, "messages/publication", body);
  }

  @Override
  public RestCall visit(CorrelateMessage command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", command.name());
    body.put("correlationKey", command.correlationKey());
    body.put("variables", command.variables());
    command.tenantId().ifPresent(tenant -> body.put("tenantId", tenant));
    return new RestCall(Method.POST, "messages/correlation", body);
  }

  @Override
  public RestCall visit(BroadcastSignal command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("signalName", command.signalName());
    body.put("variables", command.variables());
    command.tenantId().ifPresent(tenant -> body.put("tenantId", tenant));
    return new RestCall(Method.POST, "signals/broadcast", body);
  }

  @Override
  public RestCall visit(CompleteJob command) {
    return new RestCall(
        Method.POST,
        "jobs/" + key(command.jobKey()) + "/completion",
        Map.of("variables", command.variables()));
  }

  @Override
  public RestCall visit(FailJob command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("retries", command.retries());
    command.errorMessage().ifPresent(message -> body.put("errorMessage", message));
    body.put("retryBackOff", millis("retry backoff", command.retryBackOff()));
    body.put("variables", command.variables());
    return new RestCall(Method.POST, "jobs/" + key(command.jobKey()) + "/failure", body);
  }

  @Override
  public RestCall visit(ThrowJobError command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("errorCode", command.errorCode());
    command.errorMessage().ifPresent(message -> body.put("errorMessage", message));
    body.put("variables", command.variables());
    return new RestCall(Method.POST, "jobs/" + key(command.jobKey()) + "/error", body);
  }

  @Override
  public RestCall visit(UpdateJob command) {
    Map<String, Object> changeset = new LinkedHashMap<>();
    command.retries().ifPresent(retries -> changeset.put("retries", retries));
    command
        .timeout()
        .ifPresent(timeout -> changeset.put("timeout", millis("job timeout", timeout)));
    return new RestCall(
        Method.PATCH, "jobs/" + key(command.jobKey()), Map.of("changeset", changeset));
  }

  RestCall activation(JobActivation activation) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", activation.type());
    body.put("worker", activation.worker());
    body.put("timeout", millis("job timeout", activation.timeout()));
    body.put("maxJobsToActivate", activation.maxJobs());
    body.put("requestTimeout", millis("request timeout", activation.requestTimeout()));
    if (!activation.fetchVariables().isEmpty()) {
      body.put("fetchVariable", activation.fetchVariables());
    }
    if (!activation.tenantIds().isEmpty()) {
      body.put("tenantIds", activation.tenantIds());
    }
    return new RestCall(Method.POST, "jobs/activation", body);
  }

  private static long millis(String name, Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException tooLong) {
      throw EngineException.of(
          ErrorKind.INVALID, name + " must fit into 64-bit milliseconds, was " + duration, tooLong);
    }
  }

  /** A key goes into the path, so nothing but the API's own pattern may pass. */
  private static String key(String jobKey) {
    if (!jobKey.matches("-?[0-9]{1,19}")) {
      throw EngineException.of(
          ErrorKind.INVALID, "job key must be a decimal number, was \"" + jobKey + "\"");
    }
    return jobKey;
  }
}
