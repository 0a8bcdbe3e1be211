package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.ConfigValidation;
import io.bpmnconnect.connect.config.DeliveryConfig;
import io.bpmnconnect.connect.config.EffectiveConfig;
import io.bpmnconnect.connect.config.EngineConfig;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.engine.EngineInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The source's whole configuration, parsed. */
record SourceSettings(
    EngineConfig engine, JobConfig jobs, DeliveryConfig delivery, Optional<ReplyConfig> replies)
    implements ConfigValidation.Settings {

  /** Connect gives every connector its name under this key. */
  private static final String NAME = "name";

  static ConfigDef definition() {
    ConfigDef def = new ConfigDef();
    EngineConfig.define(def);
    JobConfig.define(def);
    ReplyConfig.define(def);
    return DeliveryConfig.define(def);
  }

  /**
   * Parses a task's configuration.
   *
   * @throws org.apache.kafka.common.config.ConfigException naming each key that is wrong
   */
  static SourceSettings parse(Map<String, String> config) {
    Problems problems = new Problems();
    SourceSettings settings =
        from(new AbstractConfig(definition(), config, Map.of(), false), problems);
    problems.throwIfAny();
    return settings;
  }

  /** The configuration as it takes effect, without secrets; for the log. */
  static String describe(Map<String, String> config) {
    return EffectiveConfig.describe(
        definition(),
        config,
        List.of(
            ReplyConfig.CONSUMER_PREFIX,
            ReplyConfig.PRODUCER_PREFIX,
            ReplyConfig.VALUE_CONVERTER + "."));
  }

  @Override
  public void check(EngineInfo engine, Problems problems) {
    replies.ifPresent(config -> ReplyTopicCheck.run(config, problems));
  }

  /** Reads the configuration. What does not fit together is added to the problems. */
  static SourceSettings from(AbstractConfig config, Problems problems) {
    String connector = String.valueOf(config.originals().getOrDefault(NAME, "kafka-connect-bpmn"));
    JobConfig jobs = JobConfig.from(config, connector, problems);
    Optional<ReplyConfig> replies = ReplyConfig.from(config, connector, problems);
    if (jobs.completion() == Completion.REPLY && replies.isEmpty()) {
      problems.add(
          ReplyConfig.TOPIC,
          "is required by " + JobConfig.COMPLETION + "=reply; or set it to on-delivery or none");
    }
    return new SourceSettings(
        EngineConfig.from(config, problems), jobs, DeliveryConfig.from(config, problems), replies);
  }
}
