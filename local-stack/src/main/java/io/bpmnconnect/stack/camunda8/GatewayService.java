package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpmnconnect.stack.camunda8.NewInstance.Definition;
import io.bpmnconnect.stack.camunda8.StandInEngine.Deployed;
import io.camunda.zeebe.gateway.protocol.GatewayGrpc;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.BroadcastSignalRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.BroadcastSignalResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.BrokerInfo;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CancelProcessInstanceRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CancelProcessInstanceResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CreateProcessInstanceRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CreateProcessInstanceResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CreateProcessInstanceWithResultRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CreateProcessInstanceWithResultResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.DecisionMetadata;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.DeployResourceRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.DeployResourceResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.Deployment;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.EvaluateConditionalRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.EvaluateConditionalResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.EvaluateDecisionRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.EvaluateDecisionResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.Partition;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ProcessInstanceCreationStartInstruction;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ProcessInstanceReference;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ProcessMetadata;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.PublishMessageRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.PublishMessageResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ResolveIncidentRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ResolveIncidentResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.Resource;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.SetVariablesRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.SetVariablesResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.TopologyRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.TopologyResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The methods of the gateway but those of jobs. A field that is younger than the version played is
 * ignored, and such a method is unknown. Thread-safe.
 */
class GatewayService extends GatewayGrpc.GatewayImplBase {
  /** How long the end of an instance is awaited when a request does not say (seen on 8.6.0). */
  private static final Duration OWN_AWAIT = Duration.ofSeconds(15);

  final StandInEngine engine;

  GatewayService(StandInEngine engine) {
    this.engine = engine;
  }

  final boolean has(int minor) {
    return engine.version().has(minor);
  }

  @Override
  public void topology(TopologyRequest request, StreamObserver<TopologyResponse> observer) {
    Answers.of(
        observer,
        () ->
            TopologyResponse.newBuilder()
                .setClusterSize(1)
                .setPartitionsCount(1)
                .setReplicationFactor(1)
                .setGatewayVersion(engine.version().toString())
                .addBrokers(
                    BrokerInfo.newBuilder()
                        .setHost("127.0.0.1")
                        .setVersion(engine.version().toString())
                        .addPartitions(Partition.newBuilder().setPartitionId(1)))
                .build());
  }

  @Override
  public void deployResource(
      DeployResourceRequest request, StreamObserver<DeployResourceResponse> observer) {
    Answers.of(
        observer,
        () -> {
          DeployResourceResponse.Builder answer =
              DeployResourceResponse.newBuilder()
                  .setKey(engine.newKey())
                  .setTenantId(request.getTenantId());
          for (Resource resource : request.getResourcesList()) {
            engine
                .deploy(
                    resource.getName(), resource.getContent().toStringUtf8(), request.getTenantId())
                .forEach(deployed -> answer.addDeployments(deployment(deployed)));
          }
          return answer.build();
        });
  }

  private static Deployment deployment(Deployed deployed) {
    Deployment.Builder deployment = Deployment.newBuilder();
    if (deployed.isDecision()) {
      deployment.setDecision(
          DecisionMetadata.newBuilder()
              .setDmnDecisionId(deployed.id())
              .setDmnDecisionName(deployed.name())
              .setVersion(deployed.version())
              .setDecisionKey(deployed.key())
              .setDmnDecisionRequirementsId(deployed.requirementsId())
              .setDecisionRequirementsKey(deployed.requirementsKey()));
    } else {
      deployment.setProcess(
          ProcessMetadata.newBuilder()
              .setBpmnProcessId(deployed.id())
              .setVersion(deployed.version())
              .setProcessDefinitionKey(deployed.key())
              .setResourceName(deployed.resource()));
    }
    return deployment.build();
  }

  @Override
  public void createProcessInstance(
      CreateProcessInstanceRequest request,
      StreamObserver<CreateProcessInstanceResponse> observer) {
    Answers.of(
        observer,
        () -> {
          CreatedInstance created = engine.create(instance(request));
          return CreateProcessInstanceResponse.newBuilder()
              .setProcessInstanceKey(created.processInstanceKey())
              .setProcessDefinitionKey(created.processDefinitionKey())
              .setBpmnProcessId(created.processDefinitionId())
              .setVersion(created.processDefinitionVersion())
              .setTenantId(created.tenantId())
              .addAllTags(created.tags())
              .build();
        });
  }

  /** An instance that has not ended in time goes on. */
  @Override
  public void createProcessInstanceWithResult(
      CreateProcessInstanceWithResultRequest request,
      StreamObserver<CreateProcessInstanceWithResultResponse> observer) {
    Answers.refusing(
        observer,
        () -> {
          CreatedInstance created = engine.create(instance(request.getRequest()));
          Duration asked = Duration.ofMillis(request.getRequestTimeout());
          Duration wait = asked.isZero() ? OWN_AWAIT : asked;
          created
              .end()
              .copy()
              .orTimeout(wait.toMillis(), TimeUnit.MILLISECONDS)
              .whenComplete(
                  (variables, late) -> {
                    if (late == null) {
                      observer.onNext(ended(created, variables, request.getFetchVariablesList()));
                      observer.onCompleted();
                    } else {
                      observer.onError(
                          Answers.status(
                              new Refusal(
                                  Refusal.Kind.DEADLINE_EXCEEDED,
                                  "the process instance has not ended within " + wait)));
                    }
                  });
        });
  }

