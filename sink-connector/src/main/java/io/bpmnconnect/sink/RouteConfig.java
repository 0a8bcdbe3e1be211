package io.bpmnconnect.sink;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.connect.mapping.Expression;
import io.bpmnconnect.connect.mapping.MappedField;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.sink.CommandMapper.Payload;
import io.bpmnconnect.sink.CommandMapper.ToCorrelatedMessage;
import io.bpmnconnect.sink.CommandMapper.ToProcessInstance;
import io.bpmnconnect.sink.CommandMapper.ToPublishedMessage;
import io.bpmnconnect.sink.CommandMapper.ToSignal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * The keys of one route: its operation and the fields of the operation's command. They stand at the
 * top level for the only route, or below {@code routes.<name>.}.
 */
final class RouteConfig {

  static final String OPERATION = "operation";
  static final String WHEN = "when";
  static final String PROCESS_ID = "process.id";
  static final String PROCESS_VERSION = "process.version";
  static final String MESSAGE_NAME = "message.name";
  static final String CORRELATION_KEY = "message.correlation.key";
  static final String TIME_TO_LIVE = "message.time.to.live.ms";
  static final String MESSAGE_ID = "message.id";
  static final String SIGNAL_NAME = "signal.name";
  static final String TENANT_ID = "tenant.id";
  static final String VARIABLES = "variables";

  private static final String LATEST = "-1";
  private static final String ONE_HOUR = "3600000";

  /** The operations of the sink, and the keys that mean something to each. */
  private static final Map<Operation, Set<String>> FIELDS = new LinkedHashMap<>();

  static {
    FIELDS.put(
        Operation.CREATE_PROCESS_INSTANCE,
        Set.of(PROCESS_ID, PROCESS_VERSION, TENANT_ID, VARIABLES));
    FIELDS.put(
        Operation.PUBLISH_MESSAGE,
        Set.of(MESSAGE_NAME, CORRELATION_KEY, TIME_TO_LIVE, MESSAGE_ID, TENANT_ID, VARIABLES));
    FIELDS.put(
        Operation.CORRELATE_MESSAGE, Set.of(MESSAGE_NAME, CORRELATION_KEY, TENANT_ID, VARIABLES));
    FIELDS.put(Operation.BROADCAST_SIGNAL, Set.of(SIGNAL_NAME, TENANT_ID, VARIABLES));
  }

  static final List<String> OPERATIONS = FIELDS.keySet().stream().map(Operation::toString).toList();

  /** Every key of a route, without prefix. */
  static final List<String> KEYS =
      List.of(
          OPERATION,
          PROCESS_ID,
          PROCESS_VERSION,
          MESSAGE_NAME,
          CORRELATION_KEY,
          TIME_TO_LIVE,
          MESSAGE_ID,
          SIGNAL_NAME,
          TENANT_ID,
          VARIABLES);

  private final String prefix;
  private final AbstractConfig config;
  private final Problems problems;

  private RouteConfig(String prefix, AbstractConfig config, Problems problems) {
    this.prefix = prefix;
    this.config = config;
    this.problems = problems;
  }

  /** Adds the keys of one route. None has a default here, so that it is known which were set. */
  static ConfigDef define(ConfigDef def, String prefix, String group) {
    if (!prefix.isEmpty()) {
      field(
          def,
          prefix,
          WHEN,
          group,
          "The route takes the records for which this FEEL expression is true, such as"
              + " `=topic = \"orders\"` or `=value.type = \"placed\"`. The first route that holds"
              + " wins; a route without it takes every record.");
    }
    def.define(
        prefix + OPERATION,
        Type.STRING,
        null,
        ConfigDef.LambdaValidator.with(
            (key, value) -> {
              if (value != null) {
                ConfigDef.ValidString.in(OPERATIONS.toArray(String[]::new)).ensureValid(key, value);
              }
            },
            () -> String.join(", ", OPERATIONS)),
        Importance.HIGH,
        "What to ask the engine for with each record: one of `"
            + String.join("`, `", OPERATIONS)
            + "`.",
        group,
        2,
        Width.MEDIUM,
        "Operation");
    field(
        def,
        prefix,
        PROCESS_ID,
        group,
        "The BPMN process id of the instance to create. Required by `create-process-instance`.");
    number(
        def,
        prefix,
        PROCESS_VERSION,
        -1,
        Integer.MAX_VALUE,
        group,
        "The version of the process. When it is not set, or -1, the newest.");
    field(
        def,
        prefix,
        MESSAGE_NAME,
        group,
        "The message's name. Required by `publish-message` and `correlate-message`.");
    field(
        def,
        prefix,
        CORRELATION_KEY,
        group,
        "The message's correlation key. Required by `publish-message` and `correlate-message`; set it"
            + " to nothing for a message start event without correlation.");
    number(
        def,
        prefix,
        TIME_TO_LIVE,
        0,
        Long.MAX_VALUE,
        group,
        "How long the engine keeps a published message for a process that does not wait for it yet,"
            + " in milliseconds. **One hour when it is not set.**");
    field(
        def,
        prefix,
        MESSAGE_ID,
        group,
        "The id of a published message; the engine takes a second message with the same id only"
            + " after the first one's time to live. When it is not set,"
            + " `<connector>/<topic>-<partition>-<offset>` of the record's original coordinates;"
            + " set it to nothing for messages without an id.");
    field(def, prefix, SIGNAL_NAME, group, "The signal's name. Required by `broadcast-signal`.");
    field(def, prefix, TENANT_ID, group, "The tenant. When it is not set, the engine's default.");
    field(
        def,
        prefix,
        VARIABLES,
        group,
        "The variables, as a FEEL expression such as `={orderId: value.id}`. When it is not set, the"
            + " record's value. What is not an object becomes `{\"value\": …}`.");
    return def;
  }

