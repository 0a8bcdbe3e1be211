package io.bpmnconnect.sink;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.ClientChecks;
import io.bpmnconnect.connect.config.Converters;
import io.bpmnconnect.connect.config.Problems;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.storage.Converter;

/** Where the outcome of each record is written, and what happens when it cannot be. */
record ResultConfig(
    String topic,
    Map<String, Object> producer,
    String keyConverter,
    Map<String, Object> keyConverterSettings,
    List<String> headers,
    ResultError onError) {

  static final String TOPIC = "result.topic";
  static final String PRODUCER_PREFIX = "result.producer.";
  static final String BOOTSTRAP_SERVERS = PRODUCER_PREFIX + ProducerConfig.BOOTSTRAP_SERVERS_CONFIG;
  static final String KEY_CONVERTER = "result.key.converter";
  static final String HEADERS = "result.headers";
  static final String ON_ERROR = "behavior.on.result.error";

  static final String STRING_CONVERTER = "org.apache.kafka.connect.storage.StringConverter";

  private static final String GROUP = "Results";
  private static final int DELIVERY_TIMEOUT_MS = 60_000;
  private static final int MAX_BLOCK_MS = 30_000;

  static ConfigDef define(ConfigDef def) {
    int order = 0;
    return def.define(
            TOPIC,
            Type.STRING,
            null,
            ConfigDef.LambdaValidator.with(ResultConfig::checkTopic, () -> "a topic name"),
            Importance.MEDIUM,
            "The topic to which the outcome of each record is written: what the engine answered, or"
                + " why the record was not delivered. See `docs/result-topic.md`. Nothing is written"
                + " when it is not set.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Result topic")
        .define(
            BOOTSTRAP_SERVERS,
            Type.STRING,
            null,
            Importance.MEDIUM,
            "The Kafka brokers of the result topic. Required with `result.topic`, since Connect does"
                + " not tell a connector its own. Any other producer setting can be given below"
                + " `result.producer.`, security included.",
            GROUP,
            ++order,
            Width.LONG,
            "Result brokers")
        .define(
            KEY_CONVERTER,
            Type.STRING,
            STRING_CONVERTER,
            Importance.MEDIUM,
            "The Connect converter of a result's key, with its settings below"
                + " `result.key.converter.`. A result has the key of its record: the same bytes, and"
                + " the same partition of as many, where this is the connector's `key.converter`.",
            GROUP,
            ++order,
            Width.LONG,
            "Result key converter")
        .define(
            HEADERS,
            Type.LIST,
            "traceparent,tracestate,baggage,correlation-id",
            Importance.LOW,
            "The headers that a result takes over from its record, for correlation.",
            GROUP,
            ++order,
            Width.LONG,
            "Result headers")
        .define(
            ON_ERROR,
            Type.STRING,
            "fail",
            Checks.oneOf(ResultError.class),
            Importance.MEDIUM,
            "What to do when a result cannot be written: `fail` stops the task, and a record is done"
                + " only when its result is acknowledged; `ignore` logs and counts it, and no record"
                + " waits for its result.",
            GROUP,
            ++order,
            Width.SHORT,
            "Result errors");
  }

  private static void checkTopic(String key, Object value) {
    String name = (String) value;
    if (name == null || name.isBlank()) {
      return; // set to nothing is as good as not set
    }
    if (!Checks.isTopicName(name)) {
      throw new ConfigException(
          key, value, "must be a topic name: up to 249 letters, digits, dots, '_' and '-'");
    }
  }

  /** Reads the group; empty when no result topic is configured. */
  static Optional<ResultConfig> from(AbstractConfig config, String connector, Problems problems) {
    Optional<String> topic = set(config, TOPIC);
    if (topic.isEmpty()) {
      return Optional.empty();
    }
    checkNoLoop(config, topic.get(), problems);
    ResultConfig results =
        new ResultConfig(
            topic.get(),
            producer(config, connector),
            config.getString(KEY_CONVERTER),
            Map.copyOf(config.originalsWithPrefix(KEY_CONVERTER + ".")),
            config.getList(HEADERS).stream().distinct().toList(),
            Checks.constant(ResultError.class, config.getString(ON_ERROR)));
    if (set(config, BOOTSTRAP_SERVERS).isEmpty()) {
      problems.add(BOOTSTRAP_SERVERS, "is required with " + TOPIC);
    } else {
      ClientChecks.producer(
          results.producer(), PRODUCER_PREFIX, "results", BOOTSTRAP_SERVERS, problems);
    }
    try {
      results.newKeyConverter();
    } catch (ConfigException e) {
      problems.add(KEY_CONVERTER, e.getMessage());
    }
    return Optional.of(results);
  }

  /** A sink that reads its own results never comes to an end. */
  private static void checkNoLoop(AbstractConfig config, String topic, Problems problems) {
    String topics = original(config, SinkTask.TOPICS_CONFIG);
    String regex = original(config, SinkTask.TOPICS_REGEX_CONFIG);
    if (Arrays.asList(topics.strip().split("\\s*,\\s*")).contains(topic) || matches(regex, topic)) {
      problems.add(TOPIC, topic + " is a topic that the connector itself reads");
    }
  }

  private static boolean matches(String regex, String topic) {
    try {
      return !regex.isBlank() && Pattern.matches(regex, topic);
    } catch (PatternSyntaxException e) {
      return false; // for Connect to refuse, whose key it is
    }
  }

  private static String original(AbstractConfig config, String key) {
    Object value = config.originals().get(key);
    return value == null ? "" : value.toString();
  }

  /**
   * Makes the converter of a result's key.
   *
   * @throws ConfigException if there is no such class, or it refuses its settings
   */
  Converter newKeyConverter() {
    return Converters.configured(keyConverter, keyConverterSettings, true);
  }

  /** The producer's settings for one task: each has a client id of its own, unless configured. */
  Map<String, Object> producer(int task) {
    Map<String, Object> settings = new HashMap<>(producer);
    settings.compute(ProducerConfig.CLIENT_ID_CONFIG, (key, configured) -> configured + "-" + task);
    return settings;
  }

  /** Names the topic only: settings of clients hold secrets. */
  @Override
  public String toString() {
    return "results to " + topic;
  }

  /** A value that was set to something; set to nothing is as good as not set. */
  private static Optional<String> set(AbstractConfig config, String key) {
    return Optional.ofNullable(config.getString(key)).filter(value -> !value.isBlank());
  }

  private static Map<String, Object> producer(AbstractConfig config, String connector) {
    Map<String, Object> producer = new HashMap<>();
    producer.put(ProducerConfig.CLIENT_ID_CONFIG, connector + "-results");
    // With acks=all, Kafka's own default makes the producer idempotent, and lets users turn it off.
    producer.put(ProducerConfig.ACKS_CONFIG, "all");
    producer.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
    producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    producer.putAll(config.originalsWithPrefix(PRODUCER_PREFIX));
    producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return producer;
  }
}
