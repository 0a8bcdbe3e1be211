package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.MappedRecords.command;
import static io.bpmnconnect.sink.SinkConfigs.connector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.JobCommand;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.JobRef;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What command for a job a record becomes. */
class JobCommandsTest {

  private static final Map<String, Object> REPLY = Map.of("ok", true, "left", 2);

  /** A configuration of a job's command, changed. */
  private static Map<String, String> job(String operation, String... keysAndValues) {
    Map<String, String> config = connector("operation", operation, "job.key", "7");
    config.putAll(connector(keysAndValues));
    return config;
  }

  @Test
  void aJobIsCompletedWithTheRecordsValue() {
    assertThat(command(job("complete-job"), REPLY))
        .isEqualTo(new CompleteJob(JobRef.of("7"), REPLY, Optional.empty()));
  }

  @Test
  void everyFieldOfACompletionCanBeMapped() {
    Map<String, String> config =
        job(
            "complete-job",
            "job.key",
            "=headers.`bpmn-job-key`",
            "job.lease.token",
            "=headers.lease",
            "variables",
            "={done: value.ok}");

    assertThat(
            command(
                config,
                MappedRecords.record(
                    "replies",
                    REPLY,
                    new ConnectHeaders()
                        .addLong("bpmn-job-key", 2251799813685249L)
                        .addString("lease", "t-1"))))
        .isEqualTo(
            new CompleteJob(
                new JobRef("2251799813685249", Optional.empty(), Optional.of("t-1")),
                Map.of("done", true),
                Optional.empty()));
  }

  @Test
  void aJobFailsWithItsDefaults() {
    assertThat(command(job("fail-job", "job.retries", "0"), REPLY))
        .isEqualTo(new FailJob(JobRef.of("7"), 0, Optional.empty(), Duration.ZERO, REPLY));
  }

  @Test
  void everyFieldOfAFailureCanBeMapped() {
    Map<String, String> config =
        job(
            "fail-job",
            "job.key",
            "=value.left + 5",
            "job.retries",
            "=value.left - 1",
            "job.error.message",
            "=\"failed by \" + topic",
            "job.retry.backoff.ms",
            "=value.left * 500",
            "job.lease.token",
            "t-1",
            "variables",
            "={}");

    assertThat(command(config, REPLY))
        .isEqualTo(
            new FailJob(
                new JobRef("7", Optional.empty(), Optional.of("t-1")),
                1,
                Optional.of("failed by orders"),
                Duration.ofSeconds(1),
                Map.of()));
  }

  @Test
  void anErrorIsThrownWithItsDefaults() {
    assertThat(command(job("throw-job-error", "job.error.code", "NO_STOCK"), REPLY))
        .isEqualTo(new ThrowJobError(JobRef.of("7"), "NO_STOCK", Optional.empty(), REPLY));
  }

  @Test
  void everyFieldOfAnErrorCanBeMapped() {
    Map<String, String> config =
        job(
            "throw-job-error",
            "job.error.code",
            "=\"LEFT_\" + string(value.left)",
            "job.error.message",
            "=value.left",
            "job.lease.token",
            "t-1",
            "variables",
            "={a: key}");

    assertThat(command(config, REPLY))
        .isEqualTo(
            new ThrowJobError(
                new JobRef("7", Optional.empty(), Optional.of("t-1")),
                "LEFT_2",
                Optional.of("2"),
                Map.of("a", "key-1")));
  }

  @Test
  void aJobIsUpdated() {
    assertThat(command(job("update-job", "job.retries", "3"), REPLY))
        .isEqualTo(
            new UpdateJob(
                JobRef.of("7"), OptionalInt.of(3), Optional.empty(), OptionalInt.empty()));
    assertThat(command(job("update-job", "job.timeout.ms", "=value.left * 1000"), REPLY))
        .isEqualTo(
            new UpdateJob(
                JobRef.of("7"),
                OptionalInt.empty(),
                Optional.of(Duration.ofSeconds(2)),
                OptionalInt.empty()));
    assertThat(
            command(
                job("update-job", "job.retries", "=value.left", "job.timeout.ms", "=value.none"),
                REPLY))
        .isEqualTo(
            new UpdateJob(
                JobRef.of("7"), OptionalInt.of(2), Optional.empty(), OptionalInt.empty()));
    assertThat(command(job("update-job", "job.retries", "3", "job.lease.token", "t-1"), REPLY))
        .isEqualTo(
            new UpdateJob(
                new JobRef("7", Optional.empty(), Optional.of("t-1")),
                OptionalInt.of(3),
                Optional.empty(),
                OptionalInt.empty()));
  }

  @Test
  void thePriorityOfAJobIsUpdated() {
    assertThat(command(job("update-job", "job.retries", "3", "job.priority", "=value.left"), REPLY))
        .isEqualTo(
            new UpdateJob(JobRef.of("7"), OptionalInt.of(3), Optional.empty(), OptionalInt.of(2)));
  }

