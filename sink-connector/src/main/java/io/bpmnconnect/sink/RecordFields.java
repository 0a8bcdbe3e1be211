package io.bpmnconnect.sink;

import io.bpmnconnect.connect.mapping.MappedField;
import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A route's fields as they are for one record. Every method throws {@link MappingException} when
 * the record does not give what the field must be.
 *
 * @param configured the fields that the route's configuration sets
 * @param prefix of the route's keys, for messages
 * @param record the record as {@link RecordVariables} gives it
 */
record RecordFields(
    Map<RouteField, MappedField> configured,
    String prefix,
    Operation operation,
    Map<String, Object> record) {

  boolean isSet(RouteField field) {
    return configured.containsKey(field);
  }

  String required(RouteField field) {
    return configured(field).requiredText(record);
  }

  int requiredInteger(RouteField field) {
    MappedField configured = configured(field);
    return wholeNumber(field).orElseThrow(() -> configured.missing(record)).intValue();
  }

  Optional<String> text(RouteField field) {
    return find(field).flatMap(configured -> configured.text(record));
  }

  OptionalInt integer(RouteField field) {
    return wholeNumber(field)
        .map(number -> OptionalInt.of(number.intValue()))
        .orElse(OptionalInt.empty());
  }

  OptionalLong longInteger(RouteField field) {
    return wholeNumber(field).map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  Optional<Duration> millis(RouteField field) {
    return wholeNumber(field).map(Duration::ofMillis);
  }

  /** Whether it is true; when it is not set, or null, it is not. */
  boolean isTrue(RouteField field) {
    return find(field).flatMap(configured -> configured.bool(record)).orElse(false);
  }

  List<String> texts(RouteField field) {
    return find(field).map(configured -> configured.texts(record)).orElse(List.of());
  }

  Optional<Object> value(RouteField field) {
    return find(field).flatMap(configured -> configured.value(record));
  }

  /** What to correlate by; nothing when it is not set. */
  Map<String, Object> criteria(RouteField field) {
    return find(field).map(configured -> configured.criteria(record)).orElse(Map.of());
  }

  private Optional<MappedField> find(RouteField field) {
    return Optional.ofNullable(configured.get(field));
  }

  private Optional<Long> wholeNumber(RouteField field) {
    return find(field)
        .flatMap(configured -> configured.wholeNumber(record, field.min(), field.max()));
  }

  /** Validation has seen to it, unless the operation is known only now. */
  private MappedField configured(RouteField field) {
    return find(field)
        .orElseThrow(
            () ->
                new MappingException(
                    prefix + field.key() + " is required by operation " + operation));
  }
}
