package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.storage.Converter;

/** Where replies come from, and what becomes of those that cannot be used. */
record ReplyConfig(
    String topic,
    Map<String, Object> consumer,
    String converter,
    Map<String, Object> converterSettings,
    ReplyError onError,
    String errorsTopic,
    Map<String, Object> producer) {

  static final String TOPIC = "reply.topic";
  static final String GROUP_ID = "reply.group.id";
  static final String VALUE_CONVERTER = "reply.value.converter";
  static final String ERRORS_TOPIC = "reply.errors.topic";
  static final String ON_ERROR = "behavior.on.reply.error";
  static final String CONSUMER_PREFIX = "reply.consumer.";
  static final String PRODUCER_PREFIX = "reply.producer.";

  private static final String BOOTSTRAP_SERVERS =
      CONSUMER_PREFIX + ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG;
  private static final String JSON_CONVERTER = "org.apache.kafka.connect.json.JsonConverter";
  private static final String GROUP = "Replies";

  static ConfigDef define(ConfigDef def) {
    int order = 0;
    return def.define(
            TOPIC,
            Type.STRING,
            null,
            Importance.HIGH,
            "The topic of the replies that settle jobs. Required by `completion=reply`.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Reply topic")
        .define(
            BOOTSTRAP_SERVERS,
            Type.STRING,
            null,
            Importance.HIGH,
            "The Kafka brokers of the reply topic. Required with `reply.topic`, since Connect does"
                + " not tell a connector its own. Any other consumer setting can be given below"
                + " `reply.consumer.`, security included.",
            GROUP,
            ++order,
            Width.LONG,
            "Reply brokers")
        .define(
            GROUP_ID,
            Type.STRING,
            null,
            Importance.LOW,
            "The consumer group of the reply topic. `connect-<connector>-replies` when it is not set.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Reply group")
        .define(
            VALUE_CONVERTER,
            Type.STRING,
            JSON_CONVERTER,
            Importance.MEDIUM,
            "The Connect converter of a reply's value, with its settings below"
                + " `reply.value.converter.`. By default plain JSON.",
            GROUP,
            ++order,
            Width.LONG,
            "Reply value converter")
        .define(
            ERRORS_TOPIC,
            Type.STRING,
            null,
            Importance.MEDIUM,
            "The topic for replies that cannot be read or that the engine refuses, with the reason in"
                + " the headers. Producer settings can be given below `reply.producer.`; brokers and"
                + " security are those of `reply.consumer.` unless set there.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Reply error topic")
        .define(
            ON_ERROR,
            Type.STRING,
            null,
            ConfigDef.LambdaValidator.with(
                (key, value) -> {
                  if (value != null) {
                    Checks.oneOf(ReplyError.class).ensureValid(key, value);
                  }
                },
                () -> "report, ignore or fail"),
            Importance.MEDIUM,
            "What to do with a reply that cannot be read, or that the engine refuses: `report` it to"
                + " `reply.errors.topic`, `ignore` it (the job is fetched again when its lock ends),"
                + " or `fail` the task. When it is not set, `report` if there is an error topic, else"
                + " `ignore`.",
            GROUP,
            ++order,
            Width.SHORT,
            "Reply errors");
  }

  /** Reads the group; empty when no reply topic is configured. */
  static Optional<ReplyConfig> from(AbstractConfig config, String connector, Problems problems) {
    Optional<String> topic = set(config, TOPIC);
    if (topic.isEmpty()) {
      return Optional.empty();
    }
    if (set(config, BOOTSTRAP_SERVERS).isEmpty()) {
      problems.add(BOOTSTRAP_SERVERS, "is required with " + TOPIC);
    }
    Optional<String> errorsTopic = set(config, ERRORS_TOPIC);
    ReplyConfig replies =
        new ReplyConfig(
            topic.get(),
            consumer(config, connector),
            config.getString(VALUE_CONVERTER),
            converterSettings(config),
            onError(config, errorsTopic, problems),
            errorsTopic.orElse(""),
            producer(config, connector));
    try {
      replies.newValueConverter();
    } catch (ConfigException e) {
      problems.add(VALUE_CONVERTER, e.getMessage());
    }
    return Optional.of(replies);
  }

  /** The reply topics as messages name them. */
  String describeTopics() {
    return topic;
  }

  /** Every partition of the reply topics, as far as the brokers know them. */
  List<TopicPartition> partitions(Consumer<?, ?> consumer) {
    return consumer.partitionsFor(topic).stream()
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
        .toList();
  }

  /** Makes a consumer that belongs to no group. */
  Consumer<byte[], byte[]> newObserver() {
    Map<String, Object> settings = new HashMap<>(consumer);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.computeIfPresent(ConsumerConfig.CLIENT_ID_CONFIG, (key, id) -> id + "-observer");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Makes the converter of a reply's value.
   *
   * @throws ConfigException if there is no such class, or it refuses its settings
   */
  Converter newValueConverter() {
    try {
      Converter made = Utils.newInstance(converter, Converter.class);
      made.configure(converterSettings, false);
      return made;
    } catch (ClassNotFoundException e) {
      throw new ConfigException("there is no class " + converter + " on the plugin's path");
    } catch (RuntimeException e) {
      throw new ConfigException(converter + " cannot be used: " + e.getMessage());
    }
  }

  /** A value that was set to something; set to nothing is as good as not set. */
  private static Optional<String> set(AbstractConfig config, String key) {
    return Optional.ofNullable(config.getString(key)).filter(value -> !value.isBlank());
  }

  private static ReplyError onError(
      AbstractConfig config, Optional<String> errorsTopic, Problems problems) {
    String configured = config.getString(ON_ERROR);
    if (configured == null) {
      return errorsTopic.isEmpty() ? ReplyError.IGNORE : ReplyError.REPORT;
    }
    ReplyError behavior = Checks.constant(ReplyError.class, configured);
    if (behavior == ReplyError.REPORT && errorsTopic.isEmpty()) {
      problems.add(ERRORS_TOPIC, "is required by " + ON_ERROR + "=report");
    }
    return behavior;
  }

  private static Map<String, Object> consumer(AbstractConfig config, String connector) {
    Map<String, Object> consumer = new HashMap<>();
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, connector + "-replies");
    consumer.putAll(config.originalsWithPrefix(CONSUMER_PREFIX));
    consumer.put(
        ConsumerConfig.GROUP_ID_CONFIG,
        set(config, GROUP_ID).orElse("connect-" + connector + "-replies"));
    // Offsets follow what the engine has answered, so the consumer must not commit by itself.
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return consumer;
  }

  private static Map<String, Object> producer(AbstractConfig config, String connector) {
    Map<String, Object> producer = new HashMap<>();
    config
        .originalsWithPrefix(CONSUMER_PREFIX)
        .forEach(
            (key, value) -> {
              if (key.equals(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)
                  || key.startsWith("security.")
                  || key.startsWith("sasl.")
                  || key.startsWith("ssl.")) {
                producer.put(key, value);
              }
            });
    producer.put(ProducerConfig.CLIENT_ID_CONFIG, connector + "-reply-errors");
    producer.putAll(config.originalsWithPrefix(PRODUCER_PREFIX));
    return producer;
  }

  private static Map<String, Object> converterSettings(AbstractConfig config) {
    Map<String, Object> settings = new HashMap<>();
    if (config.getString(VALUE_CONVERTER).equals(JSON_CONVERTER)) {
      settings.put("schemas.enable", false);
    }
    settings.putAll(config.originalsWithPrefix(VALUE_CONVERTER + "."));
    return Map.copyOf(settings);
  }
}
