package io.bpmnconnect.source;

import static io.bpmnconnect.source.SourceConfigs.delivering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.connect.config.Problem;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with the configuration of jobs and records is told to the letter. */
class JobConfigMistakesTest {

  private static final String OPTIONS =
      "timeout.ms, reply.timeout.ms, max.activate, delivery, fetch.variables, kinds, filter.business.id, filter.variables, topic, key,"
          + " partition, value.content, value.schema, completion, behavior.on.dropped.record,"
          + " variables.max.bytes, behavior.on.oversized.job";

  private static final String ILLEGAL =
      "is not a legal topic name: 1 to 249 of a-z, A-Z, 0-9, '.', '_' and '-'";

  private static Map<String, List<String>> errors(Map<String, String> config) {
    Map<String, List<String>> errors = new HashMap<>();
    new ProcessEngineSourceConnector()
        .validate(config)
        .configValues()
        .forEach(
            value -> {
              if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
              }
            });
    return errors;
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        // Keys of one job type
        bad(
            delivering("job.refund.timeout.ms", "5000"),
            "job.refund.timeout.ms",
            "is not a key of the connector; job.types names charge-card, and below job.<type>. there"
                + " are "
                + OPTIONS),
        bad(
            delivering("job.types", "a.b,c", "job.a.timeout.ms", "5000"),
            "job.a.timeout.ms",
            "is not a key of the connector; job.types names a.b, c, and below job.<type>. there are "
                + OPTIONS),
        bad(
            delivering("job.charge-card.tenant.ids", "acme"),
            "job.charge-card.tenant.ids",
            "is not a key of the connector; job.types names charge-card, and below job.<type>. there"
                + " are "
                + OPTIONS),
        bad(
            delivering("job.timeout", "5000"),
            "job.timeout",
            "is not a key of the connector; job.types names charge-card, and below job.<type>. there"
                + " are "
                + OPTIONS),
        bad(
            delivering("job.types", "a,a.reply", "job.a.reply.timeout.ms", "5000"),
            "job.a.reply.timeout.ms",
            "can be read as reply.timeout.ms of \"a\" and as timeout.ms of \"a.reply\"; rename one"),
        bad(delivering("job.charge-card.topic", " "), "job.charge-card.topic", "must not be empty"),
        bad(
            delivering("job.charge-card.topic", "bad topic"),
            "job.charge-card.topic",
            "\"bad topic\" " + ILLEGAL),
        bad(
            delivering("job.charge-card.value.schema", "envelope", "value.content", "variables"),
            "job.charge-card.value.schema",
            "envelope holds the whole job; it does not go with value.content=variables"),
        bad(
            delivering("job.charge-card.completion", "reply"),
            "reply.topic",
            "is required by job.charge-card.completion=reply; or set it to on-delivery or none"),
        bad(
            delivering("job.delivery", "stream"),
            "job.delivery",
            "cannot be stream, because engines of type camunda8 do not push jobs; set it to poll, or"
                + " use Zeebe gRPC (engine.type=zeebe)"),
        // Topics
        bad(delivering("topic", "bad topic"), "topic", "\"bad topic\" " + ILLEGAL),
        bad(delivering("topic", ".."), "topic", "\"..\" " + ILLEGAL),
        bad(
            delivering("topic", "a".repeat(250)),
            "topic",
            "\"" + "a".repeat(250) + "\" " + ILLEGAL),
        bad(
            delivering("topic", "jobs", "topic.allowed", "jobs\\..*,other"),
            "topic",
            "\"jobs\" matches none of the patterns of topic.allowed"),
        bad(
            delivering("behavior.on.invalid.topic", "default-topic"),
            "topic.default",
            "is required by behavior.on.invalid.topic=default-topic"),
        bad(
            delivering("topic.default", "lost"),
            "topic.default",
            "has no effect without behavior.on.invalid.topic=default-topic"),
        bad(
            delivering("behavior.on.invalid.topic", "default-topic", "topic.default", "lost+found"),
            "topic.default",
            "\"lost+found\" " + ILLEGAL),
        // Values
        bad(
            delivering("value.schema", "envelope", "value.content", "variables"),
            "value.schema",
            "envelope holds the whole job; it does not go with value.content=variables"),
        // Headers
        bad(
            delivering("headers", "a,", "headers.a.value", "1"),
            "headers",
            "must not hold an empty name"),
        bad(
            delivering("headers", "bpmn-job-key", "headers.bpmn-job-key.value", "7"),
            "headers",
            "must not name bpmn-job-key: headers that begin with bpmn- are the connector's own"),
        bad(
            delivering("headers", "region"),
            "headers.region.value",
            "is required, since headers names region"),
        bad(
            delivering("headers.region.value", "eu"),
            "headers.region.value",
            "is not a key of an additional header; headers names none, and each has"
                + " headers.<name>.value"),
        bad(
            delivering(
                "headers",
                "a,b",
                "headers.a.value",
                "1",
                "headers.b.value",
                "2",
                "headers.b.valeu",
                "3"),
            "headers.b.valeu",
            "is not a key of an additional header; headers names a, b, and each has"
                + " headers.<name>.value"),
        bad(
            delivering("header.converter", "org.apache.kafka.connect.json.JsonConverter"),
            "header.converter",
            "must write a header's text as it is, but JsonConverter would put it in quotes; use"
                + " org.apache.kafka.connect.storage.SimpleHeaderConverter, or remove the key"),
        bad(
            delivering(
                "header.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"),
            "header.converter",
            "must write a header's text as it is, but ByteArrayConverter takes no text; use"
                + " org.apache.kafka.connect.storage.SimpleHeaderConverter, or remove the key"),
        // Tenants
        bad(
            delivering("job.tenant.filter", "assigned", "job.tenant.ids", "acme"),
            "job.tenant.ids",
            "has no effect with job.tenant.filter=assigned; remove one"),
        bad(
            delivering("job.tenant.filter", "provided"),
            "job.tenant.ids",
            "is required by job.tenant.filter=provided"));
  }

  static Stream<Arguments> mistakesInOneValue() {
    return Stream.of(
        bad(
            delivering("job.start.jitter.ms", "-1"),
            "job.start.jitter.ms",
            "Invalid value -1 for configuration job.start.jitter.ms: Value must be at least 0"),
        bad(
            delivering("job.start.jitter.ms", "600001"),
            "job.start.jitter.ms",
            "Invalid value 600001 for configuration job.start.jitter.ms: Value must be no more than"
                + " 600000"),
        bad(
            delivering("job.reply.timeout.ms", "0"),
            "job.reply.timeout.ms",
            "Invalid value 0 for configuration job.reply.timeout.ms: Value must be at least 1"),
        bad(
            delivering("job.charge-card.timeout.ms", "0"),
            "job.charge-card.timeout.ms",
            "Invalid value 0 for configuration job.charge-card.timeout.ms: Value must be at least 1"),
        bad(
            delivering("job.charge-card.max.activate", "many"),
            "job.charge-card.max.activate",
            "Invalid value many for configuration job.charge-card.max.activate: Not a number of type"
                + " INT"),
        bad(
            delivering("job.charge-card.completion", "later"),
            "job.charge-card.completion",
            "Invalid value later for configuration job.charge-card.completion: String must be one"
                + " of: reply, on-delivery, none"),
        bad(
            delivering("job.charge-card.key", "=task.id"),
            "job.charge-card.key",
            "Invalid value =task.id for configuration job.charge-card.key: unknown name task; there"
                + " are job"),
        bad(
            delivering("job.tenant.filter", "mine"),
            "job.tenant.filter",
            "Invalid value mine for configuration job.tenant.filter: String must be one of:"
                + " provided, assigned"),
        bad(
            delivering("job.lease", "perhaps"),
            "job.lease",
            "Invalid value perhaps for configuration job.lease: Expected value to be either true or"
                + " false"),
        bad(
            delivering("partition", "-1"),
            "partition",
            "Invalid value -1 for configuration partition: must be a whole number between 0 and"
                + " 2147483647, or a FEEL expression"),
        bad(
            delivering("partition", "first"),
            "partition",
            "Invalid value first for configuration partition: must be a whole number between 0 and"
                + " 2147483647, or a FEEL expression"),
        bad(
            delivering("topic.allowed", "jobs\\..*,("),
            "topic.allowed",
            "Invalid value [jobs\\..*, (] for configuration topic.allowed: \"(\" is not a regular"
                + " expression: Unclosed group"),
        bad(
            delivering("behavior.on.invalid.topic", "skip"),
            "behavior.on.invalid.topic",
            "Invalid value skip for configuration behavior.on.invalid.topic: String must be one of:"
                + " fail-job, default-topic, fail-task"),
        bad(
            delivering("value.schema", "avro"),
            "value.schema",
            "Invalid value avro for configuration value.schema: String must be one of: none,"
                + " envelope, inferred"),
        bad(
            delivering("headers.format", "plain"),
            "headers.format",
            "Invalid value plain for configuration headers.format: String must be one of: bpmn,"
                + " cloudevents"),
        bad(
            delivering("headers", "a", "headers.a.value", "=x"),
            "headers.a.value",
            "Invalid value =x for configuration headers.a.value: unknown name x; there are job"));
  }

  private static Arguments bad(Map<String, String> config, String key, String message) {
    return Arguments.of(config, key, message);
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("mistakes")
  void aMistakeIsToldOnceWithItsKey(Map<String, String> config, String key, String message) {
    assertThat(errors(config)).containsOnly(Map.entry(key, List.of(key + ": " + message)));
    assertThatThrownBy(() -> SourceSettings.parse(config))
        .isInstanceOf(ConfigException.class)
        .hasMessage(key + ": " + message);
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("mistakesInOneValue")
  void aMistakeInOneValueIsToldWithItsKey(Map<String, String> config, String key, String message) {
    assertThat(errors(config)).containsOnly(Map.entry(key, List.of(message)));
    assertThatThrownBy(() -> SourceSettings.parse(config))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  // What the engine does not have

  private static List<Problem> problems(EngineInfo engine, String... keysAndValues) {
    Problems problems = new Problems();
    SourceSettings.parse(delivering(keysAndValues)).check(engine, problems);
    return problems.found();
  }

  private static final EngineInfo OLD =
      new EngineInfo(
          "Camunda 8",
          "8.6.0",
          Map.of(),
          Map.of(Feature.JOB_TENANT_FILTER, "Camunda 8.9", Feature.JOB_LEASE, "Camunda 8.10"));

  @Test
  void whatTheEngineDoesNotHaveIsToldWithItsKey() {
    assertThat(problems(OLD, "job.lease", "true", "job.tenant.filter", "assigned"))
        .containsExactlyInAnyOrder(
            new Problem("job.lease", "needs Camunda 8.10; the engine is Camunda 8, version 8.6.0"),
            new Problem(
                "job.tenant.filter", "needs Camunda 8.9; the engine is Camunda 8, version 8.6.0"));
  }

  @Test
  void whatIsNotAskedForNeedNotBeThere() {
    assertThat(problems(OLD)).isEmpty();
    assertThat(problems(OLD, "job.lease", "false", "job.tenant.ids", "acme")).isEmpty();
  }

  @Test
  void tenantsAreToldToAnEngineThatHasThem() {
    EngineInfo goBpmn = ProcessEngines.adapter(EngineType.GO_BPMN).known().get(0);

    assertThat(problems(goBpmn, "job.tenant.ids", "acme"))
        .containsExactly(
            new Problem("job.tenant.ids", "needs Camunda 8; the engine is go-bpmn, version 0.4"));
  }

  @Test
  void aNewEngineHasIt() {
    assertThat(
            problems(
                new EngineInfo("Camunda 8", "8.10.9", Map.of(), Map.of()),
                "job.lease",
                "true",
                "job.tenant.filter",
                "assigned"))
        .isEmpty();
  }
}
