package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.connect.mapping.Expression;
import io.bpmnconnect.connect.mapping.MappedField;
import io.bpmnconnect.engine.JobActivation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which jobs to fetch, and the records they become. */
record JobConfig(
    List<String> types,
    String workerName,
    Duration timeout,
    Duration requestTimeout,
    int maxActivate,
    int maxInFlight,
    List<String> fetchVariables,
    List<String> tenantIds,
    MappedField topic,
    MappedField key,
    ValueContent valueContent,
    Completion completion,
    DroppedRecord onDroppedRecord) {

  static final String TYPES = "job.types";
  static final String WORKER_NAME = "job.worker.name";
  static final String TIMEOUT = "job.timeout.ms";
  static final String REQUEST_TIMEOUT = "job.request.timeout.ms";
  static final String MAX_ACTIVATE = "job.max.activate";
  static final String MAX_IN_FLIGHT = "job.max.in.flight";
  static final String FETCH_VARIABLES = "job.fetch.variables";
  static final String TENANT_IDS = "job.tenant.ids";
  static final String TOPIC = "topic";
  static final String KEY = "key";
  static final String VALUE_CONTENT = "value.content";
  static final String COMPLETION = "completion";
  static final String ON_DROPPED_RECORD = "behavior.on.dropped.record";

  /** What an expression can refer to. */
  private static final Set<String> NAMES = Set.of(JobRecordMapper.JOB);

  private static final String JOBS = "Jobs";
  private static final String RECORDS = "Records";

  static ConfigDef define(ConfigDef def) {
    int order = 0;
    def.define(
        TYPES,
        Type.LIST,
        ConfigDef.NO_DEFAULT_VALUE,
        Importance.HIGH,
        "The types of the jobs to fetch. They are spread over the tasks; with more tasks than types,"
            + " several tasks share a type.",
        JOBS,
        ++order,
        Width.LONG,
        "Job types");
    def.define(
        TIMEOUT,
        Type.LONG,
        300_000L,
        Range.between(1, Long.MAX_VALUE),
        Importance.HIGH,
        "How long the engine locks a fetched job, in milliseconds. A job that is not settled by then"
            + " is fetched and written again: set it above the time that your workers need.",
        JOBS,
        ++order,
        Width.SHORT,
        "Job timeout (ms)");
    def.define(
        MAX_ACTIVATE,
        Type.INT,
        32,
        Range.between(1, 10_000),
        Importance.MEDIUM,
        "The most jobs of one type to fetch with one request.",
        JOBS,
        ++order,
        Width.SHORT,
        "Max jobs in a request");
    def.define(
        MAX_IN_FLIGHT,
        Type.INT,
        500,
        Range.between(1, 1_000_000),
        Importance.MEDIUM,
        "The most jobs of one task that are fetched and not yet written to Kafka or, with"
            + " `completion=on-delivery`, not yet completed. It is shared evenly by the task's job"
            + " types.",
        JOBS,
        ++order,
        Width.SHORT,
        "Max jobs in flight");
    def.define(
        REQUEST_TIMEOUT,
        Type.LONG,
        10_000L,
        Range.between(1, 600_000),
        Importance.LOW,
        "How long the engine holds a request open while there is no job (long polling), in"
            + " milliseconds.",
        JOBS,
        ++order,
        Width.SHORT,
        "Long poll (ms)");
    def.define(
        WORKER_NAME,
        Type.STRING,
        "",
        Importance.LOW,
        "The worker name that the engine notes with a fetched job. The connector's name when it is"
            + " not set.",
        JOBS,
        ++order,
        Width.MEDIUM,
        "Worker name");
    def.define(
        FETCH_VARIABLES,
        Type.LIST,
        List.of(),
        Importance.MEDIUM,
        "The variables to fetch with a job. All that the job can see when it is not set.",
        JOBS,
        ++order,
        Width.LONG,
        "Variables");
    def.define(
        TENANT_IDS,
        Type.LIST,
        List.of(),
        Importance.LOW,
        "The tenants to fetch jobs of. The engine's default tenant when it is not set.",
        JOBS,
        ++order,
        Width.LONG,
        "Tenants");
    return defineRecords(def);
  }

  private static ConfigDef defineRecords(ConfigDef def) {
    int order = 0;
    return def.define(
            TOPIC,
            Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            Checks.expression(NAMES),
            Importance.HIGH,
            "The topic for a job's record: a literal, or a FEEL expression over `job`, such as"
                + " `=\"jobs.\" + job.type`.",
            RECORDS,
            ++order,
            Width.LONG,
            "Topic")
        .define(
            KEY,
            Type.STRING,
            "=job.processInstanceKey",
            Checks.expression(NAMES),
            Importance.MEDIUM,
            "The record's key: a literal, or a FEEL expression over `job`. By default the process"
                + " instance, so that the jobs of one instance keep their order.",
            RECORDS,
            ++order,
            Width.LONG,
            "Record key")
        .define(
            VALUE_CONTENT,
            Type.STRING,
            "job",
            Checks.oneOf(ValueContent.class),
            Importance.MEDIUM,
            "What a record's value holds: the whole `job`, or its `variables` only. The job's"
                + " metadata is in the headers either way.",
            RECORDS,
            ++order,
            Width.SHORT,
            "Value content")
        .define(
            COMPLETION,
            Type.STRING,
            "reply",
            Checks.oneOf(Completion.class),
            Importance.HIGH,
            "Who completes a job: a `reply` on `reply.topic`; the connector `on-delivery`, as soon as"
                + " Kafka has the record; or, with `none`, somebody else.",
            RECORDS,
            ++order,
            Width.SHORT,
            "Completion")
        .define(
            ON_DROPPED_RECORD,
            Type.STRING,
            "fail-job",
            Checks.oneOf(DroppedRecord.class),
            Importance.MEDIUM,
            "What to do with a job whose record a transformation (or `errors.tolerance=all`) dropped:"
                + " `fail-job` with one retry less, `complete` it, or `release` it with its retries"
                + " unchanged.",
            RECORDS,
            ++order,
            Width.SHORT,
            "Dropped records");
  }

  static JobConfig from(AbstractConfig config, String connector, Problems problems) {
    List<String> types = config.getList(TYPES);
    if (types.isEmpty() || types.stream().anyMatch(String::isBlank)) {
      problems.add(TYPES, "must name at least one job type, and no empty one");
    }
    if (config.getInt(MAX_IN_FLIGHT) < types.size()) {
      problems.add(
          MAX_IN_FLIGHT, "must not be smaller than the number of job types, " + types.size());
    }
    if (config.getString(TOPIC).isBlank()) {
      problems.add(TOPIC, "must not be empty");
    }
    String workerName = config.getString(WORKER_NAME);
    return new JobConfig(
        types.stream().distinct().toList(),
        workerName.isEmpty() ? connector : workerName,
        Duration.ofMillis(config.getLong(TIMEOUT)),
        Duration.ofMillis(config.getLong(REQUEST_TIMEOUT)),
        config.getInt(MAX_ACTIVATE),
        config.getInt(MAX_IN_FLIGHT),
        config.getList(FETCH_VARIABLES),
        config.getList(TENANT_IDS),
        mapped(config, TOPIC),
        mapped(config, KEY),
        Checks.constant(ValueContent.class, config.getString(VALUE_CONTENT)),
        Checks.constant(Completion.class, config.getString(COMPLETION)),
        Checks.constant(DroppedRecord.class, config.getString(ON_DROPPED_RECORD)));
  }

  Duration replyTimeout() {
    return Duration.ofHours(1);
  }

  JobActivation activation(String type, int maxJobs) {
    return new JobActivation(
        type, workerName, maxJobs, timeout, requestTimeout, fetchVariables, tenantIds);
  }

  /** Each job type's part of the limit of jobs in flight. */
  int maxInFlightPerType() {
    return Math.max(1, maxInFlight / Math.max(1, types.size()));
  }

  private static MappedField mapped(AbstractConfig config, String key) {
    return new MappedField(key, Expression.parse(config.getString(key), NAMES));
  }
}
