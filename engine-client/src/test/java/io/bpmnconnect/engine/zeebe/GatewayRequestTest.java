package io.bpmnconnect.engine.zeebe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.Await;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.RuntimeInstruction;
import io.bpmnconnect.engine.EngineCommand.Definition;
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
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.Stages;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivateJobsRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.BroadcastSignalRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.BroadcastSignalResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CancelProcessInstanceRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CancelProcessInstanceResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CompleteJobRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CompleteJobResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CreateProcessInstanceRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CreateProcessInstanceResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CreateProcessInstanceWithResultRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CreateProcessInstanceWithResultResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.EvaluateConditionalRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.EvaluateConditionalResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.EvaluateDecisionRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.EvaluateDecisionResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.FailJobRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.FailJobResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.JobResult;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.JobResultActivateElement;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.JobResultCorrections;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ProcessInstanceCreationRuntimeInstruction;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ProcessInstanceCreationStartInstruction;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ProcessInstanceReference;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.PublishMessageRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.PublishMessageResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ResolveIncidentRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ResolveIncidentResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.SetVariablesRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.SetVariablesResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.StringList;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.TenantFilter;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.TerminateProcessInstanceInstruction;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ThrowErrorRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ThrowErrorResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobRetriesRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobRetriesResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobTimeoutRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobTimeoutResponse;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each command says to a gateway, and what is made of its answer. */
class GatewayRequestTest {

  private static final Definition ORDER = new Definition.ById("order", 3);

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final ZeebeGrpcEngine engine = new ZeebeGrpcEngine(gateway.settings());

  @AfterEach
  void close() {
    engine.close();
    gateway.close();
  }

  private CommandResult execute(EngineCommand command, Message answer) throws Exception {
    gateway.answer(answer);
    return Stages.result(engine.execute(command));
  }

  private EngineException refusal(EngineCommand command) {
    return Stages.failure(engine.execute(command));
  }

  private static CreateProcessInstance create(Definition definition, Optional<Await> await) {
    return new CreateProcessInstance(
        definition,
        Map.of("amount", 5),
        Optional.of("t-1"),
        List.of("pay"),
        List.of(new RuntimeInstruction("TERMINATE_PROCESS_INSTANCE", "ship")),
        List.of("vip"),
        Optional.of("o-1"),
        await,
        false,
        OptionalLong.of(42));
  }

  private static CreateProcessInstanceRequest.Builder creation() {
    return CreateProcessInstanceRequest.newBuilder()
        .setBpmnProcessId("order")
        .setVersion(3)
        .setVariables("{\"amount\":5}")
        .setTenantId("t-1")
        .addStartInstructions(
            ProcessInstanceCreationStartInstruction.newBuilder().setElementId("pay"))
        .addRuntimeInstructions(
            ProcessInstanceCreationRuntimeInstruction.newBuilder()
                .setTerminate(
                    TerminateProcessInstanceInstruction.newBuilder().setAfterElementId("ship")))
        .addTags("vip")
        .setBusinessId("o-1")
        .setOperationReference(42);
  }

  @Test
  void aCreationSaysAllThatIsSaidOfTheInstance() throws Exception {
    CommandResult result =
        execute(
            create(ORDER, Optional.empty()),
            CreateProcessInstanceResponse.newBuilder()
                .setProcessInstanceKey(1)
                .setProcessDefinitionKey(2)
                .setBpmnProcessId("order")
                .setVersion(3)
                .build());

    assertThat(gateway.request()).isEqualTo(creation().build());
    assertThat(result)
        .isEqualTo(new CommandResult.ProcessInstanceCreated("1", "2", "order", 3, Map.of()));
  }

  @Test
  void aCreationByKeyHasNoProcessId() throws Exception {
    execute(
        create(new Definition.ByKey("77"), Optional.empty()),
        CreateProcessInstanceResponse.getDefaultInstance());

    assertThat(gateway.request())
        .isEqualTo(
            creation().clearBpmnProcessId().clearVersion().setProcessDefinitionKey(77).build());
  }

