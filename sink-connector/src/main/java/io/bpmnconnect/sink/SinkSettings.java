package io.bpmnconnect.sink;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.ConfigValidation;
import io.bpmnconnect.connect.config.DeliveryConfig;
import io.bpmnconnect.connect.config.EffectiveConfig;
import io.bpmnconnect.connect.config.EngineConfig;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The sink's whole configuration, parsed. */
record SinkSettings(
    String connector,
    int task,
    EngineConfig engine,
    RouteTable routes,
    DeliveryConfig delivery,
    ErrorPolicy errors,
    Optional<ResultConfig> results,
    Ordering ordering,
    int maxBuffered,
    Duration unmatchedMessageRetry,
    Optional<String> deadLetterTopic)
    implements ConfigValidation.Settings {

  static final String ORDERING = "ordering";
  static final String MAX_BUFFERED = "max.buffered.records";
  static final String UNMATCHED_MESSAGE_RETRY = "unmatched.message.retry.ms";

  /** Connect gives every connector its name under this key. */
  private static final String NAME = "name";

  /** The number of a task among those of its connector; given to it by the connector. */
  static final String TASK = "task.id";

  private static final String GROUP = "Delivery";

  /** Every key but those of named routes and of headers of requests. */
  static ConfigDef definition() {
    ConfigDef def = new ConfigDef();
    EngineConfig.define(def);
    RouteTable.define(def);
    DeliveryConfig.define(def);
    def.define(
        ORDERING,
        Type.STRING,
        "key",
        Checks.oneOf(Ordering.class),
        Importance.MEDIUM,
        "Which records reach the engine one after the other, attempts included: those of one `key`,"
            + " those of one `partition`, or `none`. Records without a key are ordered by partition.",
        GROUP,
        10,
        Width.SHORT,
        "Ordering");
    def.define(
        MAX_BUFFERED,
        Type.INT,
        2_000,
        Range.between(1, 1_000_000),
        Importance.LOW,
        "How many records of one task may wait for the engine before its partitions are paused. They"
            + " are resumed at half.",
        GROUP,
        11,
        Width.SHORT,
        "Max buffered records");
    def.define(
        UNMATCHED_MESSAGE_RETRY,
        Type.LONG,
        0L,
        Range.atLeast(0),
        Importance.MEDIUM,
        "How long `correlate-message` is tried again while nothing waits for the message, in"
            + " milliseconds, before `behavior.on.unmatched.message` decides. Records of other keys"
            + " go on meanwhile.",
        GROUP,
        12,
        Width.SHORT,
        "Unmatched message retry (ms)");
    ErrorPolicy.define(def);
    return ResultConfig.define(def);
  }

  /** Every key that the given configuration can have. */
  static ConfigDef definition(Map<String, String> config) {
    return RouteTable.defineNamed(EngineConfig.defineNamed(definition(), config), config);
  }

  /**
   * Parses a task's configuration.
   *
   * @throws org.apache.kafka.common.config.ConfigException naming each key that is wrong
   */
  static SinkSettings parse(Map<String, String> config) {
    Problems problems = new Problems();
    ConfigDef definition = definition(config);
    SinkSettings settings = from(new AbstractConfig(definition, config, Map.of(), false), problems);
    problems.throwIfAny();
    return settings;
  }

  /** The configuration as it takes effect, without secrets; for the log. */
  static String describe(Map<String, String> config) {
    return EffectiveConfig.describe(
        definition(config),
        config,
        List.of(ResultConfig.PRODUCER_PREFIX, ResultConfig.KEY_CONVERTER + "."));
  }

  /** Reads the configuration. What does not fit together is added to the problems. */
  static SinkSettings from(AbstractConfig config, Problems problems) {
    String connector = original(config, NAME, "kafka-connect-bpmn");
    return new SinkSettings(
        connector,
        Integer.parseInt(original(config, TASK, "0")),
        EngineConfig.from(config, problems),
        RouteTable.from(config, problems),
        DeliveryConfig.from(config, problems),
        ErrorPolicy.from(config),
        ResultConfig.from(config, connector, problems),
        Checks.constant(Ordering.class, config.getString(ORDERING)),
        config.getInt(MAX_BUFFERED),
        Duration.ofMillis(config.getLong(UNMATCHED_MESSAGE_RETRY)),
        Optional.of(original(config, DeadLetterQueue.TOPIC, "")).filter(topic -> !topic.isEmpty()));
  }

  @Override
  public void check(EngineInfo engine, Problems problems) {
    routes.check(engine, problems);
  }

  private static String original(AbstractConfig config, String key, String standard) {
    return String.valueOf(config.originals().getOrDefault(key, standard));
  }

  /** The policy for the attempts of a command. */
  RetryPolicy retryPolicy() {
    return delivery.retryPolicy(unmatchedMessageRetry, errors.ambiguity());
  }
}
