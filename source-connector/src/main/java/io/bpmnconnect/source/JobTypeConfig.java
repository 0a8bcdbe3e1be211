package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.EngineConfig;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * How the jobs of one type are fetched, written and completed.
 *
 * @param timeout how long the engine locks a job
 * @param replyTimeout how long the lock of a written job is extended while no reply comes
 * @param delivery how jobs come from the engine
 * @param fetchVariables the variables to fetch; empty for all
 * @param size how large a job may be, and what becomes of a larger one
 * @param kinds the kinds of work to fetch, where the engine has no job types
 */
record JobTypeConfig(
    Duration timeout,
    Duration replyTimeout,
    int maxActivate,
    JobDelivery delivery,
    List<String> fetchVariables,
    List<String> kinds,
    RecordConfig record,
    Completion completion,
    DroppedRecord onDroppedRecord,
    SizeLimit size) {

  /**
   * Reads the options of one type, or those of all types.
   *
   * @param key the key that each option is set by
   */
  static JobTypeConfig from(
      AbstractConfig config, Function<JobOption, String> key, Problems problems) {
    return new JobTypeConfig(
        Duration.ofMillis(config.getLong(key.apply(JobOption.TIMEOUT))),
        Duration.ofMillis(config.getLong(key.apply(JobOption.REPLY_TIMEOUT))),
        config.getInt(key.apply(JobOption.MAX_ACTIVATE)),
        delivery(config, key.apply(JobOption.DELIVERY), problems),
        config.getList(key.apply(JobOption.FETCH_VARIABLES)),
        config.getList(key.apply(JobOption.KINDS)),
        RecordConfig.from(config, key, problems),
        Checks.constant(Completion.class, config.getString(key.apply(JobOption.COMPLETION))),
        Checks.constant(
            DroppedRecord.class, config.getString(key.apply(JobOption.ON_DROPPED_RECORD))),
        SizeLimit.from(config, key, problems));
  }

  private static JobDelivery delivery(AbstractConfig config, String key, Problems problems) {
    EngineType engine = EngineConfig.type(config);
    String configured = config.getString(key);
    JobDelivery delivery =
        configured == null
            ? JobDelivery.of(engine)
            : Checks.constant(JobDelivery.class, configured);
    if (delivery.streams()) {
      ProcessEngines.needs(engine, Feature.JOB_STREAM)
          .ifPresent(
              needed ->
                  problems.add(
                      key,
                      "cannot be "
                          + configured
                          + ", because engines of type "
                          + engine
                          + " do not push jobs; set it to poll, or use "
                          + needed));
    }
    return delivery;
  }
}
