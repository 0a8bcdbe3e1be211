package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.ConfigValidation;
import io.bpmnconnect.connect.config.DeliveryConfig;
import io.bpmnconnect.connect.config.EffectiveConfig;
import io.bpmnconnect.connect.config.EngineConfig;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.engine.Ambiguity;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The source's whole configuration, parsed. */
record SourceSettings(
    String connector,
    int task,
    EngineConfig engine,
    JobConfig jobs,
    DeliveryConfig delivery,
    Optional<ReplyConfig> replies)
    implements ConfigValidation.Settings {

  /** The number of a task among those of its connector; given to it by the connector. */
  static final String TASK = "task.id";

  /** Connect gives every connector its name under this key. */
  private static final String NAME = "name";

  /** Every key but those of single job types, additional headers and headers of requests. */
  static ConfigDef definition() {
    ConfigDef def = new ConfigDef();
    EngineConfig.define(def);
    JobKeys.define(def);
    ReplyConfig.define(def);
    return DeliveryConfig.define(def);
  }

  /** Every key that the given configuration can have. */
  static ConfigDef definition(Map<String, String> config) {
    ConfigDef def = EngineConfig.defineNamed(definition(), config);
    JobConfig.defineNamed(def, config);
    return def;
  }

  /**
   * Parses a task's configuration.
   *
   * @throws org.apache.kafka.common.config.ConfigException naming each key that is wrong
   */
  static SourceSettings parse(Map<String, String> config) {
    Problems problems = new Problems();
    SourceSettings settings =
        from(new AbstractConfig(definition(config), config, Map.of(), false), problems);
    problems.throwIfAny();
    return settings;
  }

  /** The configuration as it takes effect, without secrets; for the log. */
  static String describe(Map<String, String> config) {
    return EffectiveConfig.describe(
        definition(config),
        config,
        List.of(
            ReplyConfig.CONSUMER_PREFIX,
            ReplyConfig.PRODUCER_PREFIX,
            ReplyConfig.VALUE_CONVERTER + "."));
  }

  /** Also asks the brokers for the reply topics, and waits a bounded time for them. */
  @Override
  public void check(EngineInfo engine, Problems problems) {
    jobs.check(engine, problems);
    replies.ifPresent(config -> ReplyTopicCheck.run(config, problems));
  }

  /** Reads the configuration. What does not fit together is added to the problems. */
  static SourceSettings from(AbstractConfig config, Problems problems) {
    String connector = String.valueOf(config.originals().getOrDefault(NAME, "kafka-connect-bpmn"));
    int task = Integer.parseInt(String.valueOf(config.originals().getOrDefault(TASK, "0")));
    JobConfig jobs = JobConfig.from(config, connector, task, problems);
    Optional<ReplyConfig> replies = ReplyConfig.from(config, connector, problems);
    if (replies.isEmpty()) {
      for (String key : jobs.waitingForReplies()) {
        problems.add(
            ReplyConfig.TOPIC,
            "is required by " + key + "=reply; or set it to on-delivery or none");
      }
    }
    return new SourceSettings(
        connector,
        task,
        EngineConfig.from(config, problems),
        jobs,
        DeliveryConfig.from(config, problems),
        replies);
  }

  /**
   * The policy for the attempts of a command; the source creates nothing and correlates nothing.
   */
  RetryPolicy retryPolicy() {
    return delivery.retryPolicy(Duration.ZERO, Ambiguity.UNBOUNDED);
  }
}
