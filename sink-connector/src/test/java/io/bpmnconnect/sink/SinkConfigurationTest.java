package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.SinkConfigs.connector;
import static io.bpmnconnect.sink.SinkConfigs.publishing;
import static io.bpmnconnect.sink.SinkConfigs.routing;
import static io.bpmnconnect.sink.Validated.errors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake is found, and told with its key: by validation, and by a task without it. */
class SinkConfigurationTest {

  private static final String OPERATIONS =
      "create-process-instance, publish-message, correlate-message, broadcast-signal, complete-job,"
          + " fail-job, throw-job-error, update-job, release-job, cancel-process-instance, set-variables,"
          + " resolve-incident, evaluate-decision, evaluate-conditionals";

  static Stream<Arguments> mistakes() {
    return Stream.of(
        bad(publishing("engine.url", null), "engine.url", "is required"),
        bad(
            publishing("engine.url", "localhost:8080"),
            "engine.url",
            "must begin with http:// or https://"),
        bad(
            publishing("engine.url", "http://me:x@host"),
            "engine.url",
            "must not contain credentials"),
        bad(publishing("engine.type", "flowable"), "engine.type", "camunda8"),
        bad(publishing("engine.auth.type", "oauth"), "engine.auth.type", "none, basic"),
        bad(
            publishing("engine.auth.password", "s3cret"),
            "engine.auth.username",
            "is required by basic authentication"),
        bad(
            publishing("engine.auth.type", "none", "engine.auth.username", "demo"),
            "engine.auth.type",
            "is none, but"),
        bad(publishing("engine.request.timeout.ms", "0"), "engine.request.timeout.ms", "at least"),
        bad(publishing("validate.connection", "perhaps"), "validate.connection", "true or false"),
        bad(publishing("operation", null), "operation", "is required; it is one of " + OPERATIONS),
        bad(publishing("operation", "start-process"), "operation", OPERATIONS),
        bad(publishing("operation", "complete-jobs"), "operation", OPERATIONS),
        bad(
            publishing("message.name", null),
            "message.name",
            "is required by operation publish-message"),
        bad(publishing("message.name", " "), "message.name", "is required by"),
        bad(
            publishing("message.correlation.key", null),
            "message.correlation.key",
            "is required by operation publish-message"),
        bad(publishing("message.name", "=value.(id"), "message.name", "not valid FEEL"),
        bad(publishing("message.name", "="), "message.name", "must follow the '='"),
        bad(
            publishing("message.correlation.key", "=vale.id"),
            "message.correlation.key",
            "unknown name vale; there are headers, key, offset, partition, timestamp, topic,"
                + " value"),
        bad(publishing("message.id", "=1 +"), "message.id", "not valid FEEL"),
        bad(publishing("tenant.id", "=topic ="), "tenant.id", "not valid FEEL"),
        bad(publishing("variables", "={a: }"), "variables", "not valid FEEL"),
        bad(publishing("variables", "value"), "variables", "must be a FEEL expression that starts"),
        bad(
            publishing("message.time.to.live.ms", "-1"),
            "message.time.to.live.ms",
            "must be a whole number of at least 0"),
        bad(publishing("message.time.to.live.ms", "1h"), "message.time.to.live.ms", "whole number"),
        bad(
            publishing("message.time.to.live.ms", "=ttl"),
            "message.time.to.live.ms",
            "unknown name ttl"),
        bad(
            publishing("process.id", "order"),
            "process.id",
            "means nothing to operation publish-message; remove it"),
        bad(publishing("signal.name", "closed"), "signal.name", "means nothing to operation"),
        bad(
            publishing("operation", "correlate-message", "message.id", "1"),
            "message.id",
            "means nothing to operation correlate-message"),
        bad(
            publishing("operation", "correlate-message", "message.time.to.live.ms", "1"),
            "message.time.to.live.ms",
            "means nothing to operation correlate-message"),
        bad(
            connector("operation", "create-process-instance"),
            "process.id",
            "is required by operation create-process-instance"),
        bad(
            connector(
                "operation", "create-process-instance", "process.id", "a", "process.version", "-2"),
            "process.version",
            "must be a whole number between -1 and 2147483647"),
        bad(
            connector(
                "operation",
                "create-process-instance",
                "process.id",
                "a",
                "process.version",
                "3000000000"),
            "process.version",
            "must be a whole number between -1 and 2147483647"),
        bad(
            connector("operation", "broadcast-signal"),
            "signal.name",
            "is required by operation broadcast-signal"),
        bad(publishing("ordering", "topic"), "ordering", "key, partition, none"),
        bad(publishing("max.buffered.records", "0"), "max.buffered.records", "at least 1"),
        bad(publishing("max.in.flight.requests", "0"), "max.in.flight.requests", "at least 1"),
        bad(publishing("max.in.flight.requests", "all"), "max.in.flight.requests", "Not a number"),
        bad(
            publishing("retry.backoff.ms", "100", "retry.backoff.max.ms", "10"),
            "retry.backoff.max.ms",
            "must not be smaller than retry.backoff.ms"),
        bad(publishing("delivery.timeout.ms", "-1"), "delivery.timeout.ms", "at least 0"),
        bad(
            publishing("unmatched.message.retry.ms", "-1"),
            "unmatched.message.retry.ms",
            "at least 0"),
        bad(
            publishing("behavior.on.invalid", "skip"),
            "behavior.on.invalid",
            "fail, report, ignore"),
        bad(
            publishing("behavior.on.null.values", "delete"),
            "behavior.on.null.values",
            "fail, report, ignore"),
        bad(
            routing("routes.placed.oops", "x"),
            "routes.placed.oops",
            "is not a key of a route; routes names placed, closed, and each has when, operation"),
        bad(
            routing("routes.paid.operation", "publish-message"),
            "routes.paid.operation",
            "is not a key of a route; routes names placed, closed"),
        bad(
            publishing("routes.placed.operation", "publish-message"),
            "routes.placed.operation",
            "routes names none"),
        bad(
            routing("routes.closed.operation", null, "routes.closed.signal.name", null),
            "routes.closed.operation",
            "is required; it is one of"),
        bad(
            routing("routes.placed.process.id", null),
            "routes.placed.process.id",
            "is required by operation create-process-instance"),
        bad(
            routing("routes.placed.when", null),
            "routes.placed.when",
            "is required: without it the routes after placed get no record"),
        bad(
            routing("routes.placed.when", "orders"),
            "routes.placed.when",
            "must be a FEEL expression that starts with ="),
        bad(routing("routes.placed.when", "=topic = "), "routes.placed.when", "not valid FEEL"),
        bad(
            routing("routes.placed.when", "=topi = \"orders\""),
            "routes.placed.when",
            "unknown name topi"),
        bad(
            routing("operation", "publish-message"),
            "operation",
            "has no effect beside routes; set routes.<name>.operation instead"),
        bad(
            routing("variables", "=value"),
            "variables",
            "has no effect beside routes; set routes.<name>.variables instead"),
        bad(
            routing("routes.closed.variables", "all"),
            "routes.closed.variables",
            "must be a FEEL expression"),
        bad(routing("routes", "placed,,closed"), "routes", "must not hold an empty name"));
  }

