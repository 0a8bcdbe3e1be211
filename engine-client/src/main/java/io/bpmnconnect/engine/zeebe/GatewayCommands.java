package io.bpmnconnect.engine.zeebe;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.CommandResult.Accepted;
import io.bpmnconnect.engine.CommandResult.ConditionalsEvaluated;
import io.bpmnconnect.engine.CommandResult.ConditionalsEvaluated.StartedInstance;
import io.bpmnconnect.engine.CommandResult.DecisionEvaluated;
import io.bpmnconnect.engine.CommandResult.MessagePublished;
import io.bpmnconnect.engine.CommandResult.ProcessInstanceCreated;
import io.bpmnconnect.engine.CommandResult.SignalBroadcast;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.Await;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineCommand.Definition.ByKey;
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
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.camundaversion.JobResult;
import io.bpmnconnect.engine.json.PlainJson;
import io.camunda.zeebe.gateway.protocol.GatewayGrpc;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.BroadcastSignalRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CancelProcessInstanceRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CompleteJobRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CreateProcessInstanceWithResultRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.EvaluateConditionalRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.EvaluateDecisionRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.EvaluateDecisionResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.FailJobRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.PublishMessageRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ResolveIncidentRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.SetVariablesRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ThrowErrorRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobRetriesRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobTimeoutRequest;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Calls the method of the gateway that carries out a command, and reads its answer. */
final class GatewayCommands implements EngineCommand.Visitor<CompletionStage<CommandResult>> {

  /** How long a gateway waits for the end of an instance when a request leaves it to it. */
  private static final Duration SERVER_AWAIT = Duration.ofSeconds(15);

  private final GrpcTransport transport;
  private final Duration timeout;

  GatewayCommands(GrpcTransport transport, Duration timeout) {
    this.transport = transport;
    this.timeout = timeout;
  }

  private <Q, A> CompletionStage<A> ask(MethodDescriptor<Q, A> method, Q request) {
    return transport.ask(method, request, timeout);
  }

  @Override
  public CompletionStage<CommandResult> visit(CreateProcessInstance command) {
    if (command.await().isPresent()) {
      return createAndAwait(command, command.await().get());
    }
    return ask(GatewayGrpc.getCreateProcessInstanceMethod(), Requests.creation(command))
        .thenApply(
            answer ->
                new ProcessInstanceCreated(
                    Long.toString(answer.getProcessInstanceKey()),
                    Long.toString(answer.getProcessDefinitionKey()),
                    answer.getBpmnProcessId(),
                    answer.getVersion(),
                    JsonText.object("")));
  }

