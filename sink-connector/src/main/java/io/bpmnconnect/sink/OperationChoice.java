package io.bpmnconnect.sink;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.mapping.MappedField;
import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a route asks the engine for: always the same, or what an expression says of each record.
 *
 * @param field the configured value
 * @param fixed empty when the record decides
 */
record OperationChoice(MappedField field, Optional<Operation> fixed) {

  /** Every operation, as written in configuration. */
  static final List<String> NAMES = Checks.names(Operation.class);

  static OperationChoice of(MappedField field) {
    String source = field.expression().source();
    return new OperationChoice(
        field,
        source.startsWith("=")
            ? Optional.empty()
            : Optional.of(Checks.constant(Operation.class, source)));
  }

  /**
   * The operation for a record.
   *
   * @throws MappingException if the expression does not give the name of one
   */
  Operation of(Map<String, Object> record) {
    return fixed.orElseGet(() -> named(field.requiredText(record)));
  }

  private Operation named(String name) {
    if (!NAMES.contains(name)) {
      throw new MappingException(
          field.configKey()
              + " ("
              + field.expression().source()
              + ") must be one of "
              + String.join(", ", NAMES)
              + ", but gave the text \""
              + (name.length() > 40 ? name.substring(0, 40) + "…" : name)
              + "\"");
    }
    return Checks.constant(Operation.class, name);
  }
}
