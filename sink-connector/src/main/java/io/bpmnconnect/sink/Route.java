package io.bpmnconnect.sink;

import io.bpmnconnect.connect.mapping.MappedField;
import io.bpmnconnect.engine.Operation;
import java.util.Map;
import java.util.Optional;

/**
 * Which records it takes, and what command they become.
 *
 * @param when empty for every record
 */
record Route(String name, Operation operation, Optional<MappedField> when, CommandMapper mapper) {

  boolean takes(Map<String, Object> record) {
    return when.isEmpty() || when.get().holds(record);
  }
}
