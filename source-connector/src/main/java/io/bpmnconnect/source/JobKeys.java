package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.Recommenders;
import io.bpmnconnect.engine.JobActivation.TenantFilter;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The keys for all job types: which jobs to fetch, and how. */
final class JobKeys {

  /** What the keys of this group begin with, those of single types included. */
  static final String PREFIX = "job.";

  static final String TYPES = "job.types";
  static final String WORKER_NAME = "job.worker.name";
  static final String TIMEOUT = "job.timeout.ms";
  static final String REPLY_TIMEOUT = "job.reply.timeout.ms";
  static final String REQUEST_TIMEOUT = "job.request.timeout.ms";
  static final String START_JITTER = "job.start.jitter.ms";
  static final String MAX_ACTIVATE = "job.max.activate";
  static final String MAX_IN_FLIGHT = "job.max.in.flight";
  static final String DELIVERY = "job.delivery";
  static final String FETCH_VARIABLES = "job.fetch.variables";
  static final String TENANT_IDS = "job.tenant.ids";
  static final String TENANT_FILTER = "job.tenant.filter";
  static final String LEASE = "job.lease";
  static final String FILTER_BUSINESS_ID = "job.filter.business.id";
  static final String FILTER_VARIABLES = "job.filter.variables";
  static final String PRIORITY_ORDER = "job.priority.order";
  static final String KINDS = "job.kinds";
  static final String SHORTEST_PAUSE = "job.poll.interval.min.ms";
  static final String LONGEST_PAUSE = "job.poll.interval.max.ms";
  static final String ATTEMPTS = "job.attempts";
  static final String COMPLETION = "completion";
  static final String ON_DROPPED_RECORD = "behavior.on.dropped.record";
  static final String VARIABLES_MAX_BYTES = "job.variables.max.bytes";
  static final String ON_OVERSIZED_JOB = "behavior.on.oversized.job";

  private static final String JOBS = "Jobs";
  private static final int ORDER_OF_CHOICE = 15;
  private static final int ORDER_OF_POLLING = 20;
  private static final int ORDER_OF_COMPLETION = 40;

  /** All of them. */
  static final Set<String> GENERAL_KEYS = Set.copyOf(define(new ConfigDef()).names());

  private JobKeys() {}

  /** Adds the keys. */
  static ConfigDef define(ConfigDef def) {
    int order = 0;
    def.define(
        TYPES,
        Type.LIST,
        ConfigDef.NO_DEFAULT_VALUE,
        Importance.HIGH,
        "The types of the jobs to fetch. They are spread over the tasks; with more tasks than types,"
            + " several tasks share a type. With go-bpmn, each is `process`, `process:version`,"
            + " `process/element` or `process:version/element`.",
        JOBS,
        ++order,
        Width.LONG,
        "Job types");
    def.define(
        TIMEOUT,
        Type.LONG,
        60_000L,
        Range.between(1, Long.MAX_VALUE),
        Importance.MEDIUM,
        "How long the engine locks a job at a time, in milliseconds. The lock of a job that waits"
            + " for its reply is extended before it ends, so this need not be above the time that"
            + " your workers take: it only says how soon the jobs of a task that crashed come"
            + " again. With `completion=none`, a job that is not settled by then comes again.",
        JOBS,
        ++order,
        Width.SHORT,
        "Job timeout (ms)");
    def.define(
        REPLY_TIMEOUT,
        Type.LONG,
        3_600_000L,
        Range.between(1, Long.MAX_VALUE),
        Importance.MEDIUM,
        "How long a written job may wait for its reply, in milliseconds. Then it is failed with one"
            + " retry less.",
        JOBS,
        ++order,
        Width.SHORT,
        "Reply timeout (ms)");
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
        "The most jobs of one task that are fetched and not yet settled or, with"
            + " `completion=none`, not yet written to Kafka. It is shared evenly by the task's job"
            + " types. While the engine pushes jobs (`job.delivery`), a tenth of it is kept free for"
            + " those that are on their way.",
        JOBS,
        ++order,
        Width.SHORT,
        "Max jobs in flight");
    def.define(
        DELIVERY,
        Type.STRING,
        null,
        Checks.unlessNull(Checks.oneOf(JobDelivery.class)),
        Importance.LOW,
        "How jobs come from the engine: it is asked for them (`poll`), or it pushes them (`stream`,"
            + " where a request each `job.request.timeout.ms` finds what was missed), or `both`:"
            + " pushed while a long poll is open, too. Streams need `engine.type=zeebe`; there"
            + " `both` is the default, else `poll`.",
        JOBS,
        ++order,
        Width.SHORT,
        "Job delivery",
        Recommenders.oneOf(JobDelivery.class));
    def.define(
        REQUEST_TIMEOUT,
        Type.LONG,
        null,
        Checks.unlessNull(Range.between(1, 600_000)),
        Importance.LOW,
        "How long the engine holds a request open while there is no job (long polling), in"
            + " milliseconds. 10000 when it is not set; 5000 with the Camunda 7 family, which sees"
            + " jobs whose lock or whose retry pause has ended only when a request ends.",
        JOBS,
        ++order,
        Width.SHORT,
        "Long poll (ms)");
    def.define(
        START_JITTER,
        Type.LONG,
        1_000L,
        Range.between(0, 600_000),
        Importance.LOW,
        "The first request for jobs waits for a random part of this time, in milliseconds, so that"
            + " many tasks do not all ask at once after a restart. 0 asks at once.",
        JOBS,
        ++order,
        Width.SHORT,
        "Start-up jitter (ms)");
    def.define(
        WORKER_NAME,
        Type.STRING,
        "",
        Importance.LOW,
        "The worker name that the engine notes with a fetched job. The connector's name when it is"
            + " not set. With go-bpmn and the Camunda 7 family, the task's number is appended.",
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
    def.define(
        TENANT_FILTER,
        Type.STRING,
        null,
        Checks.unlessNull(Checks.oneOf(TenantFilter.class)),
        Importance.LOW,
        "Whose tenants to fetch jobs of: those `provided` by `job.tenant.ids`, or those `assigned`"
            + " to the user that the connector logs in as. Needs Camunda 8.9. Not sent when it is"
            + " not set.",
        JOBS,
        ++order,
        Width.SHORT,
        "Tenant filter");
    def.define(
        LEASE,
        Type.BOOLEAN,
        false,
        Importance.LOW,
        "Whether each job comes with a lease token, in the header `bpmn-job-lease`: only a reply"
            + " that carries the newest one settles the job. Needs Camunda 8.10, or the Camunda 7"
            + " family, where each fetch locks its jobs for a worker of its own.",
        JOBS,
        ++order,
        Width.SHORT,
        "Lease");
    defineChoice(def);
    definePolling(def);
    RecordConfig.define(def);
    TopicRule.define(def);
    HeadersConfig.define(def);
    return defineCompletion(def);
  }

