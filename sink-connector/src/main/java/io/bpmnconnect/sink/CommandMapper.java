package io.bpmnconnect.sink;

import io.bpmnconnect.connect.mapping.MappedField;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Renders one operation's command for a record. Immutable; safe for any thread. */
interface CommandMapper {

  /**
   * The command for a record.
   *
   * @param variables the record as {@link RecordVariables} gives it
   * @param messageId the message id of this record, for when none is configured
   * @throws io.bpmnconnect.connect.mapping.MappingException if a field cannot be rendered
   */
  EngineCommand map(Map<String, Object> variables, String messageId);

  /** What every operation carries: variables and tenant. */
  record Payload(Optional<MappedField> variables, Optional<MappedField> tenantId) {

    /**
     * The command's variables: by default the record's value. What is not an object becomes {@code
     * {"value": …}}.
     */
    Map<String, Object> variables(Map<String, Object> record) {
      Object value =
          variables.isPresent()
              ? variables.get().value(record).orElse(null)
              : record.get(RecordVariables.VALUE);
      if (value == null) {
        return Map.of();
      }
      if (value instanceof Map<?, ?> object) {
        Map<String, Object> named = new LinkedHashMap<>(object.size() * 2);
        object.forEach((name, content) -> named.put(String.valueOf(name), content));
        return named;
      }
      return Collections.singletonMap(RecordVariables.VALUE, value);
    }

    Optional<String> tenantId(Map<String, Object> record) {
      return tenantId.flatMap(field -> field.text(record));
    }
  }

  /** Maps to {@link CreateProcessInstance}. */
  record ToProcessInstance(MappedField processId, MappedField version, Payload payload)
      implements CommandMapper {
    @Override
    public EngineCommand map(Map<String, Object> record, String messageId) {
      return new CreateProcessInstance(
          processId.requiredText(record),
          version.integer(record).orElse(EngineCommand.Definition.ById.LATEST),
          payload.variables(record),
          payload.tenantId(record));
    }
  }

  /** Maps to {@link PublishMessage}. */
  record ToPublishedMessage(
      MappedField name,
      MappedField correlationKey,
      MappedField timeToLive,
      Optional<MappedField> messageId,
      Payload payload)
      implements CommandMapper {
    @Override
    public EngineCommand map(Map<String, Object> record, String defaultMessageId) {
      return new PublishMessage(
          name.requiredText(record),
          correlationKey.requiredText(record),
          timeToLive.millis(record).orElse(Duration.ZERO),
          Optional.of(messageId.flatMap(field -> field.text(record)).orElse(defaultMessageId))
              .filter(id -> !id.isEmpty()),
          payload.variables(record),
          payload.tenantId(record));
    }
  }

  /** Maps to {@link CorrelateMessage}. */
  record ToCorrelatedMessage(MappedField name, MappedField correlationKey, Payload payload)
      implements CommandMapper {
    @Override
    public EngineCommand map(Map<String, Object> record, String messageId) {
      return new CorrelateMessage(
          name.requiredText(record),
          correlationKey.requiredText(record),
          payload.variables(record),
          payload.tenantId(record));
    }
  }

  /** Maps to {@link BroadcastSignal}. */
  record ToSignal(MappedField name, Payload payload) implements CommandMapper {
    @Override
    public EngineCommand map(Map<String, Object> record, String messageId) {
      return new BroadcastSignal(
          name.requiredText(record), payload.variables(record), payload.tenantId(record));
    }
  }
}
