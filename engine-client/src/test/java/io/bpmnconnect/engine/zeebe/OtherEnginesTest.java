package io.bpmnconnect.engine.zeebe;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.Await;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.EvaluateConditionals;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.JobStream;
import io.bpmnconnect.engine.Stages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What only engines of another family have is refused here, and no call is made for it. */
class OtherEnginesTest {

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final ZeebeGrpcEngine engine = new ZeebeGrpcEngine(gateway.settings());

  @AfterEach
  void close() {
    engine.close();
    gateway.close();
  }

  static List<EngineCommand> correlatedByOtherThanAKey() {
    Correlation byVariables =
        new Correlation.ByVariables(
            Map.of("iban", "DE02"), Map.of(), Optional.empty(), Optional.empty());
    Correlation byBusinessId = new Correlation.ByBusinessId("order-4711");
    return List.of(
        publish(byVariables),
        publish(byBusinessId),
        correlate(byVariables, false),
        correlate(byBusinessId, true));
  }

  private static PublishMessage publish(Correlation correlation) {
    return new PublishMessage(
        "paid", correlation, Duration.ZERO, Optional.empty(), Map.of(), Optional.empty());
  }

  private static CorrelateMessage correlate(Correlation correlation, boolean all) {
    return new CorrelateMessage("paid", correlation, Map.of(), Optional.empty(), all);
  }

  @ParameterizedTest
  @MethodSource("correlatedByOtherThanAKey")
  void aMessageIsForACorrelationKeyOnly(EngineCommand command) {
    EngineException refusal = Stages.failure(engine.execute(command));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
    assertThat(refusal)
        .hasMessage(
            "Zeebe correlates messages by the correlation key of the model only; needs the Camunda"
                + " 7 family (engine.type=camunda7)");
    assertThat(gateway.received()).isEmpty();
  }

  static List<Arguments> ofCamunda7() {
    return List.of(
        Arguments.of(
            correlate(new Correlation.ByKey("o-1", Optional.empty()), true),
            "a correlation with every match"),
        Arguments.of(createWithVariablesInReturn(Optional.empty()), "variables in return"),
        Arguments.of(
            createWithVariablesInReturn(Optional.of(new Await(Duration.ofSeconds(7), List.of()))),
            "variables in return"),
        Arguments.of(
            new UpdateJob(JobRef.of("5"), OptionalInt.of(3), Optional.empty(), OptionalInt.of(50)),
            "the priority of a job"),
        Arguments.of(
            new EvaluateConditionals(
                Map.of(), Optional.empty(), Optional.empty(), Optional.of("order-4711")),
            "the business id of the instances that conditions start"));
  }

  private static CreateProcessInstance createWithVariablesInReturn(Optional<Await> await) {
    return new CreateProcessInstance(
        new Definition.ById("order", 3),
        Map.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        await,
        true,
        OptionalLong.empty());
  }

  @ParameterizedTest
  @MethodSource("ofCamunda7")
  void whatOnlyCamunda7HasIsNotLeftOutInSilence(EngineCommand command, String what) {
    EngineException refusal = Stages.failure(engine.execute(command));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
    assertThat(refusal)
        .hasMessage(
            "the gRPC protocol does not know "
                + what
                + "; needs the Camunda 7 family (engine.type=camunda7)");
    assertThat(gateway.received()).isEmpty();
  }

  static List<JobActivation> choices() {
    JobActivation.Filter ofOrder = new JobActivation.Filter(Optional.of("order-4711"), Map.of());
    JobActivation.Filter inEurope =
        new JobActivation.Filter(Optional.empty(), Map.of("region", "eu"));
    return List.of(
        choice(ofOrder, false), choice(inEurope, false), choice(JobActivation.Filter.ALL, true));
  }

  private static JobActivation choice(JobActivation.Filter filter, boolean byPriority) {
    return new JobActivation(
        List.of(
            new JobActivation.OfType("pay", Duration.ofSeconds(1), List.of(), List.of(), filter)),
        "w-1",
        1,
        Duration.ZERO,
        List.of(),
        Optional.empty(),
        false,
        byPriority,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }

  @ParameterizedTest
  @MethodSource("choices")
  void aChoiceAmongJobsAndAnOrderOfThemAreUnsupported(JobActivation choice) {
    List<EngineException> refusals = new ArrayList<>();
    refusals.add(Stages.failure(engine.activateJobs(choice)));
    engine.openJobStream(
        choice,
        new JobStream.Listener() {
          @Override
          public void activated(ActivatedJob job) {}

          @Override
          public void ended(Optional<EngineException> failure) {
            failure.ifPresent(refusals::add);
          }
        });

    assertThat(refusals)
        .hasSize(2)
        .allSatisfy(
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
              assertThat(refusal)
                  .hasMessage(
                      "Zeebe gives out jobs of a type as they come: no filter and no order can be"
                          + " chosen");
            });
    assertThat(gateway.received()).isEmpty();
  }
}
