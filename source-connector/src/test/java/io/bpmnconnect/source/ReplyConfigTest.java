package io.bpmnconnect.source;

import static io.bpmnconnect.source.SourceConfigs.replying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake in what is said of replies is told with its key, in full. */
class ReplyConfigTest {

  private static final String ERRORS = "reply.errors.topic";
  private static final String SERVERS = "reply.consumer.bootstrap.servers";
  private static final String REGEX = "reply.topic.regex";

  private static ReplyConfig replies(String... keysAndValues) {
    return SourceSettings.parse(replying(keysAndValues)).replies().orElseThrow();
  }

  private static List<String> errors(Map<String, String> config) {
    return new ProcessEngineSourceConnector()
        .validate(config).configValues().stream()
            .map(ConfigValue::errorMessages)
            .flatMap(List::stream)
            .toList();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        bad(
            replying("reply.topic", "replies,a b"),
            "reply.topic: must name topics: up to 249 letters, digits, dots, '_' and '-' each, but"
                + " has \"a b\""),
        bad(
            replying("reply.topic", ".."),
            "reply.topic: must name topics: up to 249 letters, digits, dots, '_' and '-' each, but"
                + " has \"..\""),
        bad(
            replying("reply.topic", "replies,,more"),
            "reply.topic: must name topics: up to 249 letters, digits, dots, '_' and '-' each, but"
                + " has \"\""),
        bad(
            replying(REGEX, "replies-.*"),
            "reply.topic.regex: cannot be set together with reply.topic"),
        bad(
            replying("reply.topic", null, REGEX, "replies-("),
            "reply.topic.regex: is not a regular expression: Unclosed group at index 9"),
        bad(
            replying(ERRORS, "replies"),
            "reply.errors.topic: replies is a topic that replies are read from"),
        bad(
            replying("reply.topic", null, REGEX, "replies.*", ERRORS, "replies-bad"),
            "reply.errors.topic: replies-bad is a topic that replies are read from"),
        bad(
            replying(ERRORS, "no topic"),
            "reply.errors.topic: must be a topic name: up to 249 letters, digits, dots, '_' and"
                + " '-', was \"no topic\""),
        bad(
            replying("topic", "replies"),
            "topic: \"replies\" is one that replies are read from (reply.topic=replies): a job would"
                + " settle itself"),
        bad(
            replying("topic", "jobs-1", "reply.topic", null, REGEX, "jobs.*"),
            "topic: \"jobs-1\" is one that replies are read from (reply.topic.regex=jobs.*): a job"
                + " would settle itself"),
        bad(
            replying("job.charge-card.topic", "replies", "topic.allowed", "jobs,replies"),
            "job.charge-card.topic: \"replies\" is one that replies are read from"
                + " (reply.topic=replies): a job would settle itself"),
        bad(
            replying("behavior.on.invalid.topic", "default-topic", "topic.default", "replies"),
            "topic.default: \"replies\" is one that replies are read from (reply.topic=replies): a"
                + " job would settle itself"),
        bad(
            replying("topic", "bad", ERRORS, "bad"),
            "topic: \"bad\" is that of replies that are of no use (reply.errors.topic)"),
        bad(
            replying(SERVERS, "broker"),
            "reply.consumer.bootstrap.servers: must be host:port,host:port, but has \"broker\""),
        bad(
            replying("reply.consumer.max.poll.records", "many"),
            "reply.consumer.bootstrap.servers: no consumer can be made of the settings below"
                + " reply.consumer.: Invalid value many for configuration max.poll.records: Not a"
                + " number of type INT"),
        bad(
            replying("reply.consumer.auto.offset.reset", "first"),
            "reply.consumer.bootstrap.servers: no consumer can be made of the settings below"
                + " reply.consumer.: Invalid value first for configuration auto.offset.reset:"),
        bad(
            replying("reply.consumer.group.id", "mine"),
            "reply.consumer.group.id: has no effect; set reply.group.id"),
        bad(
            replying("reply.consumer.enable.auto.commit", "true"),
            "reply.consumer.enable.auto.commit: must be false: offsets are committed when the engine"
                + " has answered"),
        bad(
            replying(ERRORS, "bad", "reply.producer.bootstrap.servers", "broker:x"),
            "reply.producer.bootstrap.servers: must be host:port,host:port, but has \"broker:x\""),
        bad(
            replying(ERRORS, "bad", "reply.producer.acks", "two"),
            "reply.errors.topic: no producer can be made of the settings below reply.producer.:"
                + " Invalid value two for configuration acks: String must be one of: all, -1, 0, 1"),
        bad(
            replying(ERRORS, "bad", "reply.producer.transactional.id", "t"),
            "reply.producer.transactional.id: is not supported: reply errors are not written in"
                + " transactions"),
        bad(
            replying(ERRORS, "bad", "reply.producer.delivery.timeout.ms", "100"),
            "reply.producer.delivery.timeout.ms: must be at least linger.ms and request.timeout.ms"
                + " together, which are 30000"));
  }

  private static Arguments bad(Map<String, String> config, String message) {
    return Arguments.of(config, message);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("mistakes")
  void aMistakeIsToldWithItsKey(Map<String, String> config, String message) {
    assertThat(errors(config)).singleElement().asString().startsWith(message);
    assertThatThrownBy(() -> SourceSettings.parse(config))
        .isInstanceOf(ConfigException.class)
        .message()
        .startsWith(message);
  }

  @Test
  void thereCanBeSeveralTopics() {
    ReplyTopics topics = replies("reply.topic", "a, b ,a").topics();

    assertThat(topics.names()).containsExactly("a", "b");
    assertThat(topics).hasToString("reply.topic=a,b");
    assertThat(topics.include("b")).isTrue();
    assertThat(topics.include("c")).isFalse();
  }

  @Test
  void topicsCanBeGivenByAPatternForTheirWholeNames() {
    ReplyTopics topics = replies("reply.topic", null, REGEX, "replies-.+").topics();

    assertThat(topics).hasToString("reply.topic.regex=replies-.+");
    assertThat(topics.include("replies-a")).isTrue();
    assertThat(topics.include("all-replies-a")).isFalse();
  }

  @Test
  void repliesOfTransactionsThatWereGivenUpAreNotRead() {
    assertThat(replies().clients().consumer()).containsEntry("isolation.level", "read_committed");
    assertThat(replies("reply.consumer.isolation.level", "read_uncommitted").clients().consumer())
        .containsEntry("isolation.level", "read_uncommitted");
  }

  @Test
  void mistakesOfTheProducerDoNotMatterWhenNothingIsWritten() {
    assertThat(errors(replying("reply.producer.acks", "two"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reply.consumer.sasl.jaas.config",
        "reply.producer.ssl.keystore.password",
        "reply.value.converter.schema.registry.basic.auth.user.info"
      })
  void noSecretIsShown(String key) {
    ReplyConfig config = replies(ERRORS, "bad", key, "hidden-secret");

    assertThat(config.toString() + config.clients()).doesNotContain("hidden-secret");
    assertThat(SourceSettings.parse(replying(key, "hidden-secret")).toString())
        .doesNotContain("hidden-secret");
    assertThat(SourceSettings.describe(replying(key, "hidden-secret")))
        .doesNotContain("hidden-secret");
  }
}
