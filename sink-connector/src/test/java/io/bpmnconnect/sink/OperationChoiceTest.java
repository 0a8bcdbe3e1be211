package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.MappedRecords.command;
import static io.bpmnconnect.sink.SinkConfigs.connector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.Operation;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The operation that each record says, and what is missing for it then. */
class OperationChoiceTest {

  private static final String ONE_OF =
      "operation (=value.action) must be one of create-process-instance, publish-message,"
          + " correlate-message, broadcast-signal, complete-job, fail-job, throw-job-error,"
          + " update-job, release-job, cancel-process-instance, set-variables, resolve-incident,"
          + " evaluate-decision, evaluate-conditionals, but gave the text ";

  private static Map<String, String> choosing(String... keysAndValues) {
    Map<String, String> config = connector("operation", "=value.action");
    config.putAll(connector(keysAndValues));
    return config;
  }

  private static Map<String, Object> action(Object action) {
    return Collections.singletonMap("action", action);
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(
      Map<String, String> config, Map<String, Object> value) {
    return assertThatThrownBy(() -> command(config, value)).isInstanceOf(MappingException.class);
  }

  @Test
  void eachRecordSaysItsOperation() {
    Map<String, String> config =
        choosing("job.key", "7", "job.retries", "=value.retries", "variables", "={}");
    Map<String, Object> failed = new HashMap<>(action("fail-job"));
    failed.put("retries", 2);

    assertThat(command(config, action("complete-job")))
        .isEqualTo(new CompleteJob(JobRef.of("7"), Map.of(), Optional.empty()));
    assertThat(command(config, failed))
        .isEqualTo(new FailJob(JobRef.of("7"), 2, Optional.empty(), Duration.ZERO, Map.of()));
  }

  /** Every field at once means something, since some operation may need it. */
  @ParameterizedTest
  @EnumSource(Operation.class)
  void everyOperationCanBeSaid(Operation operation) {
    Map<String, String> config =
        choosing(
            "process.id", "p",
            "message.name", "m",
            "message.correlation.key", "k",
            "signal.name", "s",
            "job.key", "1",
            "job.retries", "1",
            "job.error.code", "e",
            "process.instance.key", "2",
            "element.instance.key", "3",
            "incident.key", "4",
            "decision.id", "d");

    assertThat(command(config, action(operation.toString())).operation()).isEqualTo(operation);
  }

  @Test
  void anUnknownOperationIsRefused() {
    assertRefused(choosing(), action("complete-jobs")).hasMessage(ONE_OF + "\"complete-jobs\"");
    assertRefused(choosing(), action("COMPLETE_JOB")).hasMessage(ONE_OF + "\"COMPLETE_JOB\"");
    assertRefused(choosing(), action("")).hasMessage(ONE_OF + "\"\"");
    assertRefused(choosing(), action(7)).hasMessage(ONE_OF + "\"7\"");
  }

  @Test
  void aLongNameIsCutBecauseItCanBePrivate() {
    assertRefused(choosing(), action("x".repeat(40) + "secret"))
        .hasMessage(ONE_OF + "\"" + "x".repeat(40) + "…\"");
  }

  @Test
  void anOperationThatIsNoTextIsRefused() {
    assertRefused(choosing(), action(null))
        .hasMessage("operation (=value.action) is required, but gave null");
    assertRefused(choosing(), action(List.of("complete-job")))
        .hasMessage("operation (=value.action) must be text, but gave a list");
    assertRefused(choosing(), action(Map.of()))
        .hasMessage("operation (=value.action) must be text, but gave an object");
  }

  static Stream<Arguments> missing() {
    return Stream.of(
        Arguments.of("create-process-instance", "process.id"),
        Arguments.of("publish-message", "message.name"),
        Arguments.of("correlate-message", "message.name"),
        Arguments.of("broadcast-signal", "signal.name"),
        Arguments.of("complete-job", "job.key"),
        Arguments.of("fail-job", "job.key"),
        Arguments.of("throw-job-error", "job.key"),
        Arguments.of("update-job", "job.key"),
        Arguments.of("release-job", "job.key"),
        Arguments.of("cancel-process-instance", "process.instance.key"),
        Arguments.of("set-variables", "element.instance.key"),
        Arguments.of("resolve-incident", "incident.key"),
        Arguments.of("evaluate-decision", "decision.id"));
  }

  @ParameterizedTest
  @MethodSource("missing")
  void whatAnOperationNeedsAndConfigurationDoesNotSetIsToldWithTheOperation(
      String operation, String key) {
    assertRefused(choosing(), action(operation))
        .hasMessage(key + " is required by operation " + operation);
    assertRefused(
            connector("routes", "r", "routes.r.operation", "=value.action"), action(operation))
        .hasMessage("routes.r." + key + " is required by operation " + operation);
  }

  @Test
  void everyOtherFieldThatAnOperationNeedsIsToldToo() {
    assertRefused(choosing("message.name", "m"), action("publish-message"))
        .hasMessage("message.correlation.key is required by operation publish-message");
    assertRefused(
            choosing("message.name", "m", "process.instance.key", "1", "message.business.id", "b"),
            action("correlate-message"))
        .as("nothing takes its place where the model computes it")
        .hasMessage("message.correlation.key is required by operation correlate-message");
    assertRefused(choosing("job.key", "7"), action("fail-job"))
        .hasMessage("job.retries is required by operation fail-job");
    assertRefused(choosing("job.key", "7"), action("throw-job-error"))
        .hasMessage("job.error.code is required by operation throw-job-error");
    assertRefused(choosing("job.key", "7"), action("update-job"))
        .hasMessage("job.retries or job.timeout.ms is required by operation update-job");
  }
}
