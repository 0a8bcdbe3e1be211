package io.bpmnconnect.engine.camunda8;

import static io.bpmnconnect.engine.Stages.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.EvaluateConditionals;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.rest.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What only engines of another family have is refused here, and no request is sent for it. */
class OtherEnginesTest {

  private ScriptedServer server;
  private ProcessEngine engine;

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

  static List<EngineCommand> correlatedByOtherThanAKey() {
    Correlation byVariables =
        new Correlation.ByVariables(
            Map.of("iban", "DE02"), Map.of(), Optional.empty(), Optional.empty());
    Correlation byBusinessId = new Correlation.ByBusinessId("order-4711");
    return List.of(
        publish(byVariables),
        publish(byBusinessId),
        correlate(byVariables, false),
        correlate(byBusinessId, false));
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
    EngineException failure = failure(engine.execute(command));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
    assertThat(failure)
        .hasMessage(
            "Camunda 8 correlates messages by the correlation key of the model only; needs the"
                + " Camunda 7 family (engine.type=camunda7)");
    assertThat(server.requests()).isEmpty();
  }

  static List<Arguments> ofCamunda7() {
    return List.of(
        Arguments.of(
            correlate(new Correlation.ByKey("o-1", Optional.empty()), true),
            "a correlation with every match for correlate-message"),
        Arguments.of(
            new CreateProcessInstance(
                new Definition.ById("order", 1),
                Map.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                true,
                OptionalLong.empty()),
            "variables in return for create-process-instance"),
        Arguments.of(
            new UpdateJob(JobRef.of("7"), OptionalInt.of(3), Optional.empty(), OptionalInt.of(50)),
            "a change of the priority for update-job"),
        Arguments.of(
            new EvaluateConditionals(
                Map.of(), Optional.empty(), Optional.empty(), Optional.of("order-4711")),
            "a business id for evaluate-conditionals"));
  }

  @ParameterizedTest
  @MethodSource("ofCamunda7")
  void whatOnlyCamunda7HasIsNotLeftOutInSilence(EngineCommand command, String what) {
    EngineException failure = failure(engine.execute(command));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
    assertThat(failure)
        .hasMessage(
            "Camunda 8 does not have "
                + what
                + "; needs the Camunda 7 family (engine.type=camunda7)");
    assertThat(server.requests()).isEmpty();
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
        "worker-1",
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
    EngineException failure = failure(engine.activateJobs(choice));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
    assertThat(failure)
        .hasMessage(
            "Camunda 8 gives out jobs of a type as they come: no filter and no order can be"
                + " chosen");
    assertThat(server.requests()).isEmpty();
  }
}