  private static CreateProcessInstanceWithResultResponse ended(
      CreatedInstance created, ObjectNode variables, List<String> fetch) {
    ObjectNode asked = variables.deepCopy();
    if (!fetch.isEmpty()) {
      asked.retain(fetch);
    }
    return CreateProcessInstanceWithResultResponse.newBuilder()
        .setProcessInstanceKey(created.processInstanceKey())
        .setProcessDefinitionKey(created.processDefinitionKey())
        .setBpmnProcessId(created.processDefinitionId())
        .setVersion(created.processDefinitionVersion())
        .setTenantId(created.tenantId())
        .addAllTags(created.tags())
        .setVariables(asked.toString())
        .build();
  }

  private NewInstance instance(CreateProcessInstanceRequest request) {
    return new NewInstance(
        request.getProcessDefinitionKey() > 0
            ? new Definition.ByKey(request.getProcessDefinitionKey())
            : new Definition.ById(request.getBpmnProcessId(), request.getVersion()),
        GatewayMessages.variables(request.getVariables()),
        request.getTenantId(),
        request.getStartInstructionsList().stream()
            .map(ProcessInstanceCreationStartInstruction::getElementId)
            .toList(),
        has(8)
            ? request.getRuntimeInstructionsList().stream()
                .map(instruction -> instruction.getTerminate().getAfterElementId())
                .toList()
            : List.of(),
        has(8) ? List.copyOf(request.getTagsList()) : List.of(),
        has(9) && request.hasBusinessId()
            ? Optional.of(request.getBusinessId())
            : Optional.empty());
  }

  @Override
  public void cancelProcessInstance(
      CancelProcessInstanceRequest request,
      StreamObserver<CancelProcessInstanceResponse> observer) {
    Answers.of(
        observer,
        () -> {
          engine.cancel(request.getProcessInstanceKey());
          return CancelProcessInstanceResponse.getDefaultInstance();
        });
  }

  @Override
  public void setVariables(
      SetVariablesRequest request, StreamObserver<SetVariablesResponse> observer) {
    Answers.of(
        observer,
        () -> {
          engine.setVariables(
              request.getElementInstanceKey(),
              GatewayMessages.variables(request.getVariables()),
              request.getLocal());
          return SetVariablesResponse.newBuilder().setKey(engine.newKey()).build();
        });
  }

  @Override
  public void resolveIncident(
      ResolveIncidentRequest request, StreamObserver<ResolveIncidentResponse> observer) {
    Answers.of(
        observer,
        () -> {
          engine.resolve(request.getIncidentKey());
          return ResolveIncidentResponse.getDefaultInstance();
        });
  }

  @Override
  public void publishMessage(
      PublishMessageRequest request, StreamObserver<PublishMessageResponse> observer) {
    Answers.of(
        observer,
        () ->
            PublishMessageResponse.newBuilder()
                .setKey(
                    engine.publish(
                        new NewMessage(
                            request.getName(),
                            request.getCorrelationKey(),
                            Duration.ofMillis(request.getTimeToLive()),
                            request.getMessageId(),
                            GatewayMessages.variables(request.getVariables()),
                            request.getTenantId(),
                            has(10)
                                ? GatewayFields.text(request, GatewayFields.MESSAGE_BUSINESS_ID)
                                : Optional.empty())))
                .setTenantId(request.getTenantId())
                .build());
  }

  @Override
  public void broadcastSignal(
      BroadcastSignalRequest request, StreamObserver<BroadcastSignalResponse> observer) {
    Answers.of(
        observer,
        () ->
            BroadcastSignalResponse.newBuilder()
                .setKey(
                    engine.broadcast(
                        request.getSignalName(),
                        GatewayMessages.variables(request.getVariables()),
                        request.getTenantId()))
                .setTenantId(request.getTenantId())
                .build());
  }

  @Override
  public void evaluateDecision(
      EvaluateDecisionRequest request, StreamObserver<EvaluateDecisionResponse> observer) {
    Answers.of(
        observer,
        () -> {
          EvaluatedDecision evaluated =
              engine.evaluate(
                  request.getDecisionKey() > 0
                      ? new Definition.ByKey(request.getDecisionKey())
                      : new Definition.ById(request.getDecisionId(), -1),
                  GatewayMessages.variables(request.getVariables()),
                  request.getTenantId());
          EvaluateDecisionResponse.Builder answer =
              EvaluateDecisionResponse.newBuilder()
                  .setDecisionKey(evaluated.decisionKey())
                  .setDecisionId(evaluated.decisionId())
                  .setDecisionName(evaluated.decisionName())
                  .setDecisionVersion(evaluated.decisionVersion())
                  .setDecisionRequirementsId(evaluated.requirementsId())
                  .setDecisionRequirementsKey(evaluated.requirementsKey())
                  .setTenantId(evaluated.tenantId())
                  .setDecisionOutput(evaluated.output().toString());
          evaluated
              .failure()
              .ifPresent(
                  failure ->
                      answer
                          .setFailedDecisionId(evaluated.decisionId())
                          .setFailureMessage(failure));
          return answer.build();
        });
  }

  @Override
  public void evaluateConditional(
      EvaluateConditionalRequest request, StreamObserver<EvaluateConditionalResponse> observer) {
    if (!has(9)) {
      super.evaluateConditional(request, observer);
      return;
    }
    Answers.of(
        observer,
        () -> {
          StandInEngine.EvaluatedConditions evaluated =
              engine.evaluateConditions(
                  GatewayMessages.variables(request.getVariables()),
                  request.getProcessDefinitionKey() > 0
                      ? Optional.of(request.getProcessDefinitionKey())
                      : Optional.empty(),
                  request.getTenantId());
          EvaluateConditionalResponse.Builder answer = EvaluateConditionalResponse.newBuilder();
          evaluated
              .instances()
              .forEach(
                  started ->
                      answer.addProcessInstances(
                          ProcessInstanceReference.newBuilder()
                              .setProcessInstanceKey(started.processInstanceKey())
                              .setProcessDefinitionKey(started.processDefinitionKey())));
          return answer.build();
        });
  }
}
