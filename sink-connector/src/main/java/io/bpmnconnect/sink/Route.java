package io.bpmnconnect.sink;

import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.connect.mapping.MappedField;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.Feature;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which records it takes, and what command they become. Immutable; safe for any thread.
 *
 * @param when empty for every record
 */
record Route(
    String name, OperationChoice operation, Optional<MappedField> when, CommandMapper mapper) {

  /** What says whose rights a command is measured against. */
  private static final Set<RouteField> TARGETS =
      EnumSet.of(
          RouteField.TENANT_ID,
          RouteField.PROCESS_ID,
          RouteField.PROCESS_DEFINITION_KEY,
          RouteField.PROCESS_INSTANCE_KEY,
          RouteField.ELEMENT_INSTANCE_KEY,
          RouteField.INCIDENT_KEY,
          RouteField.JOB_KEY,
          RouteField.DECISION_ID,
          RouteField.DECISION_KEY);

  Chosen chosenByRecord() {
    if (operation.fixed().isEmpty()) {
      return Chosen.OPERATION;
    }
    return mapper.fields().entrySet().stream()
            .anyMatch(field -> TARGETS.contains(field.getKey()) && !field.getValue().isLiteral())
        ? Chosen.TARGET
        : Chosen.NOTHING;
  }

  boolean takes(Map<String, Object> record) {
    return when.isEmpty() || when.get().holds(record);
  }

  /** The route's name as configured; empty for the only route at the top level. */
  Optional<String> configuredName() {
    return Optional.of(name).filter(configured -> !mapper.prefix().isEmpty());
  }

  /** Adds what the route asks for and the engine does not have. */
  void check(EngineInfo engine, Problems problems) {
    operation
        .fixed()
        .flatMap(engine::whyNot)
        .ifPresent(
            why ->
                problems.add(operation.field().configKey(), "UNSUPPORTED: this operation " + why));
    mapper
        .fields()
        .forEach(
            (field, configured) ->
                feature(field)
                    .flatMap(engine::whyNot)
                    .ifPresent(
                        why ->
                            problems.add(configured.configKey(), "UNSUPPORTED: this key " + why)));
  }

  /** Where each record has its own operation, only what the field needs with all of them. */
  private Optional<Feature> feature(RouteField field) {
    return operation.fixed().isPresent() ? field.feature(operation.fixed().get()) : field.feature();
  }

  /** See {@link CommandMapper#map}. */
  EngineCommand command(Map<String, Object> record, String messageId) {
    return mapper.map(operation.of(record), record, messageId);
  }
}
