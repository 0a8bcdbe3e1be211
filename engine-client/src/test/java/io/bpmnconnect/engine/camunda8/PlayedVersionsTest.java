package io.bpmnconnect.engine.camunda8;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.RuntimeInstruction;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineCommand.ResolveIncident;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobActivation.TenantFilter;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.camundaversion.CamundaVersion;
import io.bpmnconnect.engine.rest.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What came after 8.6 works with exactly the versions that are said to have it. */
class PlayedVersionsTest {

  private static final List<CamundaVersion> VERSIONS = CamundaVersion.KNOWN;

  /** A request with one property that only some versions understand. */
  private record Newer(
      Feature feature, String property, Function<CamundaRestEngine, CompletionStage<?>> request) {

    static Newer command(Feature feature, String property, EngineCommand command) {
      return new Newer(feature, property, engine -> engine.execute(command));
    }

    static Newer activation(
        Feature feature, String property, Optional<TenantFilter> filter, boolean withLease) {
      return new Newer(
          feature,
          property,
          engine -> engine.activateJobs(PlayedVersionsTest.activation(filter, withLease)));
    }

    @Override
    public String toString() {
      return feature + " (" + property + ")";
    }
  }

  private static final JobRef LEASED = new JobRef("7", Optional.empty(), Optional.of("lease-1"));

  private static final List<Newer> NEWER =
      List.of(
          Newer.command(
              Feature.RUNTIME_INSTRUCTIONS,
              "runtimeInstructions",
              create(
                  List.of(new RuntimeInstruction("TERMINATE_PROCESS_INSTANCE", "pay")),
                  List.of(),
                  Optional.empty())),
          Newer.command(Feature.TAGS, "tags", create(List.of(), List.of("vip"), Optional.empty())),
          Newer.command(
              Feature.BUSINESS_ID,
              "businessId",
              create(List.of(), List.of(), Optional.of("order-4711"))),
          Newer.command(
              Feature.MESSAGE_BUSINESS_ID,
              "businessId",
              new PublishMessage(
                  "paid",
                  new Correlation.ByKey("o-1", Optional.of("order-4711")),
                  Duration.ofMinutes(1),
                  Optional.empty(),
                  Map.of(),
                  Optional.empty())),
          Newer.command(
              Feature.MESSAGE_BUSINESS_ID,
              "businessId",
              new CorrelateMessage(
                  "paid",
                  new Correlation.ByKey("o-1", Optional.of("order-4711")),
                  Map.of(),
                  Optional.empty(),
                  false)),
          Newer.command(
              Feature.INCIDENT_REFERENCE,
              "operationReference",
              new ResolveIncident("10", OptionalLong.of(4711))),
          Newer.command(
              Feature.JOB_RESULT,
              "result",
              new CompleteJob(
                  JobRef.of("7"),
                  Map.of(),
                  Optional.of(Map.of("type", "userTask", "denied", true)))),
          Newer.command(
              Feature.JOB_LEASE,
              "jobLeaseToken",
              new CompleteJob(LEASED, Map.of(), Optional.empty())),
          Newer.command(
              Feature.JOB_LEASE,
              "jobLeaseToken",
              new FailJob(LEASED, 2, Optional.empty(), Duration.ZERO, Map.of())),
          Newer.command(
              Feature.JOB_LEASE,
              "jobLeaseToken",
              new ThrowJobError(LEASED, "NO_STOCK", Optional.empty(), Map.of())),
          Newer.command(
              Feature.JOB_LEASE,
              "jobLeaseToken",
              new UpdateJob(LEASED, OptionalInt.of(3), Optional.empty(), OptionalInt.empty())),
          Newer.command(
              Feature.JOB_LEASE, "jobLeaseToken", new ReleaseJob(LEASED, OptionalInt.of(3))),
          Newer.activation(
              Feature.JOB_TENANT_FILTER, "tenantFilter", Optional.of(TenantFilter.ASSIGNED), false),
          Newer.activation(Feature.JOB_LEASE, "withLease", Optional.empty(), true));

  private static EngineCommand create(
      List<RuntimeInstruction> instructions, List<String> tags, Optional<String> businessId) {
    return new CreateProcessInstance(
        new Definition.ById("order", Definition.ById.LATEST),
        Map.of(),
        Optional.empty(),
        List.of(),
        instructions,
        tags,
        businessId,
        Optional.empty(),
        false,
        OptionalLong.empty());
  }