  @Test
  void anAwaitedCreationAnswersWithVariables() throws Exception {
    CommandResult result =
        execute(
            create(ORDER, Optional.of(new Await(Duration.ofSeconds(7), List.of("total")))),
            CreateProcessInstanceWithResultResponse.newBuilder()
                .setProcessInstanceKey(1)
                .setVariables("{\"total\":12.50}")
                .build());

    assertThat(gateway.request())
        .isEqualTo(
            CreateProcessInstanceWithResultRequest.newBuilder()
                .setRequest(creation())
                .setRequestTimeout(7_000)
                .addFetchVariables("total")
                .build());
    assertThat(((CommandResult.ProcessInstanceCreated) result).variables())
        .isEqualTo(Map.of("total", new BigDecimal("12.50")));
  }

  @Test
  void aProcessWithoutANameIsInvalid() {
    assertThat(
            refusal(
                new CreateProcessInstance(
                    new Definition.ById("", -1),
                    Map.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    OptionalLong.empty())))
        .hasMessage("process definition id must not be empty");
  }

  @Test
  void anUnknownRuntimeInstructionIsInvalid() throws Exception {
    EngineException refusal =
        refusal(
            new CreateProcessInstance(
                ORDER,
                Map.of(),
                Optional.empty(),
                List.of(),
                List.of(new RuntimeInstruction("JUMP", "ship")),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalLong.empty()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(refusal)
        .hasMessage("a runtime instruction must be TERMINATE_PROCESS_INSTANCE, was \"JUMP\"");
    assertThat(gateway.received()).isEmpty();
  }

  @Test
  void aMessageIsPublished() throws Exception {
    CommandResult result =
        execute(
            new PublishMessage(
                "paid",
                new Correlation.ByKey("o-1", Optional.empty()),
                Duration.ofMinutes(1),
                Optional.of("m-1"),
                Map.of("a", 1),
                Optional.of("t-1")),
            PublishMessageResponse.newBuilder().setKey(9).build());

    assertThat(gateway.request())
        .isEqualTo(
            PublishMessageRequest.newBuilder()
                .setName("paid")
                .setCorrelationKey("o-1")
                .setTimeToLive(60_000)
                .setMessageId("m-1")
                .setVariables("{\"a\":1}")
                .setTenantId("t-1")
                .build());
    assertThat(result).isEqualTo(new CommandResult.MessagePublished("9"));
  }

  @Test
  void aMessageCannotBeCorrelatedAtOnce() throws Exception {
    EngineException refusal =
        refusal(
            new CorrelateMessage(
                "paid",
                new Correlation.ByKey("o-1", Optional.empty()),
                Map.of(),
                Optional.empty(),
                false));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
    assertThat(refusal)
        .hasMessage(
            "the gRPC protocol does not know correlate-message; needs Camunda 8 REST"
                + " (engine.type=camunda8)");
    assertThat(gateway.received()).isEmpty();
  }

  @Test
  void aSignalIsBroadcast() throws Exception {
    CommandResult result =
        execute(
            new BroadcastSignal("alarm", Map.of("a", 1), Optional.of("t-1")),
            BroadcastSignalResponse.newBuilder().setKey(8).build());

    assertThat(gateway.request())
        .isEqualTo(
            BroadcastSignalRequest.newBuilder()
                .setSignalName("alarm")
                .setVariables("{\"a\":1}")
                .setTenantId("t-1")
                .build());
    assertThat(result).isEqualTo(new CommandResult.SignalBroadcast("8"));
  }

  @Test
  void aJobIsCompletedWithAResult() throws Exception {
    Map<String, Object> corrections = new LinkedHashMap<>();
    corrections.put("assignee", "ann");
    corrections.put("candidateUsers", List.of("bob"));
    corrections.put("priority", 7L);
    corrections.put("dueDate", null);
    CommandResult result =
        execute(
            new CompleteJob(
                JobRef.of("5"),
                Map.of("ok", true),
                Optional.of(
                    Map.of(
                        "type",
                        "userTask",
                        "denied",
                        true,
                        "deniedReason",
                        "no",
                        "corrections",
                        corrections))),
            CompleteJobResponse.getDefaultInstance());

    assertThat(gateway.request())
        .isEqualTo(
            CompleteJobRequest.newBuilder()
                .setJobKey(5)
                .setResult(
                    JobResult.newBuilder()
                        .setType("userTask")
                        .setDenied(true)
                        .setDeniedReason("no")
                        .setCorrections(
                            JobResultCorrections.newBuilder()
                                .setAssignee("ann")
                                .setCandidateUsers(StringList.newBuilder().addValues("bob"))
                                .setPriority(7)))
                .build());
    assertThat(result).isEqualTo(new CommandResult.Accepted());
  }

  @Test
  void theJobOfAnAdHocSubProcessIsCompletedWithElements() throws Exception {
    execute(
        new CompleteJob(
            JobRef.of("5"),
            Map.of(),
            Optional.of(
                Map.of(
                    "activateElements",
                    List.of(Map.of("elementId", "call", "variables", Map.of("a", 1))),
                    "isCompletionConditionFulfilled",
                    false))),
        CompleteJobResponse.getDefaultInstance());

    assertThat(((CompleteJobRequest) gateway.request()).getResult())
        .isEqualTo(
            JobResult.newBuilder()
                .setType("adHocSubProcess")
                .addActivateElements(
                    JobResultActivateElement.newBuilder()
                        .setElementId("call")
                        .setVariables("{\"a\":1}"))
                .setIsCompletionConditionFulfilled(false)
                .build());
  }

  @Test
  void aResultThatTheProtocolDoesNotKnowIsInvalid() throws Exception {
    assertThat(
            refusal(
                new CompleteJob(JobRef.of("5"), Map.of(), Optional.of(Map.of("denied", "yes")))))
        .hasMessage("\"denied\" in the result of a job must be true or false");
    assertThat(refusal(new CompleteJob(JobRef.of("5"), Map.of(), Optional.of(Map.of("colour", 1)))))
        .hasMessage("the result of a job has no property \"colour\"");
  }

  @Test
  void aJobIsFailed() throws Exception {
    execute(
        new FailJob(
            JobRef.of("5"), 2, Optional.of("broken"), Duration.ofSeconds(3), Map.of("a", 1)),
        FailJobResponse.getDefaultInstance());

    assertThat(gateway.request())
        .isEqualTo(
            FailJobRequest.newBuilder()
                .setJobKey(5)
                .setRetries(2)
                .setErrorMessage("broken")
                .setRetryBackOff(3_000)
                .setVariables("{\"a\":1}")
                .build());
  }

  @Test
  void aJobThrowsAnError() throws Exception {
    execute(
        new ThrowJobError(JobRef.of("5"), "E1", Optional.of("why"), Map.of("a", 1)),
        ThrowErrorResponse.getDefaultInstance());

    assertThat(gateway.request())
        .isEqualTo(
            ThrowErrorRequest.newBuilder()
                .setJobKey(5)
                .setErrorCode("E1")
                .setErrorMessage("why")
                .setVariables("{\"a\":1}")
                .build());
  }

  @Test
  void aJobIsReleasedByAFailureThatLeavesItsRetriesAsTheyAre() throws Exception {
    CommandResult result =
        execute(
            new ReleaseJob(JobRef.of("5"), OptionalInt.of(2)),
            FailJobResponse.getDefaultInstance());

    assertThat(gateway.request())
        .isEqualTo(FailJobRequest.newBuilder().setJobKey(5).setRetries(2).build());
    assertThat(result).isEqualTo(new CommandResult.Accepted());
  }

  @Test
  void aReleaseThatDoesNotSayTheRetriesIsInvalid() {
    EngineException refusal = refusal(new ReleaseJob(JobRef.of("5"), OptionalInt.empty()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(refusal).hasMessageStartingWith("the retries of the job are needed");
    assertThat(gateway.received()).isEmpty();
  }

  @Test
  void anUpdateOfRetriesAndLockTakesTwoCalls() throws Exception {
    gateway.answer(UpdateJobRetriesResponse.getDefaultInstance());
    CommandResult result =
        execute(
            new UpdateJob(
                JobRef.of("5"),
                OptionalInt.of(2),
                Optional.of(Duration.ofSeconds(9)),
                OptionalInt.empty()),
            UpdateJobTimeoutResponse.getDefaultInstance());

    assertThat(result).isEqualTo(new CommandResult.Accepted());
    assertThat(gateway.received())
        .extracting(ScriptedGateway.Received::request)
        .containsExactly(
            UpdateJobRetriesRequest.newBuilder().setJobKey(5).setRetries(2).build(),
            UpdateJobTimeoutRequest.newBuilder().setJobKey(5).setTimeout(9_000).build());
  }

  @Test
  void anUpdateOfNothingIsInvalid() throws Exception {
    assertThat(
            refusal(
                    new UpdateJob(
                        JobRef.of("5"), OptionalInt.empty(), Optional.empty(), OptionalInt.empty()))
                .kind())
        .isEqualTo(ErrorKind.INVALID);
  }

  @Test
  void anInstanceIsCancelled() throws Exception {
    execute(
        new CancelProcessInstance("6", OptionalLong.of(42)),
        CancelProcessInstanceResponse.getDefaultInstance());

    assertThat(gateway.request())
        .isEqualTo(
            CancelProcessInstanceRequest.newBuilder()
                .setProcessInstanceKey(6)
                .setOperationReference(42)
                .build());
  }

  @Test
  void variablesAreSet() throws Exception {
    execute(
        new SetVariables("6", Map.of("a", 1), true, OptionalLong.empty()),
        SetVariablesResponse.getDefaultInstance());

    assertThat(gateway.request())
        .isEqualTo(
            SetVariablesRequest.newBuilder()
                .setElementInstanceKey(6)
                .setVariables("{\"a\":1}")
                .setLocal(true)
                .build());
  }

  @Test
  void anIncidentIsResolved() throws Exception {
    execute(
        new ResolveIncident("6", OptionalLong.of(42)),
        ResolveIncidentResponse.getDefaultInstance());

    assertThat(gateway.request())
        .isEqualTo(
            ResolveIncidentRequest.newBuilder()
                .setIncidentKey(6)
                .setOperationReference(42)
                .build());
  }

  @Test
  void aDecisionIsEvaluated() throws Exception {
    CommandResult result =
        execute(
            new EvaluateDecision(
                new Definition.ById("discount", -1), Map.of("a", 1), Optional.of("t-1")),
            EvaluateDecisionResponse.newBuilder()
                .setDecisionKey(3)
                .setDecisionId("discount")
                .setDecisionVersion(2)
                .setDecisionOutput("[1,null]")
                .build());

    assertThat(gateway.request())
        .isEqualTo(
            EvaluateDecisionRequest.newBuilder()
                .setDecisionId("discount")
                .setVariables("{\"a\":1}")
                .setTenantId("t-1")
                .build());
    assertThat(result)
        .isEqualTo(new CommandResult.DecisionEvaluated("3", "discount", 2, Arrays.asList(1, null)));
  }

  @Test
  void aDecisionThatFailedIsInvalidWithItsReason() throws Exception {
    gateway.answer(
        EvaluateDecisionResponse.newBuilder()
            .setFailedDecisionId("strict")
            .setFailureMessage("Assertion failure")
            .build());

    EngineException failure =
        refusal(new EvaluateDecision(new Definition.ByKey("3"), Map.of(), Optional.empty()));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure).hasMessageContaining("failed decision \"strict\": Assertion failure");
    assertThat(((EvaluateDecisionRequest) gateway.request()).getDecisionKey()).isEqualTo(3);
  }

  @Test
  void conditionsAreEvaluated() throws Exception {
    CommandResult result =
        execute(
            new EvaluateConditionals(
                Map.of("a", 1), Optional.of("3"), Optional.of("t-1"), Optional.empty()),
            EvaluateConditionalResponse.newBuilder()
                .addProcessInstances(
                    ProcessInstanceReference.newBuilder()
                        .setProcessInstanceKey(1)
                        .setProcessDefinitionKey(3))
                .build());

    assertThat(gateway.request())
        .isEqualTo(
            EvaluateConditionalRequest.newBuilder()
                .setVariables("{\"a\":1}")
                .setProcessDefinitionKey(3)
                .setTenantId("t-1")
                .build());
    assertThat(result)
        .isEqualTo(
            new CommandResult.ConditionalsEvaluated(
                List.of(new CommandResult.ConditionalsEvaluated.StartedInstance("1", "3"))));
  }

  static List<EngineCommand> ofAVersionThatIsNoNumber() {
    Definition order = new Definition.ByVersion("order", "v2");
    return List.of(
        create(order, Optional.empty()), new EvaluateDecision(order, Map.of(), Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("ofAVersionThatIsNoNumber")
  void aVersionThatIsNoNumberIsInvalid(EngineCommand command) {
    EngineException refusal = refusal(command);

    assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(refusal).hasMessage("the version of \"order\" of version \"v2\" must be a number");
    assertThat(gateway.received()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.5", "9223372036854775808"})
  void aKeyThatIsNoNumberIsInvalid(String key) {
    EngineException refusal = refusal(new CompleteJob(JobRef.of(key), Map.of(), Optional.empty()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(refusal).hasMessage("job key must be a decimal number, was \"" + key + "\"");
  }

  @Test
  void numbersKeepEveryDigit() throws Exception {
    execute(
        new BroadcastSignal(
            "alarm",
            Map.of("n", new BigDecimal("12345678901234567890.123456789")),
            Optional.empty()),
        BroadcastSignalResponse.getDefaultInstance());

    assertThat(((BroadcastSignalRequest) gateway.request()).getVariables())
        .isEqualTo("{\"n\":12345678901234567890.123456789}");
  }

  @Test
  void jobsAreActivatedWithAllThatIsAskedFor() throws Exception {
    gateway.answer();

    List<?> jobs =
        Stages.result(
            engine.activateJobs(
                new JobActivation(
                    List.of(
                        new JobActivation.OfType(
                            "pay",
                            Duration.ofSeconds(60),
                            List.of("amount"),
                            List.of(),
                            JobActivation.Filter.ALL)),
                    "w-1",
                    7,
                    Duration.ofMillis(-1),
                    List.of("t-1"),
                    Optional.of(JobActivation.TenantFilter.ASSIGNED),
                    false,
                    false,
                    3,
                    new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)))));

    assertThat(jobs).isEmpty();
    assertThat(gateway.request())
        .isEqualTo(
            ActivateJobsRequest.newBuilder()
                .setType("pay")
                .setWorker("w-1")
                .setMaxJobsToActivate(7)
                .setTimeout(60_000)
                .setRequestTimeout(-1)
                .addFetchVariable("amount")
                .addTenantIds("t-1")
                .setTenantFilter(TenantFilter.ASSIGNED)
                .build());
  }

  @Test
  void theClientNamesItself() throws Exception {
    execute(
        new BroadcastSignal("alarm", Map.of(), Optional.empty()),
        BroadcastSignalResponse.getDefaultInstance());

    assertThat(gateway.received().get(0).header("user-agent")).startsWith("unit-test ");
  }
}