  @Test
  void aJobIsGivenBackWithItsRetriesAndWithoutVariables() {
    assertThat(command(job("release-job", "job.retries", "=value.left"), REPLY))
        .isEqualTo(new ReleaseJob(JobRef.of("7"), OptionalInt.of(2)));
    assertThat(
            command(
                job(
                    "release-job",
                    "job.retries",
                    "=value.none",
                    "job.worker",
                    "w-1",
                    "job.lease.token",
                    "t-1"),
                REPLY))
        .isEqualTo(
            new ReleaseJob(
                new JobRef("7", Optional.of("w-1"), Optional.of("t-1")), OptionalInt.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"complete-job", "fail-job", "throw-job-error", "update-job", "release-job"})
  void aJobIsSettledInTheNameOfTheWorkerThatHoldsIt(String operation) {
    Map<String, String> config = job(operation, "job.worker", "=headers.`bpmn-job-worker`");
    switch (operation) {
      case "complete-job" -> {}
      case "throw-job-error" -> config.put("job.error.code", "X");
      default -> config.put("job.retries", "1");
    }
    ConnectHeaders headers = new ConnectHeaders();

    assertThat(((JobCommand) command(config, MappedRecords.record("r", REPLY, headers))).job())
        .as("without the header it is left to the engine's adapter")
        .isEqualTo(JobRef.of("7"));
    headers.addString("bpmn-job-worker", "jobs-source-4");
    assertThat(((JobCommand) command(config, MappedRecords.record("r", REPLY, headers))).job())
        .isEqualTo(new JobRef("7", Optional.of("jobs-source-4"), Optional.empty()));
  }

  @Test
  void anUpdateThatWouldChangeNothingIsRefused() {
    Map<String, String> config =
        job("update-job", "job.retries", "=value.none", "job.timeout.ms", "=value.none");

    assertThatThrownBy(() -> command(config, REPLY))
        .isInstanceOf(MappingException.class)
        .hasMessage("job.retries or job.timeout.ms is required by operation update-job");
  }

  @Test
  void anUpdateOfARouteThatWouldChangeNothingNamesBothKeysWithThePrefix() {
    Map<String, String> config =
        connector(
            "routes", "r",
            "routes.r.operation", "update-job",
            "routes.r.job.key", "7",
            "routes.r.job.retries", "=value.none");

    assertThatThrownBy(() -> command(config, REPLY))
        .isInstanceOf(MappingException.class)
        .hasMessage(
            "routes.r.job.retries or routes.r.job.timeout.ms is required by operation update-job");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fail-job   | job.retries          | =-1          | between 0 and 2147483647, but gave -1
          fail-job   | job.retries          | =0.5         | between 0 and 2147483647, but gave 0.5
          fail-job   | job.retries          | ="none"      | between 0 and 2147483647, but gave the text "none"
          fail-job   | job.retries          | =value.ok    | between 0 and 2147483647, but gave true
          fail-job   | job.retries          | =2147483648  | between 0 and 2147483647, but gave 2147483648
          fail-job   | job.retry.backoff.ms | =-5          | of at least 0, but gave -5
          update-job | job.retries          | =-1          | between 0 and 2147483647, but gave -1
          update-job | job.priority         | =-1          | between 0 and 2147483647, but gave -1
          update-job | job.timeout.ms       | =0           | of at least 1, but gave 0
          update-job | job.timeout.ms       | =1.5         | of at least 1, but gave 1.5
          """)
  void aNumberThatAFieldCannotBeIsRefused(
      String operation, String key, String expression, String why) {
    Map<String, String> config = job(operation, "job.retries", "1", key, expression);

    assertThatThrownBy(() -> command(config, REPLY))
        .isInstanceOf(MappingException.class)
        .hasMessage(key + " (" + expression + ") must be a whole number " + why);
  }

  @Test
  void wholeNumbersInAnyFormAreRetries() {
    for (String three : new String[] {"3", " 3 ", "=3", "=3.0", "=\"3\"", "=value.left + 1"}) {
      assertThat(command(job("update-job", "job.retries", three), REPLY))
          .isEqualTo(
              new UpdateJob(
                  JobRef.of("7"), OptionalInt.of(3), Optional.empty(), OptionalInt.empty()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"complete-job", "fail-job", "throw-job-error", "update-job", "release-job"})
  void aJobsCommandNeedsTheJobsKey(String operation) {
    Map<String, String> config = connector("operation", operation, "job.key", "=value.key");
    switch (operation) {
      case "complete-job" -> {}
      case "throw-job-error" -> config.put("job.error.code", "X");
      default -> config.put("job.retries", "1");
    }

    assertThatThrownBy(() -> command(config, REPLY))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith("job.key (=value.key) is required, but gave null: ");
  }

  @Test
  void retriesAndTheErrorCodeMustNotBeNull() {
    assertThatThrownBy(() -> command(job("fail-job", "job.retries", "=null"), REPLY))
        .isInstanceOf(MappingException.class)
        .hasMessage("job.retries (=null) is required, but gave null");
    assertThatThrownBy(() -> command(job("throw-job-error", "job.error.code", "=null"), REPLY))
        .isInstanceOf(MappingException.class)
        .hasMessage("job.error.code (=null) is required, but gave null");
  }
}
