package io.bpmnconnect.engine.camunda8;

import static io.bpmnconnect.engine.camunda8.ApiDescription.operation;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobActivation.TenantFilter;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.camundaversion.CamundaVersion;
import io.bpmnconnect.engine.rest.RestCall;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every request is as the API's public OpenAPI description says; {@code requests.json} has it. */
class OpenApiContractTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CommandEncoder ENCODER = new CommandEncoder();
  private static final Map<String, Object> VARIABLES =
      Map.of("amount", new BigDecimal("9007199254740993.1"), "items", List.of(Map.of("sku", "a")));
  private static final Optional<String> TENANT = Optional.of("<default>");
  private static final JobRef LEASED = new JobRef("7", Optional.empty(), Optional.of("lease-1"));
  private static final Optional<String> BUSINESS_ID = Optional.of("order-4711");
  private static final OptionalLong REFERENCE = OptionalLong.of(4711);

  /** What stands for each property that is younger than the oldest engine, by operation's path. */
  private static final Map<String, Feature> GUARDS =
      Map.ofEntries(
          Map.entry("/process-instances runtimeInstructions", Feature.RUNTIME_INSTRUCTIONS),
          Map.entry("/process-instances tags", Feature.TAGS),
          Map.entry("/process-instances businessId", Feature.BUSINESS_ID),
          Map.entry("/messages/publication businessId", Feature.MESSAGE_BUSINESS_ID),
          Map.entry("/messages/correlation businessId", Feature.MESSAGE_BUSINESS_ID),
          Map.entry("/jobs/activation tenantFilter", Feature.JOB_TENANT_FILTER),
          Map.entry("/jobs/activation withLease", Feature.JOB_LEASE),
          Map.entry("/jobs/{jobKey}/completion result", Feature.JOB_RESULT),
          Map.entry("/jobs/{jobKey}/completion jobLeaseToken", Feature.JOB_LEASE),
          Map.entry("/jobs/{jobKey}/failure jobLeaseToken", Feature.JOB_LEASE),
          Map.entry("/jobs/{jobKey}/error jobLeaseToken", Feature.JOB_LEASE),
          Map.entry("/jobs/{jobKey} jobLeaseToken", Feature.JOB_LEASE),
          Map.entry(
              "/incidents/{incidentKey}/resolution operationReference",
              Feature.INCIDENT_REFERENCE));

  /** With everything that can be set. */
  static List<EngineCommand> fullest() {
    return List.of(
        create(new Definition.ById("order-process", 3)),
        create(new Definition.ByKey("2251799813685249")),
        new PublishMessage(
            "paid",
            new Correlation.ByKey("o-1", BUSINESS_ID),
            Duration.ofHours(1),
            Optional.of("m-1"),
            VARIABLES,
            TENANT),
        new CorrelateMessage(
            "paid", new Correlation.ByKey("o-1", BUSINESS_ID), VARIABLES, TENANT, false),
        new BroadcastSignal("stop", VARIABLES, TENANT),
        new CompleteJob(LEASED, VARIABLES, Optional.of(deniedTask())),
        new CompleteJob(LEASED, VARIABLES, Optional.of(nextElements())),
        new FailJob(LEASED, 2, Optional.of("no"), Duration.ofSeconds(5), VARIABLES),
        new ThrowJobError(LEASED, "NO_STOCK", Optional.of("none left"), VARIABLES),
        new UpdateJob(
            LEASED, OptionalInt.of(3), Optional.of(Duration.ofMinutes(1)), OptionalInt.empty()),
        new ReleaseJob(LEASED, OptionalInt.of(3)),
        new CancelProcessInstance("8", REFERENCE),
        new SetVariables("9", VARIABLES, true, REFERENCE),
        new ResolveIncident("10", REFERENCE),
        new EvaluateDecision(new Definition.ById("discount", -1), VARIABLES, TENANT),
        new EvaluateDecision(new Definition.ByKey("11"), VARIABLES, TENANT),
        new EvaluateConditionals(VARIABLES, Optional.of("12"), TENANT, Optional.empty()));
  }

  private static EngineCommand create(Definition definition) {
    return new CreateProcessInstance(
        definition,
        VARIABLES,
        TENANT,
        List.of("start-here"),
        List.of(new RuntimeInstruction("TERMINATE_PROCESS_INSTANCE", "stop-here")),
        List.of("region:eu", "priority-1"),
        BUSINESS_ID,
        Optional.of(new Await(Duration.ofSeconds(5), List.of("amount"))),
        false,
        REFERENCE);
  }

  private static Map<String, Object> deniedTask() {
    return Map.of(
        "type",
        "userTask",
        "denied",
        true,
        "deniedReason",
        "not yours",
        "corrections",
        Map.of("assignee", "jane", "candidateGroups", List.of("sales"), "priority", 70));
  }

  private static Map<String, Object> nextElements() {
    return Map.of(
        "type",
        "adHocSubProcess",
        "activateElements",
        List.of(Map.of("elementId", "call-back", "variables", Map.of("a", 1))),
        "isCompletionConditionFulfilled",
        false,
        "isCancelRemainingInstances",
        false);
  }

  static Stream<EngineCommand> commands() {
    return Stream.concat(fullest().stream(), Commands.all().stream());
  }

  static Stream<JobActivation> activations() {
    return Stream.of(
        new JobActivation(
            List.of(
                new JobActivation.OfType(
                    "charge-card",
                    Duration.ofMinutes(5),
                    List.of(),
                    List.of(),
                    JobActivation.Filter.ALL)),
            "w",
            32,
            Duration.ZERO,
            List.of(),
            Optional.empty(),
            false,
            false,
            3,
            new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2))),
        new JobActivation(
            List.of(
                new JobActivation.OfType(
                    "charge-card",
                    Duration.ofMinutes(5),
                    List.of("amount"),
                    List.of(),
                    JobActivation.Filter.ALL)),
            "w",
            1,
            Duration.ofSeconds(-1),
            List.of("<default>", "tenant-1"),
            Optional.of(TenantFilter.PROVIDED),
            true,
            false,
            3,
            new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2))));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandIsAsTheApiDescribesIt(EngineCommand command) {
    assertThat(violations(command.accept(ENCODER))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("activations")
  void aRequestForJobsIsAsTheApiDescribesIt(JobActivation activation) {
    assertThat(violations(ENCODER.activation(activation))).isEmpty();
  }

  @Test
  void theFullestCommandsAreOfEveryOperation() {
    assertThat(fullest().stream().map(EngineCommand::operation).collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(Operation.class));
  }

  @Test
  void whatTheApiDoesNotDescribeIsFound() {
    RestCall call = Commands.COMPLETE.accept(ENCODER);

    assertThat(violations(new RestCall(call.method(), call.path(), Map.of("lease", "1"))))
        .singleElement()
        .asString()
        .contains("lease");
    assertThat(violations(new RestCall(call.method(), call.path(), Map.of("jobLeaseToken", 1))))
        .isNotEmpty();
  }

  @Test
  void nothingYoungerThanTheOldestEngineIsSentWithoutAFeatureThatGuardsIt() {
    Map<String, CamundaVersion> younger = new TreeMap<>();
    fullest().forEach(command -> younger.putAll(younger(command.accept(ENCODER))));
    activations().forEach(activation -> younger.putAll(younger(ENCODER.activation(activation))));

    assertThat(younger.keySet()).isEqualTo(GUARDS.keySet());
    younger.forEach(
        (property, since) ->
            assertThat(CamundaVersions.info("8.6.0").whyNot(GUARDS.get(property)))
                .as(property)
                .hasValueSatisfying(why -> assertThat(why).startsWith("needs " + since + ";")));
  }

  @Test
  void anOperationThatIsYoungerThanTheOldestEngineIsMissingThere() {
    EngineInfo oldest = CamundaVersions.info("8.6.0");

    for (EngineCommand command : fullest()) {
      assertThat(oldest.whyNot(command.operation()).isPresent())
          .as(command.operation().toString())
          .isEqualTo(!operation(command.accept(ENCODER)).since().number().equals("8.6"));
    }
  }

  private static Set<String> violations(RestCall call) {
    return operation(call).violations(JSON.valueToTree(call.body()));
  }

  /** The properties of a request that came after 8.6, with the version that brought each. */
  private static Map<String, CamundaVersion> younger(RestCall call) {
    ApiDescription.Operation operation = operation(call);
    return operation.younger().entrySet().stream()
        .filter(property -> call.body().containsKey(property.getKey()))
        .collect(
            Collectors.toMap(
                property -> operation.path() + " " + property.getKey(), Map.Entry::getValue));
  }
}
