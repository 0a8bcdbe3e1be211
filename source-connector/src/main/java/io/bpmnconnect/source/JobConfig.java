package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.EngineConfig;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineTrait;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobActivation.Filter;
import io.bpmnconnect.engine.JobActivation.Pauses;
import io.bpmnconnect.engine.JobActivation.TenantFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Which jobs to fetch, and the records they become.
 *
 * @param startJitter the first request waits for a random part of it
 * @param tenantFilter whose tenants count, where the engine lets one choose
 * @param withLease whether each job comes with a token that its settlement must carry
 * @param byPriority whether jobs of higher priority come first
 * @param pauses between two requests to an engine that holds none open
 * @param attempts how many a job has, where the engine keeps no retries
 * @param standard the options of a type that has none of its own
 * @param byType the options of each type
 */
record JobConfig(
    List<String> types,
    String workerName,
    Duration requestTimeout,
    Duration startJitter,
    int maxInFlight,
    List<String> tenantIds,
    Optional<TenantFilter> tenantFilter,
    boolean withLease,
    boolean byPriority,
    Pauses pauses,
    int attempts,
    EngineAdapter engine,
    JobTypeConfig standard,
    Map<String, JobTypeConfig> byType,
    TopicRule topics,
    HeadersConfig headers) {

  /** Adds the keys of the job types and headers that this configuration names. */
  static void defineNamed(ConfigDef def, Map<String, String> config) {
    new JobTypeKeys(JobTypes.named(config.getOrDefault(JobKeys.TYPES, ""))).define(def);
    HeadersConfig.defineNamed(def, config);
  }

  /**
   * Reads the group.
   *
   * @param task the number of the task, which is part of the worker name where jobs are settled by
   *     it
   */
  static JobConfig from(AbstractConfig config, String connector, int task, Problems problems) {
    EngineAdapter engine = EngineConfig.adapter(config);
    refuseWithoutEffect(config, engine, problems);
    List<String> types = config.getList(JobKeys.TYPES);
    if (types.isEmpty() || types.stream().anyMatch(String::isBlank)) {
      problems.add(JobKeys.TYPES, "must name at least one job type, and no empty one");
    }
    if (config.getInt(JobKeys.MAX_IN_FLIGHT) < types.size()) {
      problems.add(
          JobKeys.MAX_IN_FLIGHT,
          "must not be smaller than the number of job types, " + types.size());
    }
    List<String> distinct = types.stream().distinct().toList();
    new JobTypeKeys(distinct).check(config, problems);
    TopicRule topics = TopicRule.from(config);
    topics.check(problems);
    String workerName = config.getString(JobKeys.WORKER_NAME);
    return new JobConfig(
        distinct,
        (workerName.isEmpty() ? connector : workerName)
            + (engine.has(EngineTrait.SETTLES_BY_WORKER) ? "-" + task : ""),
        Optional.ofNullable(config.getLong(JobKeys.REQUEST_TIMEOUT))
            .map(Duration::ofMillis)
            .orElseGet(engine::longPoll),
        Duration.ofMillis(config.getLong(JobKeys.START_JITTER)),
        config.getInt(JobKeys.MAX_IN_FLIGHT),
        config.getList(JobKeys.TENANT_IDS),
        tenantFilter(config, problems),
        config.getBoolean(JobKeys.LEASE),
        config.getBoolean(JobKeys.PRIORITY_ORDER),
        pauses(config, problems),
        config.getInt(JobKeys.ATTEMPTS),
        engine,
        JobTypeConfig.from(config, JobOption::generalKey, problems),
        byType(config, distinct, problems),
        topics,
        HeadersConfig.from(config, problems));
  }

  private static void refuseWithoutEffect(
      AbstractConfig config, EngineAdapter engine, Problems problems) {
    Map<String, String> without = new LinkedHashMap<>();
    if (!engine.has(EngineTrait.LOCKS_END)) {
      without.put(JobKeys.TIMEOUT, ", whose locks have no end");
    }
    if (!engine.has(EngineTrait.KINDS_OF_WORK)) {
      without.put(JobKeys.KINDS, "");
    }
    if (engine.has(EngineTrait.HOLDS_REQUESTS)) {
      without.put(JobKeys.SHORTEST_PAUSE, "");
      without.put(JobKeys.LONGEST_PAUSE, "");
    }
    if (engine.has(EngineTrait.COUNTS_RETRIES)) {
      without.put(JobKeys.ATTEMPTS, "");
    }
    without.keySet().retainAll(config.originals().keySet());
    without.forEach(
        (key, why) ->
            problems.add(
                key,
                "has no effect with "
                    + EngineConfig.TYPE
                    + "="
                    + engine.type()
                    + why
                    + "; remove it"));
  }

  private static Pauses pauses(AbstractConfig config, Problems problems) {
    Pauses pauses =
        new Pauses(
            Duration.ofMillis(config.getLong(JobKeys.SHORTEST_PAUSE)),
            Duration.ofMillis(config.getLong(JobKeys.LONGEST_PAUSE)));
    if (pauses.longest().compareTo(pauses.shortest()) < 0) {
      problems.add(JobKeys.LONGEST_PAUSE, "must not be smaller than " + JobKeys.SHORTEST_PAUSE);
    }
    return pauses;
  }

  private static Optional<TenantFilter> tenantFilter(AbstractConfig config, Problems problems) {
    Optional<TenantFilter> filter =
        Optional.ofNullable(config.getString(JobKeys.TENANT_FILTER))
            .map(name -> Checks.constant(TenantFilter.class, name));
    boolean assigned = filter.filter(f -> f == TenantFilter.ASSIGNED).isPresent();
    if (assigned && !config.getList(JobKeys.TENANT_IDS).isEmpty()) {
      problems.add(
          JobKeys.TENANT_IDS,
          "has no effect with " + JobKeys.TENANT_FILTER + "=assigned; remove one");
    } else if (filter.isPresent() && !assigned && config.getList(JobKeys.TENANT_IDS).isEmpty()) {
      problems.add(JobKeys.TENANT_IDS, "is required by " + JobKeys.TENANT_FILTER + "=provided");
    }
    return filter;
  }

  /** A type that has nothing of its own is left out; what is wrong for all is told once. */
  private static Map<String, JobTypeConfig> byType(
      AbstractConfig config, List<String> types, Problems problems) {
    Map<String, JobTypeConfig> byType = new LinkedHashMap<>();
    Map<String, ?> values = config.values();
    for (String type : types) {
      boolean own =
          JobOption.all().stream()
              .anyMatch(
                  option ->
                      !JobTypeKeys.effective(values, type, option).equals(option.generalKey()));
      if (own) {
        Problems ofType = new Problems();
        byType.put(
            type,
            JobTypeConfig.from(
                config, option -> JobTypeKeys.effective(values, type, option), ofType));
        ofType.found().stream()
            .filter(problem -> !problems.found().contains(problem))
            .forEach(problem -> problems.add(problem.key(), problem.message()));
      }
    }
    return Map.copyOf(byType);
  }

  /** The options of a job type. */
  JobTypeConfig of(String type) {
    return byType.getOrDefault(type, standard);
  }

  /** Whether a partition is configured for the jobs of any type. */
  boolean choosesPartitions() {
    return types.stream().anyMatch(type -> of(type).record().partition().isPresent());
  }

  /** The keys by which jobs wait for replies; empty when none do. */
  List<String> waitingForReplies() {
    List<String> keys = new ArrayList<>();
    for (String type : types) {
      if (of(type).completion() == Completion.REPLY) {
        boolean own = byType.containsKey(type) && standard.completion() != Completion.REPLY;
        keys.add(own ? JobOption.COMPLETION.keyOf(type) : JobKeys.COMPLETION);
      }
    }
    return keys.stream().distinct().toList();
  }

  /** Adds what the configuration asks for and the engine does not have. */
  void check(EngineInfo info, Problems problems) {
    if (!tenantIds.isEmpty()) {
      info.whyNot(Feature.TENANTS).ifPresent(why -> problems.add(JobKeys.TENANT_IDS, why));
    }
    if (tenantFilter.isPresent()) {
      info.whyNot(Feature.JOB_TENANT_FILTER)
          .ifPresent(why -> problems.add(JobKeys.TENANT_FILTER, why));
    }
    if (byPriority) {
      info.whyNot(Feature.JOB_PRIORITY_ORDER)
          .ifPresent(why -> problems.add(JobKeys.PRIORITY_ORDER, why));
    }
    info.whyNot(Feature.JOB_FILTER)
        .ifPresent(why -> filterKeys().forEach(key -> problems.add(key, why)));
    if (withLease) {
      info.whyNot(Feature.JOB_LEASE).ifPresent(why -> problems.add(JobKeys.LEASE, why));
    }
  }

  /** The keys by which jobs are chosen; that for all types once, however many types there are. */
  private Set<String> filterKeys() {
    Set<String> keys = new LinkedHashSet<>();
    for (String type : types) {
      Filter filter = of(type).filter();
      if (filter.businessId().isPresent()) {
        boolean own = !filter.businessId().equals(standard.filter().businessId());
        keys.add(key(JobOption.FILTER_BUSINESS_ID, type, own));
      }
      if (!filter.processVariables().isEmpty()) {
        boolean own = !filter.processVariables().equals(standard.filter().processVariables());
        keys.add(key(JobOption.FILTER_VARIABLES, type, own));
      }
    }
    return keys;
  }

  private static String key(JobOption option, String type, boolean own) {
    return own ? option.keyOf(type) : option.generalKey();
  }

  /**
   * The types that are asked for together: all at once where the engine takes it, else each alone.
   */
  List<List<String>> requests() {
    return engine.has(EngineTrait.ALL_TYPES_IN_ONE_REQUEST)
        ? List.of(types)
        : types.stream().map(List::of).toList();
  }

  JobActivation activation(List<String> ofTypes, int maxJobs, Duration longPoll) {
    return new JobActivation(
        ofTypes.stream().map(type -> of(type).of(type)).toList(),
        workerName,
        maxJobs,
        longPoll,
        tenantIds,
        tenantFilter,
        withLease,
        byPriority,
        attempts,
        pauses);
  }

  /** Each job type's part of the limit of jobs in flight. */
  int maxInFlightPerType() {
    return Math.max(1, maxInFlight / Math.max(1, types.size()));
  }
}
