package io.bpmnconnect.sink;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;

/** The fields of the sink's commands: each a key of a route, a literal or a FEEL expression. */
enum RouteField {
  PROCESS_ID("process.id", Importance.MEDIUM, Kind.TEXT, "The BPMN process id."),
  PROCESS_VERSION(
      "process.version",
      Importance.LOW,
      Kind.VERSION,
      "The version of the process: a number, or any text with go-bpmn. When it is not set, or -1, the"
          + " newest."),
  PROCESS_DEFINITION_KEY(
      "process.definition.key",
      Importance.LOW,
      Kind.TEXT,
      "The key that the engine gave one version of a process; it takes the place of `process.id`."),
  START_ELEMENTS(
      "process.start.elements",
      Importance.LOW,
      Kind.TEXT,
      "Ids of the elements at which the instance starts, separated by commas, instead of the none"
          + " start event.",
      Feature.START_ELEMENTS),
  RUNTIME_INSTRUCTIONS(
      "process.runtime.instructions",
      Importance.LOW,
      Kind.INSTRUCTIONS,
      "What the engine does when the instance gets somewhere: a list of objects with `type` and"
          + " `afterElementId`, such as"
          + " `=[{type: \"TERMINATE_PROCESS_INSTANCE\", afterElementId: \"approve\"}]`."
          + " Camunda 8.8 and newer.",
      Feature.RUNTIME_INSTRUCTIONS),
  TAGS(
      "process.tags",
      Importance.LOW,
      Kind.TEXT,
      "Tags of the instance, separated by commas. Camunda 8.8 and newer.",
      Feature.TAGS),
  BUSINESS_ID(
      "process.business.id",
      Importance.MEDIUM,
      Kind.TEXT,
      "The instance's id in the words of the business, such as an order's number. Where the engine"
          + " keeps it unique, a redelivered record does not create a second instance. Camunda 8.9"
          + " and newer; the Camunda 7 family, where it is the business key and not unique.",
      Feature.BUSINESS_ID),
  AWAIT_COMPLETION(
      "process.await.completion",
      Importance.LOW,
      Kind.BOOLEAN,
      "Whether to wait for the end of the instance; its variables are then in the record of"
          + " `result.topic`.",
      Feature.AWAIT_COMPLETION),
  AWAIT_TIMEOUT(
      "process.await.timeout.ms",
      Importance.LOW,
      Kind.MILLIS,
      "How long to wait for the end of the instance, in milliseconds. The engine's default when it is"
          + " not set.",
      Feature.AWAIT_COMPLETION),
  FETCH_VARIABLES(
      "process.fetch.variables",
      Importance.LOW,
      Kind.TEXT,
      "Names of the variables to fetch from the ended instance, separated by commas. All when it is"
          + " not set.",
      Feature.AWAIT_COMPLETION),
  VARIABLES_IN_RETURN(
      "process.variables.in.return",
      Importance.LOW,
      Kind.BOOLEAN,
      "Whether the engine answers with the variables of the instance, as they are at its first wait"
          + " state or its end; they are then in the record of `result.topic`. Camunda 7 family.",
      Feature.VARIABLES_IN_RETURN),
  MESSAGE_NAME("message.name", Importance.MEDIUM, Kind.TEXT, "The message's name."),
  CORRELATION_KEY(
      "message.correlation.key",
      Importance.MEDIUM,
      Kind.TEXT,
      "The message's correlation key; set it to nothing for a message start event without"
          + " correlation. Engines of the Camunda 7 family have none in their models: there,"
          + " `message.correlation.keys` or `message.business.id` takes its place.",
      Feature.CORRELATION_KEY),
  CORRELATION_KEYS(
      "message.correlation.keys",
      Importance.MEDIUM,
      Kind.OBJECT,
      "The variables of the process instance that the message is for, with the values that they must"
          + " have, such as `={orderId: value.orderId}`; all must be equal, in their types, too. `={}`"
          + " for a message start event. Camunda 7 family.",
      Feature.CORRELATION_VARIABLES),
  LOCAL_CORRELATION_KEYS(
      "message.local.correlation.keys",
      Importance.LOW,
      Kind.OBJECT,
      "As `message.correlation.keys`, for variables of the scope that waits for the message. Camunda 7"
          + " family.",
      Feature.CORRELATION_VARIABLES),
  CORRELATE_ALL(
      "message.correlate.all",
      Importance.LOW,
      Kind.BOOLEAN,
      "Whether every match takes the message, and none is no error; otherwise exactly one must match."
          + " Camunda 7 family.",
      Feature.CORRELATE_ALL),
  TIME_TO_LIVE(
      "message.time.to.live.ms",
      Importance.MEDIUM,
      Kind.MILLIS,
      "How long the engine keeps a published message for a process that does not wait for it yet, in"
          + " milliseconds. **One hour when it is not set.** Engines of the Camunda 7 family keep no"
          + " messages: there, the sink sends it again until somebody waits for it or the time is"
          + " over, which then is an unmatched message; with 0 it is sent once."),
  MESSAGE_ID(
      "message.id",
      Importance.LOW,
      Kind.TEXT,
      "The id of a published message; the engine takes a second message with the same id only after"
          + " the first one's time to live. When it is not set,"
          + " `<connector>/<topic>-<partition>-<offset>@<timestamp>` of the record's original"
          + " coordinates and its time in milliseconds, which tells a topic from one that was created"
          + " again; set it to nothing for messages without an id. Has no effect with the Camunda 7 family."),
  MESSAGE_BUSINESS_ID(
      "message.business.id",
      Importance.LOW,
      Kind.TEXT,
      "Only instances with this business id take the message. Camunda 8.10 and newer, and the Camunda 7"
          + " family, where it is the business key.",
      Feature.MESSAGE_BUSINESS_ID),
  SIGNAL_NAME("signal.name", Importance.MEDIUM, Kind.TEXT, "The signal's name."),
  JOB_KEY(
      "job.key",
      Importance.MEDIUM,
      Kind.TEXT,
      "The key of the job, such as ``=headers.`bpmn-job-key` `` of a record that the source wrote."),
  JOB_RETRIES(
      "job.retries",
      Importance.MEDIUM,
      Kind.COUNT,
      "How many attempts the job has left; 0 raises an incident."),
  JOB_ERROR_MESSAGE(
      "job.error.message",
      Importance.LOW,
      Kind.TEXT,
      "Why the job fails, for who looks at the instance. A BPMN error of go-bpmn has no message."),
  JOB_ERROR_CODE(
      "job.error.code",
      Importance.MEDIUM,
      Kind.TEXT,
      "The code of the BPMN error, which an error event of the model catches."),
  JOB_RETRY_BACKOFF(
      "job.retry.backoff.ms",
      Importance.LOW,
      Kind.MILLIS,
      "How long the engine waits before it offers a failed job again, in milliseconds. Not at all when"
          + " it is not set."),
  JOB_TIMEOUT(
      "job.timeout.ms",
      Importance.LOW,
      Kind.POSITIVE,
      "How long the job stays locked from now on, in milliseconds."),
  JOB_LEASE_TOKEN(
      "job.lease.token",
      Importance.LOW,
      Kind.TEXT,
      "The lease token of the job's activation. Camunda 8.10 and newer, and the Camunda 7 family.",
      Feature.JOB_LEASE),
  JOB_WORKER(
      "job.worker",
      Importance.LOW,
      Kind.TEXT,
      "The worker that the job is locked for, such as ``=headers.`bpmn-job-worker` ``. go-bpmn and the"
          + " Camunda 7 family, where it is looked up when it is not set."),
  JOB_PRIORITY(
      "job.priority",
      Importance.LOW,
      Kind.COUNT,
      "The new priority of the job. Camunda 7 family.",
      Feature.JOB_PRIORITY_UPDATE),
  PROCESS_INSTANCE_KEY(
      "process.instance.key", Importance.MEDIUM, Kind.TEXT, "The key of the process instance."),
  ELEMENT_INSTANCE_KEY(
      "element.instance.key",
      Importance.MEDIUM,
      Kind.TEXT,
      "The key of the scope: an element instance or a process instance."),
  INCIDENT_KEY("incident.key", Importance.MEDIUM, Kind.TEXT, "The key of the incident."),
  DECISION_ID("decision.id", Importance.MEDIUM, Kind.TEXT, "The id of the DMN decision."),
  DECISION_KEY(
      "decision.key",
      Importance.LOW,
      Kind.TEXT,
      "The key that the engine gave one version of a decision; it takes the place of `decision.id`."),
  OPERATION_REFERENCE(
      "operation.reference",
      Importance.LOW,
      Kind.POSITIVE,
      "A number of your own that the engine keeps with its records of the operation.",
      Feature.OPERATION_REFERENCE),
  TENANT_ID(
      "tenant.id",
      Importance.LOW,
      Kind.TEXT,
      "The tenant. When it is not set, the engine's default.",
      Feature.TENANTS),
  VARIABLES(
      "variables",
      Importance.MEDIUM,
      Kind.OBJECT,
      "The variables, as a FEEL expression such as `={orderId: value.id}`. When it is not set, the"
          + " record's value. What is not an object becomes `{\"value\": …}`."),
  VARIABLES_LOCAL(
      "variables.local",
      Importance.LOW,
      Kind.BOOLEAN,
      "Whether the variables stay in the scope that they are set in. When it is not set, they go up to"
          + " where each is known."),
  VARIABLES_INCLUDE(
      "variables.include",
      Importance.LOW,
      Kind.TEXT,
      "Names of the variables that the engine gets, separated by commas; others of `variables` are"
          + " left out. All when it is not set."),
  VARIABLES_EXCLUDE(
      "variables.exclude",
      Importance.LOW,
      Kind.TEXT,
      "Names of the variables of `variables` that the engine does not get, separated by commas."),
  VARIABLES_HEADERS(
      "variables.headers",
      Importance.LOW,
      Kind.TEXT,
      "Names of the record's headers that become variables of the same name, separated by commas, such"
          + " as `traceparent,tenant`. They come before variables of that name; a header that the"
          + " record does not have is left out.");

