package io.bpmnconnect.sink;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.DeliveryConfig;
import io.bpmnconnect.connect.config.EngineConfig;
import io.bpmnconnect.connect.config.Problems;
import java.time.Duration;
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
    EngineConfig engine,
    RouteTable routes,
    DeliveryConfig delivery,
    ErrorPolicy errors,
    Optional<ResultConfig> results,
    Ordering ordering,
    int maxBuffered,
    Duration unmatchedMessageRetry) {

  static final String ORDERING = "ordering";
  static final String MAX_BUFFERED = "max.buffered.records";
  static final String UNMATCHED_MESSAGE_RETRY = "unmatched.message.retry.ms";

  /** Connect gives every connector its name under this key. */
  private static final String NAME = "name";

  private static final String GROUP = "Delivery";

  /** Every key but those of named routes. */
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
    ResultConfig.define(def);
    return ErrorPolicy.define(def);
  }

  /** Every key that the given configuration can have, those of its routes included. */
  static ConfigDef definition(Map<String, String> config) {
    return RouteTable.defineNamed(definition(), config);
  }

  /**
   * Parses a task's configuration.
   *
   * @throws org.apache.kafka.common.config.ConfigException naming each key that is wrong
   */
  static SinkSettings parse(Map<String, String> config) {
    Problems problems = new Problems();
    SinkSettings settings = from(new AbstractConfig(definition(config), config), problems);
    problems.throwIfAny();
    return settings;
  }

  /** Reads the configuration. What does not fit together is added to the problems. */
  static SinkSettings from(AbstractConfig config, Problems problems) {
    String connector = String.valueOf(config.originals().getOrDefault(NAME, "kafka-connect-bpmn"));
    return new SinkSettings(
        connector,
        EngineConfig.from(config, problems),
        RouteTable.from(config, problems),
        DeliveryConfig.from(config, problems),
        ErrorPolicy.from(config),
        ResultConfig.from(config, connector, problems),
        Checks.constant(Ordering.class, config.getString(ORDERING)),
        config.getInt(MAX_BUFFERED),
        Duration.ofMillis(config.getLong(UNMATCHED_MESSAGE_RETRY)));
  }
}
