package io.bpmnconnect.source;

import static io.bpmnconnect.source.SourceConfigs.delivering;
import static io.bpmnconnect.source.SourceConfigs.replying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake is found, and told with its key: by validation, and by a task without it. */
class SourceConfigurationTest {

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
        bad(delivering("engine.url", null), "engine.url", "is required"),
        bad(
            delivering("engine.url", "engine"),
            "engine.url",
            "must begin with http:// or https://"),
        bad(delivering("engine.auth.type", "basic"), "engine.auth.username", "is required by"),
        bad(delivering("job.types", null), "job.types", "Missing required configuration"),
        bad(delivering("job.types", ""), "job.types", "must name at least one job type"),
        bad(delivering("job.types", "a,,b"), "job.types", "no empty one"),
        bad(delivering("job.timeout.ms", "0"), "job.timeout.ms", "at least 1"),
        bad(delivering("job.timeout.ms", "5m"), "job.timeout.ms", "Not a number"),
        bad(delivering("job.request.timeout.ms", "0"), "job.request.timeout.ms", "at least 1"),
        bad(delivering("job.request.timeout.ms", "600001"), "job.request.timeout.ms", "no more"),
        bad(delivering("job.max.activate", "0"), "job.max.activate", "at least 1"),
        bad(delivering("job.max.in.flight", "0"), "job.max.in.flight", "at least 1"),
        bad(
            delivering("job.types", "a,b,c", "job.max.in.flight", "2"),
            "job.max.in.flight",
            "must not be smaller than the number of job types, 3"),
        bad(delivering("topic", null), "topic", "Missing required configuration"),
        bad(delivering("topic", " "), "topic", "must not be empty"),
        bad(delivering("topic", "=\"jobs.\" +"), "topic", "not valid FEEL"),
        bad(delivering("topic", "=type"), "topic", "unknown name type; there are job"),
        bad(delivering("key", "=value.id"), "key", "unknown name value; there are job"),
        bad(delivering("value.content", "all"), "value.content", "job, variables"),
        bad(delivering("completion", "auto"), "completion", "reply, on-delivery, none"),
        bad(
            delivering("completion", null),
            "reply.topic",
            "is required by completion=reply; or set it to on-delivery or none"),
        bad(replying("reply.topic", " "), "reply.topic", "is required by completion=reply"),
        bad(
            delivering("behavior.on.dropped.record", "ignore"),
            "behavior.on.dropped.record",
            "fail-job, complete, release"),
        bad(
            delivering("behavior.on.oversized.job", "ignore"),
            "behavior.on.oversized.job",
            "fail-job, without-variables, fail"),
        bad(
            delivering("producer.override.max.request.size", "900000"),
            "job.variables.max.bytes",
            "is 900000, which must be less than producer.override.max.request.size=900000"),
        bad(
            delivering(
                "job.types", "a",
                "job.a.variables.max.bytes", "3000000",
                "producer.override.max.request.size", "2000000"),
            "job.a.variables.max.bytes",
            "is 3000000, which must be less than producer.override.max.request.size=2000000"),
        bad(
            replying("reply.consumer.bootstrap.servers", null),
            "reply.consumer.bootstrap.servers",
            "is required with reply.topic"),
        bad(
            replying("reply.consumer.session.timeout.ms", "3000"),
            "reply.consumer.session.timeout.ms",
            "must be larger than heartbeat.interval.ms (3000), was 3000"),
        bad(
            replying("reply.consumer.bootstrap.servers", ""),
            "reply.consumer.bootstrap.servers",
            "is required with reply.topic"),
        bad(
            replying("behavior.on.reply.error", "retry"),
            "behavior.on.reply.error",
            "report, ignore, fail"),
        bad(
            replying("behavior.on.reply.error", "report"),
            "reply.errors.topic",
            "is required by behavior.on.reply.error=report"),
        bad(
            replying("behavior.on.reply.error", "report", "reply.errors.topic", ""),
            "reply.errors.topic",
            "is required by behavior.on.reply.error=report"),
        bad(
            replying("reply.value.converter", "org.example.NoSuchConverter"),
            "reply.value.converter",
            "there is no class org.example.NoSuchConverter on the plugin's path"),
        bad(
            replying("reply.value.converter", "java.lang.String"),
            "reply.value.converter",
            "java.lang.String cannot be used"),
        bad(
            replying("reply.value.converter.schemas.enable", "perhaps"),
            "reply.value.converter",
            "cannot be used"),
        bad(
            delivering("retry.backoff.ms", "100", "retry.backoff.max.ms", "10"),
            "retry.backoff.max.ms",
            "must not be smaller than retry.backoff.ms"),
        bad(delivering("max.in.flight.requests", "0"), "max.in.flight.requests", "at least 1"));
  }

  private static Arguments bad(Map<String, String> config, String key, String message) {
    return Arguments.of(config, key, message);
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("mistakes")
  void aMistakeIsToldWithItsKey(Map<String, String> config, String key, String message) {
    Map<String, List<String>> errors = errors(config);

    assertThat(errors).containsKey(key);
    assertThat(errors.get(key))
        .anySatisfy(error -> assertThat(error).contains(key).contains(message));
    assertThatThrownBy(() -> SourceSettings.parse(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(key, message);
  }

  static Stream<Arguments> validConfigurations() {
    return Stream.of(
        Arguments.of(delivering()),
        Arguments.of(delivering("completion", "on-delivery")),
        Arguments.of(replying()),
        Arguments.of(delivering("topic", "=\"jobs.\" + job.type")),
        Arguments.of(delivering("topic", "=job.customHeaders.topic")),
        Arguments.of(delivering("key", "=job.variables.orderId", "value.content", "variables")),
        Arguments.of(delivering("job.types", " a , b ,a")),
        Arguments.of(replying("behavior.on.reply.error", "report", "reply.errors.topic", "bad")),
        Arguments.of(replying("reply.group.id", "", "reply.errors.topic", "")));
  }

  @ParameterizedTest
  @MethodSource("validConfigurations")
  void aValidConfigurationHasNoErrors(Map<String, String> config) {
    assertThat(errors(config)).isEmpty();
    assertThatCode(() -> SourceSettings.parse(config)).doesNotThrowAnyException();
  }

  @Test
  void theExampleIsValid() throws IOException {
    Map<String, String> config = new HashMap<>();
    new ObjectMapper()
        .readTree(Path.of("..", "config", "source-payments.json").toFile())
        .path("config")
        .properties()
        .forEach(
            entry ->
                config.put(
                    entry.getKey(),
                    entry
                        .getValue()
                        .asText()
                        .replace("${env:ENGINE_URL}", "http://localhost:1")
                        .replace("${env:BOOTSTRAP_SERVERS}", "localhost:1")));
    config.put("validate.connection", "false");

    assertThat(errors(config)).isEmpty();
    assertThat(SourceSettings.parse(config).replies()).isPresent();
  }

  @Test
  void whatIsNotSetHasADefault() {
    JobConfig jobs = SourceSettings.parse(delivering()).jobs();

    assertThat(jobs.workerName()).isEqualTo("jobs-source");
    assertThat(jobs.standard().record().valueContent()).isEqualTo(ValueContent.JOB);
    assertThat(jobs.standard().onDroppedRecord()).isEqualTo(DroppedRecord.FAIL_JOB);
    assertThat(jobs.standard().record().key().expression().source())
        .isEqualTo("=job.processInstanceKey");
    assertThat(jobs.standard().fetchVariables()).isEmpty();
    assertThat(jobs.tenantIds()).isEmpty();
  }

  @Test
  void theLimitOfJobsInFlightIsSharedByTheTypes() {
    assertThat(limit("a,b,c", "10")).isEqualTo(3);
    assertThat(limit("a,b,c", "3")).isEqualTo(1);
    assertThat(limit("a", "10")).isEqualTo(10);
  }

  private static int limit(String types, String maxInFlight) {
    return SourceSettings.parse(delivering("job.types", types, "job.max.in.flight", maxInFlight))
        .jobs()
        .maxInFlightPerType();
  }

  private static ReplyConfig replies(String... keysAndValues) {
    return SourceSettings.parse(replying(keysAndValues)).replies().orElseThrow();
  }

  @Test
  void theReplyConsumerIsConfiguredByItsPrefix() {
    Map<String, Object> consumer =
        replies(
                "reply.consumer.max.poll.records", "7",
                "reply.consumer.auto.offset.reset", "latest")
            .clients()
            .consumer();

    assertThat(consumer)
        .containsEntry("bootstrap.servers", "localhost:1")
        .containsEntry("group.id", "connect-jobs-source-replies")
        .containsEntry("max.poll.records", "7")
        .containsEntry("auto.offset.reset", "latest")
        .containsEntry("enable.auto.commit", false);
    assertThat(replies("reply.group.id", "mine").clients().consumer())
        .containsEntry("group.id", "mine");
  }

  @Test
  void theErrorProducerInheritsBrokersAndSecurityOfTheConsumerAndNothingElse() {
    Map<String, Object> producer =
        replies(
                "reply.consumer.security.protocol", "SASL_SSL",
                "reply.consumer.sasl.mechanism", "PLAIN",
                "reply.consumer.ssl.truststore.location", "trust.jks",
                "reply.consumer.max.poll.records", "7",
                "reply.producer.linger.ms", "5",
                "reply.producer.security.protocol", "PLAINTEXT")
            .clients()
            .producer();

    assertThat(producer)
        .containsEntry("bootstrap.servers", "localhost:1")
        .containsEntry("security.protocol", "PLAINTEXT")
        .containsEntry("sasl.mechanism", "PLAIN")
        .containsEntry("ssl.truststore.location", "trust.jks")
        .containsEntry("linger.ms", "5")
        .doesNotContainKeys("max.poll.records", "group.id");
  }

  @Test
  void badRepliesAreReportedWhereThereIsATopicForThemAndElseIgnored() {
    assertThat(replies().onError()).isEqualTo(ReplyError.IGNORE);
    assertThat(replies("reply.errors.topic", "bad").onError()).isEqualTo(ReplyError.REPORT);
    assertThat(replies("reply.errors.topic", "").onError()).isEqualTo(ReplyError.IGNORE);
    assertThat(replies("behavior.on.reply.error", "fail").onError()).isEqualTo(ReplyError.FAIL);
  }

  @Test
  void everyKeyIsDocumented() {
    assertThat(new ProcessEngineSourceConnector().config().configKeys().values())
        .allSatisfy(
            key -> {
              assertThat(key.documentation).as(key.name).isNotBlank();
              assertThat(key.group).as(key.name).isNotBlank();
              assertThat(key.displayName).as(key.name).isNotBlank();
            });
  }
}
