package io.bpmnconnect.engine.camunda8;

import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineCommand.Definition.ByKey;
import io.bpmnconnect.engine.EngineCommand.EvaluateConditionals;
import io.bpmnconnect.engine.EngineCommand.EvaluateDecision;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.JobCommand;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineCommand.ResolveIncident;
import io.bpmnconnect.engine.EngineCommand.SetVariables;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.camundaversion.JobResult;
import io.bpmnconnect.engine.rest.RestCall;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Says each command in the words of the API. Optional properties are left out when they are not
 * set: an engine refuses properties that its version does not know.
 */
final class CommandEncoder implements EngineCommand.Visitor<RestCall> {

  /** As 8.10 has it since its release. */
  private static final String LEASE = "jobLeaseToken";

  private static final String CREATION = "process-instances";
  private static final String PUBLICATION = "messages/publication";
  private static final String CORRELATION = "messages/correlation";
  private static final String BROADCAST = "signals/broadcast";
  private static final String ACTIVATION = "jobs/activation";
  private static final String DECISION = "decision-definitions/evaluation";
  private static final String CONDITIONALS = "conditionals/evaluation";

  /** The paths of all calls but those that name what they are about by its key. */
  static final List<String> FIXED_PATHS =
      List.of(CREATION, PUBLICATION, CORRELATION, BROADCAST, ACTIVATION, DECISION, CONDITIONALS);

  private static final String PRODUCT = CamundaVersions.PRODUCT;

  static final RestCall TOPOLOGY = RestCall.get("topology");

  @Override
  public RestCall visit(CreateProcessInstance command) {
    refuse(command, "variables in return", command.variablesInReturn());
    Map<String, Object> body = new LinkedHashMap<>();
    if (command.definition() instanceof ById process) {
      body.put("processDefinitionId", process.id());
      body.put("processDefinitionVersion", process.version());
    } else if (command.definition() instanceof ByKey process) {
      body.put("processDefinitionKey", key("process definition key", process.key()));
    } else {
      throw EngineException.of(
          ErrorKind.INVALID, "the version of " + command.definition() + " must be a number");
    }
    body.put("variables", command.variables());
    putIfPresent(body, "tenantId", command.tenantId());
    putIfAny(body, "startInstructions", startInstructions(command.startElements()));
    putIfAny(body, "runtimeInstructions", command.runtimeInstructions());
    putIfAny(body, "tags", command.tags());
    putIfPresent(body, "businessId", command.businessId());
    command
        .await()
        .ifPresent(
            await -> {
              body.put("awaitCompletion", true);
              body.put("requestTimeout", millis("await timeout", await.timeout()));
              putIfAny(body, "fetchVariables", await.fetchVariables());
            });
    putIfPresent(body, command.operationReference());
    return RestCall.post(CREATION, body);
  }

  private static List<Map<String, String>> startInstructions(List<String> elements) {
    return elements.stream().map(element -> Map.of("elementId", element)).toList();
  }

  @Override
  public RestCall visit(PublishMessage command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", command.name());
    Correlation.ByKey correlation = command.correlation().requireKey(PRODUCT);
    body.put("correlationKey", correlation.key());
    body.put("timeToLive", millis("time to live", command.timeToLive()));
    putIfPresent(body, "messageId", command.messageId());
    body.put("variables", command.variables());
    putIfPresent(body, "tenantId", command.tenantId());
    putIfPresent(body, "businessId", correlation.businessId());
    return RestCall.post(PUBLICATION, body);
  }

  @Override
  public RestCall visit(CorrelateMessage command) {
    refuse(command, "a correlation with every match", command.all());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", command.name());
    Correlation.ByKey correlation = command.correlation().requireKey(PRODUCT);
    body.put("correlationKey", correlation.key());
    body.put("variables", command.variables());
    putIfPresent(body, "tenantId", command.tenantId());
    putIfPresent(body, "businessId", correlation.businessId());
    return RestCall.post(CORRELATION, body);
  }

  @Override
  public RestCall visit(BroadcastSignal command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("signalName", command.signalName());
    body.put("variables", command.variables());
    putIfPresent(body, "tenantId", command.tenantId());
    return RestCall.post(BROADCAST, body);
  }

  @Override
  public RestCall visit(CompleteJob command) {
    Map<String, Object> body = new LinkedHashMap<>();
    Optional<Map<String, Object>> result = command.result().map(JobResult::typed);
    if (!result.map(JobResult::isOfUserTask).orElse(false)) {
      body.put("variables", command.variables());
    }
    result.ifPresent(typed -> body.put("result", typed));
    putIfPresent(body, LEASE, command.job().lease());
    return RestCall.post(job(command) + "/completion", body);
  }

  @Override
  public RestCall visit(FailJob command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("retries", command.retries());
    putIfPresent(body, "errorMessage", command.errorMessage());
    body.put("retryBackOff", millis("retry backoff", command.retryBackOff()));
    body.put("variables", command.variables());
    putIfPresent(body, LEASE, command.job().lease());
    return RestCall.post(job(command) + "/failure", body);
  }

  @Override
  public RestCall visit(ThrowJobError command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("errorCode", command.errorCode());
    putIfPresent(body, "errorMessage", command.errorMessage());
    body.put("variables", command.variables());
    putIfPresent(body, LEASE, command.job().lease());
    return RestCall.post(job(command) + "/error", body);
  }