  private static void defineChoice(ConfigDef def) {
    int order = ORDER_OF_CHOICE;
    def.define(
            FILTER_BUSINESS_ID,
            Type.STRING,
            null,
            Importance.LOW,
            "Fetches only jobs of process instances with this business key. Camunda 7 family.",
            JOBS,
            ++order,
            Width.MEDIUM,
            "Business key")
        .define(
            FILTER_VARIABLES,
            Type.STRING,
            null,
            Checks.unlessNull(Checks.expressionOnly(Set.of(), "={region: \"eu\"}")),
            Importance.LOW,
            "Fetches only jobs of process instances that have these variables with these values, such"
                + " as `={region: \"eu\"}`. Camunda 7 family.",
            JOBS,
            ++order,
            Width.LONG,
            "Process variables")
        .define(
            PRIORITY_ORDER,
            Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether jobs of higher priority are fetched first. Camunda 7 family; others decide it by"
                + " themselves.",
            JOBS,
            ++order,
            Width.SHORT,
            "Order by priority");
  }

  private static void definePolling(ConfigDef def) {
    int order = ORDER_OF_POLLING;
    def.define(
            KINDS,
            Type.LIST,
            List.of("EXECUTE"),
            Importance.MEDIUM,
            "With go-bpmn, the kinds of work to fetch, in the engine's words, such as"
                + " `EVALUATE_EXCLUSIVE_GATEWAY`. A task element is of the kind `EXECUTE`.",
            JOBS,
            ++order,
            Width.LONG,
            "Kinds of work")
        .define(
            SHORTEST_PAUSE,
            Type.LONG,
            50L,
            Range.between(1, 600_000),
            Importance.LOW,
            "With go-bpmn, the pause between two requests for jobs after there were some, in"
                + " milliseconds. It doubles each time that there are none.",
            JOBS,
            ++order,
            Width.SHORT,
            "Shortest poll interval (ms)")
        .define(
            LONGEST_PAUSE,
            Type.LONG,
            2_000L,
            Range.between(1, 600_000),
            Importance.LOW,
            "With go-bpmn, the longest pause between two requests for jobs, in milliseconds.",
            JOBS,
            ++order,
            Width.SHORT,
            "Longest poll interval (ms)")
        .define(
            ATTEMPTS,
            Type.INT,
            3,
            Range.between(1, 1_000_000),
            Importance.LOW,
            "How many attempts a job has, with go-bpmn, which counts those that it had and not those that"
                + " are left, and with the Camunda 7 family, where a job that was never tried has no"
                + " number.",
            JOBS,
            ++order,
            Width.SHORT,
            "Attempts");
  }

  private static ConfigDef defineCompletion(ConfigDef def) {
    int order = ORDER_OF_COMPLETION;
    return def.define(
            COMPLETION,
            Type.STRING,
            "reply",
            Checks.oneOf(Completion.class),
            Importance.HIGH,
            "Who completes a job: a `reply` on `reply.topic`; the connector `on-delivery`, as soon as"
                + " Kafka has the record; or, with `none`, somebody else.",
            RecordConfig.GROUP,
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
            RecordConfig.GROUP,
            ++order,
            Width.SHORT,
            "Dropped records")
        .define(
            VARIABLES_MAX_BYTES,
            Type.INT,
            900_000,
            Range.atLeast(0),
            Importance.MEDIUM,
            "The most bytes that the variables and custom headers of one job may have, as JSON, before"
                + " `behavior.on.oversized.job` decides. The default leaves room for all else in a"
                + " record of 1 MiB, the default of the producer's `max.request.size`; raise both"
                + " together (`producer.override.max.request.size`). `0` is no bound.",
            RecordConfig.GROUP,
            ++order,
            Width.SHORT,
            "Largest job (bytes)")
        .define(
            ON_OVERSIZED_JOB,
            Type.STRING,
            "fail-job",
            Checks.oneOf(OversizedJob.class),
            Importance.MEDIUM,
            "What to do with a job that is larger than `job.variables.max.bytes`: `fail-job` without"
                + " retries, so that the engine raises an incident that names the size; write it"
                + " `without-variables`, which the header `bpmn-job-variables-omitted` says; or"
                + " `fail` the task.",
            RecordConfig.GROUP,
            ++order,
            Width.SHORT,
            "Oversized jobs");
  }
}