  /** What a value must be: validation looks at literals, the mapping at what expressions give. */
  private enum Kind {
    TEXT,
    BOOLEAN,
    /** A version of a definition. */
    VERSION(-1, Integer.MAX_VALUE),
    /** A 32-bit number from zero on. */
    COUNT(0, Integer.MAX_VALUE),
    /** A 64-bit number from zero on. */
    MILLIS(0, Long.MAX_VALUE),
    /** A 64-bit number from one on. */
    POSITIVE(1, Long.MAX_VALUE),
    /** Only an expression makes sense, since a literal is text. */
    OBJECT,
    INSTRUCTIONS;

    private final long min;
    private final long max;

    Kind() {
      this(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    Kind(long min, long max) {
      this.min = min;
      this.max = max;
    }

    Validator validator() {
      Set<String> names = RecordVariables.NAMES;
      return switch (this) {
        case TEXT -> Checks.expression(names);
        case BOOLEAN -> Checks.booleanOrExpression(names);
        case VERSION -> Checks.expression(names); // RouteConfig knows whether it must be a number
        case COUNT, MILLIS, POSITIVE -> Checks.numberOrExpression(min, max, names);
        case OBJECT -> Checks.expressionOnly(names, "={orderId: value.id}");
        case INSTRUCTIONS ->
            Checks.expressionOnly(
                names, "=[{type: \"TERMINATE_PROCESS_INSTANCE\", afterElementId: \"approve\"}]");
      };
    }
  }

  private final String key;
  private final Importance importance;
  private final Kind kind;
  private final String doc;
  private final Optional<Feature> feature;

  RouteField(String key, Importance importance, Kind kind, String doc) {
    this(key, importance, kind, doc, Optional.empty());
  }

  RouteField(String key, Importance importance, Kind kind, String doc, Feature feature) {
    this(key, importance, kind, doc, Optional.of(feature));
  }

  RouteField(String key, Importance importance, Kind kind, String doc, Optional<Feature> feature) {
    this.key = key;
    this.importance = importance;
    this.kind = kind;
    this.doc = doc;
    this.feature = feature;
  }

  /** The configuration key, without a route's prefix. */
  String key() {
    return key;
  }

  Importance importance() {
    return importance;
  }

  Validator validator() {
    return kind.validator();
  }

  String doc() {
    return doc;
  }

  /** The smallest number that it can be. */
  long min() {
    return kind.min;
  }

  /** The largest number that it can be. */
  long max() {
    return kind.max;
  }

  /** What the engine must have for this field, whatever the operation. */
  Optional<Feature> feature() {
    return feature;
  }

  /** What the engine must have for this field of an operation. */
  Optional<Feature> feature(Operation operation) {
    if (this == OPERATION_REFERENCE && operation == Operation.RESOLVE_INCIDENT) {
      return Optional.of(Feature.INCIDENT_REFERENCE);
    }
    if (this == BUSINESS_ID && operation == Operation.EVALUATE_CONDITIONALS) {
      return Optional.of(Feature.CONDITIONAL_BUSINESS_ID);
    }
    if (this == JOB_ERROR_MESSAGE && operation == Operation.THROW_JOB_ERROR) {
      return Optional.of(Feature.ERROR_MESSAGE);
    }
    return this == PROCESS_INSTANCE_KEY && operation != Operation.CANCEL_PROCESS_INSTANCE
        ? Optional.of(Feature.CORRELATION_VARIABLES)
        : feature;
  }
}
