package io.bpmnconnect.sink;

import static java.util.stream.Collectors.joining;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.EngineConfig;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.connect.config.Recommenders;
import io.bpmnconnect.connect.mapping.Expression;
import io.bpmnconnect.connect.mapping.MappedField;
import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineTrait;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * The keys of one route: its operation and the fields of the operation's command. They stand at the
 * top level for the only route, or below {@code routes.<name>.}.
 */
final class RouteConfig {

  static final String OPERATION = "operation";
  static final String WHEN = "when";

  /** Every key of a route, without prefix. */
  static final List<String> KEYS =
      Stream.concat(Stream.of(OPERATION), Arrays.stream(RouteField.values()).map(RouteField::key))
          .toList();

  private static final int ORDER_OF_WHEN = 2;
  private static final int ORDER_OF_OPERATION = 3;

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
      def.define(
          prefix + WHEN,
          Type.STRING,
          null,
          Checks.expressionOnly(RecordVariables.NAMES, "=topic = \"orders\""),
          Importance.MEDIUM,
          "The route takes the records for which this FEEL expression is true, such as"
              + " `=topic = \"orders\"` or `=value.type = \"placed\"`. The first route that holds"
              + " wins; a route without it takes every record.",
          group,
          ORDER_OF_WHEN,
          Width.LONG,
          prefix + WHEN);
    }
    def.define(
        prefix + OPERATION,
        Type.STRING,
        null,
        operationOrExpression(),
        Importance.HIGH,
        "What to ask the engine for with each record: one of `"
            + String.join("`, `", OperationChoice.NAMES)
            + "`, or an expression that gives one of them, such as `=headers.action`.",
        group,
        ORDER_OF_OPERATION,
        Width.MEDIUM,
        prefix + OPERATION,
        Arrays.stream(RouteField.values()).map(field -> prefix + field.key()).toList(),
        Recommenders.oneOf(Operation.class));
    for (RouteField field : RouteField.values()) {
      def.define(
          prefix + field.key(),
          Type.STRING,
          null,
          field.validator(),
          field.importance(),
          documentation(field),
          group,
          ORDER_OF_OPERATION + KEYS.indexOf(field.key()),
          Width.LONG,
          prefix + field.key(),
          Recommenders.visibleWhen(prefix + OPERATION, operation -> applies(field, operation)));
    }
    return def;
  }

  /** A field applies to the operations that know it, and while the operation is not known. */
  private static boolean applies(RouteField field, Object operation) {
    return !(operation instanceof String name)
        || !OperationChoice.NAMES.contains(name)
        || OperationFields.of(Checks.constant(Operation.class, name)).has(field);
  }

  private static ConfigDef.Validator operationOrExpression() {
    ConfigDef.Validator name =
        ConfigDef.ValidString.in(OperationChoice.NAMES.toArray(String[]::new));
    ConfigDef.Validator expression = Checks.expression(RecordVariables.NAMES);
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value != null) {
            (((String) value).startsWith("=") ? expression : name).ensureValid(key, value);
          }
        },
        () -> String.join(", ", OperationChoice.NAMES) + ", or = and a FEEL expression");
  }

  /** What most operations know is not listed with its operations. */
  private static String documentation(RouteField field) {
    List<String> required = operations(field, true);
    List<String> optional = operations(field, false);
    return field.doc()
        + (required.isEmpty() ? "" : " Required by " + String.join(", ", required) + ".")
        + (optional.isEmpty() || optional.size() > 4
            ? ""
            : " For " + String.join(", ", optional) + ".");
  }

  private static List<String> operations(RouteField field, boolean required) {
    return Arrays.stream(Operation.values())
        .filter(operation -> OperationFields.of(operation).has(field))
        .filter(operation -> OperationFields.of(operation).required().contains(field) == required)
        .map(operation -> "`" + operation + "`")
        .toList();
  }

  /** Reads one route. What does not fit together is added to the problems. */
  static Optional<Route> read(
      String name, String prefix, AbstractConfig config, Problems problems) {
    return new RouteConfig(prefix, config, problems).route(name);
  }

  private Optional<Route> route(String name) {
    Optional<MappedField> when = prefix.isEmpty() ? Optional.empty() : optional(WHEN);
    Optional<MappedField> operation = optional(OPERATION);
    if (operation.isEmpty()) {
      problems.add(
          prefix + OPERATION,
          "is required; it is one of " + String.join(", ", OperationChoice.NAMES));
      return Optional.empty();
    }
    OperationChoice choice = OperationChoice.of(operation.get());
    Map<RouteField, MappedField> fields = fields();
    choice.fixed().ifPresent(fixed -> check(fixed, fields));
    checkForEngine(choice.fixed(), fields);
    checkTogether(fields);
    checkVersion();
    return Optional.of(
        new Route(
            name, choice, when, new CommandMapper(fields, prefix, EngineConfig.adapter(config))));
  }

  private boolean textVersions() {
    return EngineConfig.adapter(config).has(EngineTrait.TEXT_VERSIONS);
  }

  private void checkVersion() {
    RouteField version = RouteField.PROCESS_VERSION;
    String key = prefix + version.key();
    if (textVersions() || config.getString(key) == null) {
      return;
    }
    try {
      Checks.numberOrExpression(version.min(), version.max(), RecordVariables.NAMES)
          .ensureValid(key, config.getString(key));
    } catch (ConfigException e) {
      problems.add(
          key,
          "must be a whole number between "
              + version.min()
              + " and "
              + version.max()
              + ", or a FEEL expression");
    }
  }

  private Map<RouteField, MappedField> fields() {
    Map<RouteField, MappedField> fields = new EnumMap<>(RouteField.class);
    for (RouteField field : RouteField.values()) {
      optional(field.key()).ifPresent(mapped -> fields.put(field, mapped));
    }
    return fields;
  }

  private Optional<MappedField> optional(String key) {
    return Optional.ofNullable(config.getString(prefix + key))
        .map(text -> new MappedField(prefix + key, Expression.parse(text, RecordVariables.NAMES)));
  }

  /** Whether an operation gets what it needs, and nothing that it does not know. */
  private void check(Operation operation, Map<RouteField, MappedField> fields) {
    OperationFields known = OperationFields.of(operation);
    for (RouteField field : known.required()) {
      if (isMissing(field, fields)) {
        problems.add(prefix + field.key(), "is required by operation " + operation);
      }
    }
    List<RouteField> oneOf = known.oneOf(EngineConfig.adapter(config));
    if (!oneOf.isEmpty() && oneOf.stream().allMatch(field -> isMissing(field, fields))) {
      problems.add(
          prefix + oneOf.get(0).key(),
          oneOf.stream().skip(1).map(field -> "or " + prefix + field.key() + " ").collect(joining())
              + "is required by operation "
              + operation);
    }
    for (RouteField field : fields.keySet()) {
      if (!known.has(field)) {
        problems.add(
            prefix + field.key(), "means nothing to operation " + operation + "; remove it");
      }
    }
  }

  /** What an engine of this type never has is told even when it cannot be asked. */
  private void checkForEngine(Optional<Operation> operation, Map<RouteField, MappedField> fields) {
    EngineAdapter adapter = EngineConfig.adapter(config);
    String with = " with " + EngineConfig.TYPE + "=" + adapter.type();
    if (fields.containsKey(RouteField.CORRELATION_KEY)
        && adapter.needs(Feature.CORRELATION_KEY).isPresent()) {
      problems.add(
          prefix + RouteField.CORRELATION_KEY.key(),
          "has no meaning"
              + with
              + ", whose models have no correlation keys; set "
              + prefix
              + RouteField.CORRELATION_KEYS.key()
              + " to the variables to correlate by, such as ={orderId: value.orderId}, or "
              + prefix
              + RouteField.MESSAGE_BUSINESS_ID.key());
    }
    if (fields.containsKey(RouteField.MESSAGE_ID) && !adapter.has(EngineTrait.KEEPS_MESSAGE_IDS)) {
      problems.add(
          prefix + RouteField.MESSAGE_ID.key(),
          "has no effect" + with + ", which keeps no message ids; remove it");
    }
    if (operation.filter(Operation.RELEASE_JOB::equals).isPresent()
        && adapter.has(EngineTrait.RELEASES_BY_FAILING)
        && isMissing(RouteField.JOB_RETRIES, fields)) {
      problems.add(
          prefix + RouteField.JOB_RETRIES.key(),
          "is required by operation release-job"
              + with
              + ", which can only give a job back by a"
              + " failure that leaves its retries as they are");
    }
  }

  private static boolean isMissing(RouteField field, Map<RouteField, MappedField> fields) {
    MappedField set = fields.get(field);
    boolean mayBeEmpty = field == RouteField.CORRELATION_KEY;
    return set == null || (!mayBeEmpty && set.expression().source().isBlank());
  }

  private void checkTogether(Map<RouteField, MappedField> fields) {
    refuseBoth(RouteField.PROCESS_ID, RouteField.PROCESS_DEFINITION_KEY, fields);
    refuseBoth(RouteField.PROCESS_VERSION, RouteField.PROCESS_DEFINITION_KEY, fields);
    refuseBoth(RouteField.DECISION_ID, RouteField.DECISION_KEY, fields);
    for (RouteField field : List.of(RouteField.AWAIT_TIMEOUT, RouteField.FETCH_VARIABLES)) {
      if (fields.containsKey(field) && !fields.containsKey(RouteField.AWAIT_COMPLETION)) {
        problems.add(
            prefix + field.key(),
            "has no effect without " + prefix + RouteField.AWAIT_COMPLETION.key());
      }
    }
  }

  private void refuseBoth(RouteField one, RouteField other, Map<RouteField, MappedField> fields) {
    if (fields.containsKey(one) && fields.containsKey(other)) {
      problems.add(
          prefix + one.key(),
          "has no effect beside " + prefix + other.key() + "; remove one of the two");
    }
  }
}