  /** The API knows no release: a failure that leaves the retries as they are has its effect. */
  @Override
  public RestCall visit(ReleaseJob command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(
        "retries",
        command
            .retries()
            .orElseThrow(
                () ->
                    EngineException.of(
                        ErrorKind.INVALID,
                        "the retries of the job are needed to give it back, since Camunda 8 has"
                            + " no other way than a failure")));
    putIfPresent(body, LEASE, command.job().lease());
    return RestCall.post(job(command) + "/failure", body);
  }

  @Override
  public RestCall visit(UpdateJob command) {
    refuse(command, "a change of the priority", command.priority().isPresent());
    Map<String, Object> changeset = new LinkedHashMap<>();
    command.retries().ifPresent(retries -> changeset.put("retries", retries));
    command
        .timeout()
        .ifPresent(timeout -> changeset.put("timeout", millis("job timeout", timeout)));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("changeset", changeset);
    putIfPresent(body, LEASE, command.job().lease());
    return RestCall.patch(job(command), body);
  }

  @Override
  public RestCall visit(CancelProcessInstance command) {
    Map<String, Object> body = new LinkedHashMap<>();
    putIfPresent(body, command.operationReference());
    return RestCall.post(
        "process-instances/"
            + key("process instance key", command.processInstanceKey())
            + "/cancellation",
        body);
  }

  @Override
  public RestCall visit(SetVariables command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("variables", command.variables());
    body.put("local", command.local());
    putIfPresent(body, command.operationReference());
    return RestCall.put(
        "element-instances/"
            + key("element instance key", command.elementInstanceKey())
            + "/variables",
        body);
  }

  @Override
  public RestCall visit(ResolveIncident command) {
    Map<String, Object> body = new LinkedHashMap<>();
    putIfPresent(body, command.operationReference());
    return RestCall.post(
        "incidents/" + key("incident key", command.incidentKey()) + "/resolution", body);
  }

  @Override
  public RestCall visit(EvaluateDecision command) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (command.definition() instanceof ById decision) {
      refuseVersion(decision);
      body.put("decisionDefinitionId", decision.id());
    } else if (command.definition() instanceof ByKey decision) {
      body.put("decisionDefinitionKey", key("decision definition key", decision.key()));
    } else {
      throw EngineException.of(
          ErrorKind.INVALID, "the version of " + command.definition() + " must be a number");
    }
    body.put("variables", command.variables());
    putIfPresent(body, "tenantId", command.tenantId());
    return RestCall.post(DECISION, body);
  }

  @Override
  public RestCall visit(EvaluateConditionals command) {
    refuse(command, "a business id", command.businessId().isPresent());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("variables", command.variables());
    command
        .processDefinitionKey()
        .ifPresent(
            process -> body.put("processDefinitionKey", key("process definition key", process)));
    putIfPresent(body, "tenantId", command.tenantId());
    return RestCall.post(CONDITIONALS, body);
  }

  RestCall activation(JobActivation activation) {
    Map<String, Object> body = new LinkedHashMap<>();
    JobActivation.OfType ofType = activation.requireAllOfOneType(PRODUCT);
    body.put("type", ofType.type());
    body.put("worker", activation.worker());
    body.put("timeout", millis("job timeout", ofType.timeout()));
    body.put("maxJobsToActivate", activation.maxJobs());
    body.put("requestTimeout", millis("request timeout", activation.requestTimeout()));
    if (!ofType.fetchVariables().isEmpty()) {
      body.put("fetchVariable", ofType.fetchVariables());
    }
    if (!activation.tenantIds().isEmpty()) {
      body.put("tenantIds", activation.tenantIds());
    }
    activation.tenantFilter().ifPresent(filter -> body.put("tenantFilter", filter.name()));
    if (activation.withLease()) {
      body.put("withLease", true);
    }
    return RestCall.post(ACTIVATION, body);
  }

  private static long millis(String name, Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException tooLong) {
      throw EngineException.of(
          ErrorKind.INVALID, name + " must fit into 64-bit milliseconds, was " + duration, tooLong);
    }
  }

  private static void putIfPresent(Map<String, Object> body, String name, Optional<String> value) {
    value.ifPresent(text -> body.put(name, text));
  }

  private static void putIfPresent(Map<String, Object> body, OptionalLong operationReference) {
    operationReference.ifPresent(number -> body.put("operationReference", number));
  }

  private static void putIfAny(Map<String, Object> body, String name, List<?> values) {
    if (!values.isEmpty()) {
      body.put(name, values);
    }
  }

  /** The API has no version for a decision, which would be evaluated in its latest one. */
  private static void refuseVersion(ById decision) {
    if (decision.version() != ById.LATEST) {
      throw EngineException.of(
          ErrorKind.UNSUPPORTED,
          PRODUCT
              + " evaluates a decision by its id in its latest version only; another version has a"
              + " key");
    }
  }

  /** What only another family of engines can do must not be left out in silence. */
  private static void refuse(EngineCommand command, String what, boolean asked) {
    if (asked) {
      throw EngineException.of(
          ErrorKind.UNSUPPORTED,
          PRODUCT
              + " does not have "
              + what
              + " for "
              + command.operation()
              + "; needs "
              + Feature.CAMUNDA_7);
    }
  }

  private static String job(JobCommand command) {
    return "jobs/" + key("job key", command.job().key());
  }

  /** A key goes into the path, so nothing but the API's own pattern may pass. */
  private static String key(String name, String key) {
    if (!key.matches("-?[0-9]{1,19}")) {
      throw EngineException.of(
          ErrorKind.INVALID, name + " must be a decimal number, was \"" + key + "\"");
    }
    return key;
  }
}
