package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.EngineConfig;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.connect.mapping.Expression;
import io.bpmnconnect.connect.mapping.ExpressionException;
import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineTrait;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.JobActivation.Filter;
import io.bpmnconnect.engine.JobActivation.OfType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * @param filter which jobs of the type are fetched
 */
record JobTypeConfig(
    Duration timeout,
    Duration replyTimeout,
    int maxActivate,
    JobDelivery delivery,
    List<String> fetchVariables,
    List<String> kinds,
    Filter filter,
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
        EngineConfig.adapter(config).has(EngineTrait.KINDS_OF_WORK)
            ? config.getList(key.apply(JobOption.KINDS))
            : List.of(),
        filter(config, key, problems),
        RecordConfig.from(config, key, problems),
        Checks.constant(Completion.class, config.getString(key.apply(JobOption.COMPLETION))),
        Checks.constant(
            DroppedRecord.class, config.getString(key.apply(JobOption.ON_DROPPED_RECORD))),
        SizeLimit.from(config, key, problems));
  }

  private static Filter filter(
      AbstractConfig config, Function<JobOption, String> key, Problems problems) {
    return new Filter(
        Optional.ofNullable(config.getString(key.apply(JobOption.FILTER_BUSINESS_ID))),
        variables(config, key.apply(JobOption.FILTER_VARIABLES), problems));
  }

  private static Map<String, Object> variables(
      AbstractConfig config, String key, Problems problems) {
    String text = config.getString(key);
    if (text == null) {
      return Map.of();
    }
    Map<String, Object> variables = new LinkedHashMap<>();
    try {
      if (Expression.parse(text, Set.of()).evaluate(Map.of()).orElse(null)
          instanceof Map<?, ?> object) {
        object.forEach((name, value) -> variables.put(String.valueOf(name), value));
      }
    } catch (ExpressionException | MappingException unusable) {
      variables.clear();
    }
    if (variables.isEmpty() || !variables.values().stream().allMatch(JobTypeConfig::isScalar)) {
      problems.add(
          key,
          "must give an object of one variable and its value, a text, number or boolean, such as"
              + " ={region: \"eu\"}");
      return Map.of();
    }
    if (variables.size() > 1) {
      problems.add(
          key,
          "must give one variable, not "
              + String.join(", ", variables.keySet())
              + ": of several, the engine takes jobs that have any of them");
    }
    return variables;
  }

  /** The engine compares nothing else. */
  private static boolean isScalar(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }

  /** What is asked for of this type. */
  OfType of(String type) {
    return new OfType(type, timeout, fetchVariables, kinds, filter);
  }

  private static JobDelivery delivery(AbstractConfig config, String key, Problems problems) {
    EngineAdapter engine = EngineConfig.adapter(config);
    String configured = config.getString(key);
    JobDelivery delivery =
        configured == null
            ? JobDelivery.of(engine)
            : Checks.constant(JobDelivery.class, configured);
    if (delivery.streams()) {
      engine
          .needs(Feature.JOB_STREAM)
          .ifPresent(
              needed ->
                  problems.add(
                      key,
                      "cannot be "
                          + configured
                          + ", because engines of type "
                          + engine.type()
                          + " do not push jobs; set it to poll, or use "
                          + needed));
    }
    return delivery;
  }
}