  private static JobActivation activation(Optional<TenantFilter> filter, boolean withLease) {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(
                "pay", Duration.ofMinutes(5), List.of(), List.of(), JobActivation.Filter.ALL)),
        "worker-1",
        1,
        Duration.ofSeconds(-1),
        List.of(),
        filter,
        withLease,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }

  private ScriptedServer server;
  private CamundaRestEngine engine;

  @BeforeEach
  void connect() throws IOException {
    server = ScriptedServer.start();
    engine = Settings.of(server.address()).open();
  }

  @AfterEach
  void disconnect() {
    engine.close();
    server.close();
  }

  private EngineInfo play(CamundaVersion version) throws Exception {
    server.answers(new PlayedVersion(version)::answer);
    return result(engine.info());
  }

  private JsonNode lastRequest() throws IOException {
    return server.requests().get(server.requests().size() - 1).json();
  }

  static Stream<Arguments> versionsAndWhatIsNewer() {
    return VERSIONS.stream()
        .flatMap(version -> NEWER.stream().map(newer -> Arguments.of(version, newer)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("versionsAndWhatIsNewer")
  void aPropertyIsTakenByTheVersionsThatAreSaidToHaveItsFeature(CamundaVersion version, Newer newer)
      throws Exception {
    Optional<String> whyNot = play(version).whyNot(newer.feature());

    if (whyNot.isEmpty()) {
      assertThat(result(newer.request().apply(engine))).isNotNull();
    } else {
      EngineException refusal = failure(newer.request().apply(engine));
      assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
      assertThat(refusal.detail().orElse("")).contains("[" + newer.property() + "]");
      assertThat(whyNot.get())
          .matches("needs Camunda 8\\.(8|9|10); the engine is Camunda 8, version 8\\..*");
    }
    assertThat(lastRequest().has(newer.property())).isTrue();
  }

  @Test
  void everyFeatureThatCameAfterTheOldestVersionIsPlayed() {
    Set<Feature> later = EnumSet.copyOf(CamundaVersions.known().get(0).missingFeatures().keySet());
    later.removeAll(CamundaVersionsTest.NEVER);

    assertThat(NEWER.stream().map(Newer::feature).collect(Collectors.toSet())).isEqualTo(later);
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void conditionsAreEvaluatedByTheVersionsThatAreSaidTo(CamundaVersion version) throws Exception {
    Optional<String> whyNot = play(version).whyNot(Operation.EVALUATE_CONDITIONALS);

    if (whyNot.isEmpty()) {
      assertThat(result(engine.execute(Commands.EVALUATE)))
          .isInstanceOf(CommandResult.ConditionalsEvaluated.class);
    } else {
      EngineException refusal = failure(engine.execute(Commands.EVALUATE));
      assertThat(refusal.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
      assertThat(refusal).hasMessageContaining("needs Camunda 8.9");
    }
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void whatEveryVersionHasIsSentToEach(CamundaVersion version) throws Exception {
    play(version);
    List<EngineCommand> commands =
        List.of(
            Commands.CREATE,
            Commands.PUBLISH,
            Commands.CORRELATE,
            Commands.COMPLETE,
            Commands.FAIL,
            Commands.ERROR,
            Commands.UPDATE,
            Commands.RELEASE,
            Commands.CANCEL,
            Commands.SET,
            Commands.RESOLVE);

    for (EngineCommand command : commands) {
      assertThat(result(engine.execute(command))).isNotNull();
    }
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void everythingThatAVersionSaysOfAJobIsRead(CamundaVersion version) throws Exception {
    boolean hasLeases = play(version).whyNot(Feature.JOB_LEASE).isEmpty();

    ActivatedJob job = result(engine.activateJobs(activation(Optional.empty(), hasLeases))).get(0);

    assertThat(job.key()).isEqualTo("2251799813685255");
    assertThat(job.processInstanceKey()).isEqualTo("2251799813685252");
    assertThat(job.processDefinitionKey()).isEqualTo("2251799813685249");
    assertThat(job.elementInstanceKey()).isEqualTo("2251799813685254");
    ActivatedJob.Details details = job.details();
    boolean since88 = version.minor() >= 8;
    assertThat(details.kind()).isEqualTo(said(since88, "TASK_LISTENER"));
    assertThat(details.listenerEventType()).isEqualTo(said(since88, "COMPLETING"));
    assertThat(details.tags()).isEqualTo(since88 ? List.of("vip") : List.of());
    if (since88) {
      assertThat(details.userTask())
          .hasSize(10)
          .containsEntry("assignee", "ann")
          .containsEntry("candidateGroups", List.of("sales"))
          .containsEntry("priority", 50)
          .containsEntry("dueDate", null);
    } else {
      assertThat(details.userTask()).isEmpty();
    }
    assertThat(details.rootProcessInstanceKey())
        .isEqualTo(said(version.minor() >= 9, "2251799813685251"));
    boolean since810 = version.minor() >= 10;
    assertThat(details.priority()).isEqualTo(since810 ? OptionalInt.of(70) : OptionalInt.empty());
    assertThat(details.businessId()).isEqualTo(said(since810, "order-4711"));
    assertThat(details.leaseToken()).isEqualTo(said(since810, "lease-1"));
  }

  private static Optional<String> said(boolean says, String what) {
    return says ? Optional.of(what) : Optional.empty();
  }

  @Test
  void aLeaseIsGivenOnlyWhenItIsAskedFor() throws Exception {
    play(new CamundaVersion(8, 10));

    ActivatedJob job = result(engine.activateJobs(activation(Optional.empty(), false))).get(0);

    assertThat(job.leaseToken()).isEmpty();
  }
}
