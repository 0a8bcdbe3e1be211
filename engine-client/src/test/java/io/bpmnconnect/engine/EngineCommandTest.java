package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineCommandTest {

  @Test
  void eachOperationHasItsCommandAndItsNameInConfiguration() {
    assertThat(RetryPolicyTest.everyCommand())
        .extracting(command -> command.operation().toString())
        .containsExactly(
            "create-process-instance",
            "publish-message",
            "correlate-message",
            "broadcast-signal",
            "complete-job",
            "fail-job",
            "throw-job-error",
            "update-job")
        .hasSameSizeAs(Operation.values());
  }

  @Test
  void theSubjectTellsWhatTheCommandIsAbout() {
    assertThat(RetryPolicyTest.everyCommand())
        .extracting(EngineCommand::subject)
        .containsExactly(
            "process \"order\"",
            "message \"paid\" for \"o-1\"",
            "message \"paid\" for \"o-1\"",
            "signal \"go\"",
            "job 1",
            "job 1",
            "job 1",
            "job 1");
  }

  @Test
  void theSubjectHoldsNoVariables() {
    EngineCommand command =
        new EngineCommand.CreateProcessInstance(
            "order", 1, Map.of("iban", "DE02"), Optional.of("eu"));

    assertThat(command.subject()).doesNotContain("iban", "DE02");
  }

  @Test
  void anActivationAsksForAtLeastOneJob() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new JobActivation(
                    "pay", "w", 0, Duration.ofSeconds(1), Duration.ZERO, List.of(), List.of()))
        .withMessageContaining("maxJobs")
        .withMessageContaining("0");
  }

  @Test
  void theProtocolHasItsNameInConfiguration() {
    assertThat(EngineType.CAMUNDA).hasToString("camunda");
  }
}