  /** Reads one route. What does not fit together is added to the problems. */
  static Optional<Route> read(
      String name, String prefix, AbstractConfig config, Problems problems) {
    return new RouteConfig(prefix, config, problems).route(name);
  }

  private Optional<Route> route(String name) {
    Optional<MappedField> when = prefix.isEmpty() ? Optional.empty() : optional(WHEN);
    if (when.isPresent() && !when.get().expression().source().startsWith("=")) {
      problems.add(prefix + WHEN, "must be a FEEL expression that starts with =");
    }
    String configured = config.getString(prefix + OPERATION);
    if (configured == null) {
      problems.add(
          prefix + OPERATION, "is required; it is one of " + String.join(", ", OPERATIONS));
      return Optional.empty();
    }
    Operation operation = Checks.constant(Operation.class, configured);
    refuseKeysOfOtherOperations(operation);
    optional(VARIABLES)
        .filter(field -> !field.expression().source().startsWith("="))
        .ifPresent(
            field ->
                problems.add(
                    field.configKey(),
                    "must be a FEEL expression that starts with =, such as ={orderId: value.id}"));
    return Optional.of(new Route(name, operation, when, mapper(operation)));
  }

  private CommandMapper mapper(Operation operation) {
    Payload payload = new Payload(optional(VARIABLES), optional(TENANT_ID));
    return switch (operation) {
      case CREATE_PROCESS_INSTANCE ->
          new ToProcessInstance(
              required(PROCESS_ID, operation), withDefault(PROCESS_VERSION, LATEST), payload);
      case PUBLISH_MESSAGE ->
          new ToPublishedMessage(
              required(MESSAGE_NAME, operation),
              required(CORRELATION_KEY, operation),
              withDefault(TIME_TO_LIVE, ONE_HOUR),
              optional(MESSAGE_ID),
              payload);
      case CORRELATE_MESSAGE ->
          new ToCorrelatedMessage(
              required(MESSAGE_NAME, operation), required(CORRELATION_KEY, operation), payload);
      case BROADCAST_SIGNAL -> new ToSignal(required(SIGNAL_NAME, operation), payload);
      default -> throw new IllegalStateException(operation + " passed validation");
    };
  }

  private void refuseKeysOfOtherOperations(Operation operation) {
    for (String key : KEYS) {
      if (!key.equals(OPERATION)
          && !FIELDS.get(operation).contains(key)
          && config.getString(prefix + key) != null) {
        problems.add(prefix + key, "means nothing to operation " + operation + "; remove it");
      }
    }
  }

  private Optional<MappedField> optional(String key) {
    return Optional.ofNullable(config.getString(prefix + key)).map(text -> mapped(key, text));
  }

  private MappedField withDefault(String key, String standard) {
    return optional(key).orElseGet(() -> mapped(key, standard));
  }

  private MappedField required(String key, Operation operation) {
    Optional<MappedField> field = optional(key);
    boolean mayBeEmpty = key.equals(CORRELATION_KEY);
    if (field.isEmpty() || (!mayBeEmpty && field.get().expression().source().isBlank())) {
      problems.add(prefix + key, "is required by operation " + operation);
    }
    return field.orElseGet(() -> mapped(key, ""));
  }

  private MappedField mapped(String key, String text) {
    return new MappedField(prefix + key, Expression.parse(text, RecordVariables.NAMES));
  }

  private static void field(ConfigDef def, String prefix, String key, String group, String doc) {
    define(def, prefix, key, Checks.expression(RecordVariables.NAMES), group, doc);
  }

  private static void number(
      ConfigDef def, String prefix, String key, long min, long max, String group, String doc) {
    define(
        def, prefix, key, Checks.numberOrExpression(min, max, RecordVariables.NAMES), group, doc);
  }

  private static void define(
      ConfigDef def,
      String prefix,
      String key,
      ConfigDef.Validator validator,
      String group,
      String doc) {
    int order = key.equals(WHEN) ? 1 : KEYS.indexOf(key) + 2;
    Importance importance =
        key.equals(TENANT_ID) || key.equals(MESSAGE_ID) || key.equals(PROCESS_VERSION)
            ? Importance.LOW
            : Importance.MEDIUM;
    def.define(
        prefix + key,
        Type.STRING,
        null,
        validator,
        importance,
        doc,
        group,
        order,
        Width.LONG,
        prefix + key);
  }
}
