package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.Converters;
import io.bpmnconnect.connect.config.Problems;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.storage.Converter;

/** Where replies come from, and what becomes of those that cannot be used. */
record ReplyConfig(
    ReplyTopics topics,
    ReplyClients clients,
    String converter,
    Map<String, Object> converterSettings,
    ReplyError onError,
    String errorsTopic) {

  static final String TOPIC = "reply.topic";
  static final String TOPIC_REGEX = "reply.topic.regex";
  static final String GROUP_ID = "reply.group.id";
  static final String VALUE_CONVERTER = "reply.value.converter";
  static final String ERRORS_TOPIC = "reply.errors.topic";
  static final String ON_ERROR = "behavior.on.reply.error";
  static final String CONSUMER_PREFIX = ReplyClients.CONSUMER_PREFIX;
  static final String PRODUCER_PREFIX = ReplyClients.PRODUCER_PREFIX;

  private static final String JSON_CONVERTER = "org.apache.kafka.connect.json.JsonConverter";
  private static final String GROUP = "Replies";

  static ConfigDef define(ConfigDef def) {
    int order = 0;
    return def.define(
            TOPIC,
            Type.LIST,
            "",
            Importance.HIGH,
            "The topic of the replies that settle jobs, or several. Required by `completion=reply`,"
                + " unless `reply.topic.regex` is set.",
            GROUP,
            ++order,
            Width.LONG,
            "Reply topics")
        .define(
            TOPIC_REGEX,
            Type.STRING,
            null,
            Importance.LOW,
            "A regular expression for the whole names of the reply topics, instead of"
                + " `reply.topic`. Topics that come to match later are read from then on.",
            GROUP,
            ++order,
            Width.LONG,
            "Reply topics, by pattern")
        .define(
            ReplyClients.BOOTSTRAP_SERVERS,
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
                + " `reply.value.converter.`. By default plain JSON. A reply's key is not read and"
                + " needs no converter.",
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
    Optional<ReplyTopics> topics = ReplyTopics.from(config, problems);
    if (topics.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> errorsTopic = set(config, ERRORS_TOPIC);
    errorsTopic.ifPresent(topic -> checkErrorsTopic(topic, topics.get(), problems));
    ReplyError onError = onError(config, errorsTopic, problems);
    String group = set(config, GROUP_ID).orElse("connect-" + connector + "-replies");
    ReplyConfig replies =
        new ReplyConfig(
            topics.get(),
            ReplyClients.from(config, group, onError == ReplyError.REPORT, problems),
            config.getString(VALUE_CONVERTER),
            converterSettings(config),
            onError,
            errorsTopic.orElse(""));
    try {
      replies.newValueConverter();
    } catch (ConfigException e) {
      problems.add(VALUE_CONVERTER, e.getMessage());
    }
    return Optional.of(replies);
  }

  /** A reply that is of no use must not be read again and again. */
  private static void checkErrorsTopic(String topic, ReplyTopics read, Problems problems) {
    if (!Checks.isTopicName(topic)) {
      problems.add(
          ERRORS_TOPIC,
          "must be a topic name: up to 249 letters, digits, dots, '_' and '-', was \""
              + topic
              + "\"");
    } else if (read.include(topic)) {
      problems.add(ERRORS_TOPIC, topic + " is a topic that replies are read from");
    }
  }

  /**
   * Makes the converter of a reply's value.
   *
   * @throws ConfigException if there is no such class, or it refuses its settings
   */
  Converter newValueConverter() {
    return Converters.configured(converter, converterSettings, false);
  }

  /** Names topics only: settings of clients and converters hold secrets. */
  @Override
  public String toString() {
    return "replies of " + topics;
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

  private static Map<String, Object> converterSettings(AbstractConfig config) {
    Map<String, Object> settings = new HashMap<>();
    if (config.getString(VALUE_CONVERTER).equals(JSON_CONVERTER)) {
      settings.put("schemas.enable", false);
    }
    settings.putAll(config.originalsWithPrefix(VALUE_CONVERTER + "."));
    return Map.copyOf(settings);
  }
}