  private static Arguments bad(Map<String, String> config, String key, String message) {
    return Arguments.of(config, key, message);
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("mistakes")
  void aMistakeIsToldWithItsKey(Map<String, String> config, String key, String message) {
    assertThat(errors(config)).containsKey(key);
    assertThat(errors(config).get(key))
        .anySatisfy(error -> assertThat(error).contains(key).contains(message));

    assertThatThrownBy(() -> SinkSettings.parse(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(key, message);
  }

  @Test
  void everythingThatDoesNotFitTogetherIsToldAtOnce() {
    assertThat(
            errors(
                publishing(
                    "message.name",
                    null,
                    "signal.name",
                    "x",
                    "job.key",
                    "1",
                    "engine.auth.type",
                    "basic",
                    "retry.backoff.max.ms",
                    "1")))
        .containsOnlyKeys(
            "message.name",
            "signal.name",
            "job.key",
            "engine.auth.username",
            "engine.auth.password",
            "retry.backoff.max.ms");
  }

  @Test
  void aPasswordIsNotInAnyMessage() {
    Map<String, String> config =
        publishing("engine.auth.type", "none", "engine.auth.password", "s3cret");

    assertThat(errors(config).toString()).doesNotContain("s3cret");
    assertThatThrownBy(() -> SinkSettings.parse(config)).message().doesNotContain("s3cret");
  }

  static Stream<Arguments> validConfigurations() {
    return Stream.of(
        Arguments.of(publishing()),
        Arguments.of(routing()),
        Arguments.of(publishing("message.correlation.key", "")),
        Arguments.of(publishing("message.id", "", "message.time.to.live.ms", "0")),
        Arguments.of(publishing("message.time.to.live.ms", "=if value.vip then 60000 else 0")),
        Arguments.of(publishing("variables", "={ids: for i in value.items return i.id}")),
        Arguments.of(publishing("variables", "=value.items[price > 3]")),
        Arguments.of(publishing("routes", "")),
        Arguments.of(routing("routes.closed.when", "=topic = \"days\"")),
        Arguments.of(routing("routes", " placed , closed ")),
        Arguments.of(publishing("some.future.key", "x")),
        Arguments.of(
            connector("operation", "create-process-instance", "process.id", "=value.process")));
  }

  @ParameterizedTest
  @MethodSource("validConfigurations")
  void aValidConfigurationHasNoErrors(Map<String, String> config) {
    assertThat(errors(config)).isEmpty();
    assertThatCode(() -> SinkSettings.parse(config)).doesNotThrowAnyException();
  }

  @Test
  void theExampleIsValid() throws IOException {
    Map<String, String> config = new HashMap<>();
    new ObjectMapper()
        .readTree(Path.of("..", "config", "sink-orders.json").toFile())
        .path("config")
        .properties()
        .forEach(
            entry ->
                config.put(
                    entry.getKey(),
                    entry.getValue().asText().replace("${env:ENGINE_URL}", "http://localhost:1")));
    config.put("validate.connection", "false");

    assertThat(errors(config)).isEmpty();
    assertThat(SinkSettings.parse(config).routes().routes())
        .extracting(Route::name)
        .containsExactly("placed", "shipped", "closed");
  }

  @Test
  void everyTaskGetsTheWholeConfigurationAndItsNumber() {
    ProcessEngineSinkConnector connector = new ProcessEngineSinkConnector();
    connector.start(publishing());

    assertThat(connector.taskConfigs(2))
        .containsExactly(publishing("task.id", "0"), publishing("task.id", "1"));
    assertThat(connector.taskClass()).isEqualTo(ProcessEngineSinkTask.class);
    assertThat(connector.version()).isEqualTo(new ProcessEngineSinkTask().version());
    connector.stop();
  }

  @Test
  void everyKeyIsDocumented() {
    assertThat(new ProcessEngineSinkConnector().config().configKeys().values())
        .allSatisfy(
            key -> {
              assertThat(key.documentation).as(key.name).isNotBlank();
              assertThat(key.group).as(key.name).isNotBlank();
              assertThat(key.displayName).as(key.name).isNotBlank();
            });
  }
}