  private CompletionStage<CommandResult> createAndAwait(
      CreateProcessInstance command, Await await) {
    long millis = Requests.millis("await timeout", await.timeout());
    CreateProcessInstanceWithResultRequest request =
        CreateProcessInstanceWithResultRequest.newBuilder()
            .setRequest(Requests.creation(command))
            .setRequestTimeout(millis)
            .addAllFetchVariables(await.fetchVariables())
            .build();
    Duration wait = await.timeout().isZero() ? SERVER_AWAIT : await.timeout();
    return transport
        .ask(GatewayGrpc.getCreateProcessInstanceWithResultMethod(), request, timeout.plus(wait))
        .thenApply(
            answer ->
                (CommandResult)
                    new ProcessInstanceCreated(
                        Long.toString(answer.getProcessInstanceKey()),
                        Long.toString(answer.getProcessDefinitionKey()),
                        answer.getBpmnProcessId(),
                        answer.getVersion(),
                        JsonText.object(answer.getVariables())))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(awaited(failure)));
  }

  /** Who reads of the timeout should not start the instance once more. */
  private static EngineException awaited(Throwable failure) {
    EngineException cause = EngineException.from(failure);
    return cause.kind() == ErrorKind.TIMEOUT
        ? cause.during(
            "the end of the process instance did not come in time; the instance itself was most"
                + " likely created, and goes on")
        : cause;
  }

  @Override
  public CompletionStage<CommandResult> visit(PublishMessage command) {
    Correlation.ByKey correlation = command.correlation().requireKey(ZeebeVersions.PRODUCT);
    PublishMessageRequest.Builder request =
        PublishMessageRequest.newBuilder()
            .setName(command.name())
            .setCorrelationKey(correlation.key())
            .setTimeToLive(Requests.millis("time to live", command.timeToLive()))
            .setMessageId(command.messageId().orElse(""))
            .setVariables(PlainJson.text(command.variables()))
            .setTenantId(command.tenantId().orElse(""));
    correlation.businessId().ifPresent(id -> NewerField.MESSAGE_BUSINESS_ID.set(request, id));
    return ask(GatewayGrpc.getPublishMessageMethod(), request.build())
        .thenApply(answer -> new MessagePublished(Long.toString(answer.getKey())));
  }

  /** What Camunda 8 has over no protocol is refused first: another protocol would not help. */
  @Override
  public CompletionStage<CommandResult> visit(CorrelateMessage command) {
    command.correlation().requireKey(ZeebeVersions.PRODUCT);
    Requests.refuse("a correlation with every match", Feature.CORRELATE_ALL, command.all());
    throw EngineException.of(
        ErrorKind.UNSUPPORTED,
        "the gRPC protocol does not know "
            + command.operation()
            + "; needs "
            + ZeebeVersions.needs(command.operation()).orElse(""));
  }

  @Override
  public CompletionStage<CommandResult> visit(BroadcastSignal command) {
    return ask(
            GatewayGrpc.getBroadcastSignalMethod(),
            BroadcastSignalRequest.newBuilder()
                .setSignalName(command.signalName())
                .setVariables(PlainJson.text(command.variables()))
                .setTenantId(command.tenantId().orElse(""))
                .build())
        .thenApply(answer -> new SignalBroadcast(Long.toString(answer.getKey())));
  }

  @Override
  public CompletionStage<CommandResult> visit(CompleteJob command) {
    CompleteJobRequest.Builder request = CompleteJobRequest.newBuilder().setJobKey(jobKey(command));
    Optional<Map<String, Object>> result = command.result().map(JobResult::typed);
    if (!result.map(JobResult::isOfUserTask).orElse(false)) {
      request.setVariables(PlainJson.text(command.variables()));
    }
    result.map(JobResults::of).ifPresent(request::setResult);
    Requests.lease(command.job(), request, NewerField.COMPLETION_LEASE);
    return accepted(ask(GatewayGrpc.getCompleteJobMethod(), request.build()));
  }

  @Override
  public CompletionStage<CommandResult> visit(FailJob command) {
    FailJobRequest.Builder request =
        FailJobRequest.newBuilder()
            .setJobKey(jobKey(command))
            .setRetries(command.retries())
            .setErrorMessage(command.errorMessage().orElse(""))
            .setRetryBackOff(Requests.millis("retry backoff", command.retryBackOff()))
            .setVariables(PlainJson.text(command.variables()));
    Requests.lease(command.job(), request, NewerField.FAILURE_LEASE);
    return accepted(ask(GatewayGrpc.getFailJobMethod(), request.build()));
  }

  @Override
  public CompletionStage<CommandResult> visit(ThrowJobError command) {
    ThrowErrorRequest.Builder request =
        ThrowErrorRequest.newBuilder()
            .setJobKey(jobKey(command))
            .setErrorCode(command.errorCode())
            .setErrorMessage(command.errorMessage().orElse(""))
            .setVariables(PlainJson.text(command.variables()));
    Requests.lease(command.job(), request, NewerField.ERROR_LEASE);
    return accepted(ask(GatewayGrpc.getThrowErrorMethod(), request.build()));
  }

  /**
   * The protocol knows no release: a failure that leaves the retries as they are has its effect.
   */
  @Override
  public CompletionStage<CommandResult> visit(ReleaseJob command) {
    int retries =
        command
            .retries()
            .orElseThrow(
                () ->
                    Requests.invalid(
                        "the retries of the job are needed to give it back, since Zeebe has no"
                            + " other way than a failure"));
    FailJobRequest.Builder request =
        FailJobRequest.newBuilder().setJobKey(jobKey(command)).setRetries(retries);
    Requests.lease(command.job(), request, NewerField.FAILURE_LEASE);
    return accepted(ask(GatewayGrpc.getFailJobMethod(), request.build()));
  }

  /** Retries and lock have a method each, so a change of both is not atomic. */
  @Override
  public CompletionStage<CommandResult> visit(UpdateJob command) {
    Requests.refuse(
        "the priority of a job", Feature.JOB_PRIORITY_UPDATE, command.priority().isPresent());
    if (command.retries().isEmpty() && command.timeout().isEmpty()) {
      throw Requests.invalid("an update of a job must change its retries or its timeout");
    }
    Optional<UpdateJobTimeoutRequest> timeout =
        command.timeout().map(lock -> timeoutUpdate(command, lock));
    CompletionStage<CommandResult> updated = CompletableFuture.completedFuture(new Accepted());
    if (command.retries().isPresent()) {
      UpdateJobRetriesRequest retries = retriesUpdate(command, command.retries().getAsInt());
      updated = accepted(ask(GatewayGrpc.getUpdateJobRetriesMethod(), retries));
    }
    if (timeout.isPresent()) {
      updated =
          updated.thenCompose(
              before -> accepted(ask(GatewayGrpc.getUpdateJobTimeoutMethod(), timeout.get())));
    }
    return updated;
  }

  private static UpdateJobRetriesRequest retriesUpdate(UpdateJob command, int retries) {
    UpdateJobRetriesRequest.Builder request =
        UpdateJobRetriesRequest.newBuilder().setJobKey(jobKey(command)).setRetries(retries);
    Requests.lease(command.job(), request, NewerField.RETRIES_LEASE);
    return request.build();
  }

  private static UpdateJobTimeoutRequest timeoutUpdate(UpdateJob command, Duration lock) {
    UpdateJobTimeoutRequest.Builder request =
        UpdateJobTimeoutRequest.newBuilder()
            .setJobKey(jobKey(command))
            .setTimeout(Requests.millis("job timeout", lock));
    Requests.lease(command.job(), request, NewerField.TIMEOUT_LEASE);
    return request.build();
  }

  @Override
  public CompletionStage<CommandResult> visit(CancelProcessInstance command) {
    CancelProcessInstanceRequest.Builder request =
        CancelProcessInstanceRequest.newBuilder()
            .setProcessInstanceKey(
                Requests.key("process instance key", command.processInstanceKey()));
    command.operationReference().ifPresent(request::setOperationReference);
    return accepted(ask(GatewayGrpc.getCancelProcessInstanceMethod(), request.build()));
  }

  @Override
  public CompletionStage<CommandResult> visit(SetVariables command) {
    SetVariablesRequest.Builder request =
        SetVariablesRequest.newBuilder()
            .setElementInstanceKey(
                Requests.key("element instance key", command.elementInstanceKey()))
            .setVariables(PlainJson.text(command.variables()))
            .setLocal(command.local());
    command.operationReference().ifPresent(request::setOperationReference);
    return accepted(ask(GatewayGrpc.getSetVariablesMethod(), request.build()));
  }

  @Override
  public CompletionStage<CommandResult> visit(ResolveIncident command) {
    ResolveIncidentRequest.Builder request =
        ResolveIncidentRequest.newBuilder()
            .setIncidentKey(Requests.key("incident key", command.incidentKey()));
    command.operationReference().ifPresent(request::setOperationReference);
    return accepted(ask(GatewayGrpc.getResolveIncidentMethod(), request.build()));
  }

  @Override
  public CompletionStage<CommandResult> visit(EvaluateDecision command) {
    EvaluateDecisionRequest.Builder request =
        EvaluateDecisionRequest.newBuilder()
            .setVariables(PlainJson.text(command.variables()))
            .setTenantId(command.tenantId().orElse(""));
    if (command.definition() instanceof ById decision) {
      Requests.refuseVersion(decision);
      request.setDecisionId(decision.id());
    } else if (command.definition() instanceof ByKey decision) {
      request.setDecisionKey(Requests.key("decision definition key", decision.key()));
    } else {
      throw Requests.noNumber(command.definition());
    }
    return ask(GatewayGrpc.getEvaluateDecisionMethod(), request.build())
        .thenApply(GatewayCommands::decision);
  }

  /** A decision that fails is answered as a success, with the reason in place of an output. */
  private static CommandResult decision(EvaluateDecisionResponse answer) {
    if (!answer.getFailureMessage().isBlank()) {
      throw EngineException.answered(
          ErrorKind.INVALID,
          0,
          "failed decision \"" + answer.getFailedDecisionId() + "\"",
          answer.getFailureMessage());
    }
    return new DecisionEvaluated(
        Long.toString(answer.getDecisionKey()),
        answer.getDecisionId(),
        answer.getDecisionVersion(),
        JsonText.value(answer.getDecisionOutput()));
  }

  @Override
  public CompletionStage<CommandResult> visit(EvaluateConditionals command) {
    Requests.refuse(
        "the business id of the instances that conditions start",
        Feature.CONDITIONAL_BUSINESS_ID,
        command.businessId().isPresent());
    EvaluateConditionalRequest.Builder request =
        EvaluateConditionalRequest.newBuilder()
            .setVariables(PlainJson.text(command.variables()))
            .setTenantId(command.tenantId().orElse(""));
    command
        .processDefinitionKey()
        .ifPresent(
            key -> request.setProcessDefinitionKey(Requests.key("process definition key", key)));
    return ask(GatewayGrpc.getEvaluateConditionalMethod(), request.build())
        .thenApply(
            answer ->
                new ConditionalsEvaluated(
                    answer.getProcessInstancesList().stream()
                        .map(
                            instance ->
                                new StartedInstance(
                                    Long.toString(instance.getProcessInstanceKey()),
                                    Long.toString(instance.getProcessDefinitionKey())))
                        .toList()));
  }

  private static CompletionStage<CommandResult> accepted(CompletionStage<?> answer) {
    return answer.thenApply(nothing -> new Accepted());
  }

  private static long jobKey(EngineCommand.JobCommand command) {
    return Requests.key("job key", command.job().key());
  }
}
