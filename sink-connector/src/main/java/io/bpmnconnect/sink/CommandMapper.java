package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.RouteField.AWAIT_COMPLETION;
import static io.bpmnconnect.sink.RouteField.AWAIT_TIMEOUT;
import static io.bpmnconnect.sink.RouteField.BUSINESS_ID;
import static io.bpmnconnect.sink.RouteField.CORRELATE_ALL;
import static io.bpmnconnect.sink.RouteField.CORRELATION_KEY;
import static io.bpmnconnect.sink.RouteField.CORRELATION_KEYS;
import static io.bpmnconnect.sink.RouteField.DECISION_ID;
import static io.bpmnconnect.sink.RouteField.DECISION_KEY;
import static io.bpmnconnect.sink.RouteField.ELEMENT_INSTANCE_KEY;
import static io.bpmnconnect.sink.RouteField.FETCH_VARIABLES;
import static io.bpmnconnect.sink.RouteField.INCIDENT_KEY;
import static io.bpmnconnect.sink.RouteField.JOB_ERROR_CODE;
import static io.bpmnconnect.sink.RouteField.JOB_ERROR_MESSAGE;
import static io.bpmnconnect.sink.RouteField.JOB_KEY;
import static io.bpmnconnect.sink.RouteField.JOB_LEASE_TOKEN;
import static io.bpmnconnect.sink.RouteField.JOB_PRIORITY;
import static io.bpmnconnect.sink.RouteField.JOB_RETRIES;
import static io.bpmnconnect.sink.RouteField.JOB_RETRY_BACKOFF;
import static io.bpmnconnect.sink.RouteField.JOB_TIMEOUT;
import static io.bpmnconnect.sink.RouteField.JOB_WORKER;
import static io.bpmnconnect.sink.RouteField.LOCAL_CORRELATION_KEYS;
import static io.bpmnconnect.sink.RouteField.MESSAGE_BUSINESS_ID;
import static io.bpmnconnect.sink.RouteField.MESSAGE_ID;
import static io.bpmnconnect.sink.RouteField.MESSAGE_NAME;
import static io.bpmnconnect.sink.RouteField.OPERATION_REFERENCE;
import static io.bpmnconnect.sink.RouteField.PROCESS_DEFINITION_KEY;
import static io.bpmnconnect.sink.RouteField.PROCESS_ID;
import static io.bpmnconnect.sink.RouteField.PROCESS_INSTANCE_KEY;
import static io.bpmnconnect.sink.RouteField.PROCESS_VERSION;
import static io.bpmnconnect.sink.RouteField.RUNTIME_INSTRUCTIONS;
import static io.bpmnconnect.sink.RouteField.SIGNAL_NAME;
import static io.bpmnconnect.sink.RouteField.START_ELEMENTS;
import static io.bpmnconnect.sink.RouteField.TAGS;
import static io.bpmnconnect.sink.RouteField.TENANT_ID;
import static io.bpmnconnect.sink.RouteField.TIME_TO_LIVE;
import static io.bpmnconnect.sink.RouteField.VARIABLES_IN_RETURN;
import static io.bpmnconnect.sink.RouteField.VARIABLES_LOCAL;

import io.bpmnconnect.connect.mapping.MappedField;
import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.Await;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.RuntimeInstruction;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.EvaluateConditionals;
import io.bpmnconnect.engine.EngineCommand.EvaluateDecision;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineCommand.ResolveIncident;
import io.bpmnconnect.engine.EngineCommand.SetVariables;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineTrait;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Renders the command of a record. Immutable; safe for any thread.
 *
 * @param fields those that the route's configuration sets
 * @param prefix of the route's keys, for messages
 * @param engine what is known of the engine
 */
record CommandMapper(Map<RouteField, MappedField> fields, String prefix, EngineAdapter engine) {

  private static final Duration ONE_HOUR = Duration.ofHours(1);

  /**
   * The command for a record.
   *
   * @param record as {@link RecordVariables} gives it
   * @param messageId the message id of this record, for when none is configured
   * @throws MappingException if a field cannot be rendered
   */
  EngineCommand map(Operation operation, Map<String, Object> record, String messageId) {
    RecordFields of = new RecordFields(fields, prefix, operation, record);
    return switch (operation) {
      case CREATE_PROCESS_INSTANCE -> createProcessInstance(of);
      case PUBLISH_MESSAGE -> publishMessage(of, messageId);
      case CORRELATE_MESSAGE ->
          new CorrelateMessage(
              of.required(MESSAGE_NAME),
              correlation(of),
              Payload.of(of),
              of.text(TENANT_ID),
              of.isTrue(CORRELATE_ALL));
      case BROADCAST_SIGNAL ->
          new BroadcastSignal(of.required(SIGNAL_NAME), Payload.of(of), of.text(TENANT_ID));
      case COMPLETE_JOB -> new CompleteJob(job(of), Payload.of(of), Optional.empty());
      case FAIL_JOB ->
          new FailJob(
              job(of),
              of.requiredInteger(JOB_RETRIES),
              of.text(JOB_ERROR_MESSAGE),
              of.millis(JOB_RETRY_BACKOFF).orElse(Duration.ZERO),
              Payload.of(of));
      case THROW_JOB_ERROR ->
          new ThrowJobError(
              job(of), of.required(JOB_ERROR_CODE), of.text(JOB_ERROR_MESSAGE), Payload.of(of));
      case UPDATE_JOB -> updateJob(of);
      case RELEASE_JOB -> new ReleaseJob(job(of), of.integer(JOB_RETRIES));
      case CANCEL_PROCESS_INSTANCE ->
          new CancelProcessInstance(
              of.required(PROCESS_INSTANCE_KEY), of.longInteger(OPERATION_REFERENCE));
      case SET_VARIABLES ->
          new SetVariables(
              of.required(ELEMENT_INSTANCE_KEY),
              Payload.of(of),
              of.isTrue(VARIABLES_LOCAL),
              of.longInteger(OPERATION_REFERENCE));
      case RESOLVE_INCIDENT ->
          new ResolveIncident(of.required(INCIDENT_KEY), of.longInteger(OPERATION_REFERENCE));
      case EVALUATE_DECISION ->
          new EvaluateDecision(
              of.isSet(DECISION_KEY)
                  ? new Definition.ByKey(of.required(DECISION_KEY))
                  : new Definition.ById(of.required(DECISION_ID), Definition.ById.LATEST),
              Payload.of(of),
              of.text(TENANT_ID));
      case EVALUATE_CONDITIONALS ->
          new EvaluateConditionals(
              Payload.of(of),
              of.text(PROCESS_DEFINITION_KEY),
              of.text(TENANT_ID),
              of.text(BUSINESS_ID));
    };
  }

  private EngineCommand createProcessInstance(RecordFields of) {
    return new CreateProcessInstance(
        of.isSet(PROCESS_DEFINITION_KEY)
            ? new Definition.ByKey(of.required(PROCESS_DEFINITION_KEY))
            : process(of),
        Payload.of(of),
        of.text(TENANT_ID),
        of.texts(START_ELEMENTS),
        runtimeInstructions(of),
        of.texts(TAGS),
        of.text(BUSINESS_ID),
        of.isTrue(AWAIT_COMPLETION)
            ? Optional.of(
                new Await(
                    of.millis(AWAIT_TIMEOUT).orElse(Duration.ZERO), of.texts(FETCH_VARIABLES)))
            : Optional.empty(),
        of.isTrue(VARIABLES_IN_RETURN),
        of.longInteger(OPERATION_REFERENCE));
  }

  private Definition process(RecordFields of) {
    String id = of.required(PROCESS_ID);
    if (!engine.has(EngineTrait.TEXT_VERSIONS)) {
      return new Definition.ById(id, of.integer(PROCESS_VERSION).orElse(Definition.ById.LATEST));
    }
    return of.text(PROCESS_VERSION)
        .filter(version -> !version.equals(String.valueOf(Definition.ById.LATEST)))
        .<Definition>map(version -> new Definition.ByVersion(id, version))
        .orElseGet(() -> new Definition.ById(id, Definition.ById.LATEST));
  }

  private EngineCommand publishMessage(RecordFields of, String defaultMessageId) {
    return new PublishMessage(
        of.required(MESSAGE_NAME),
        correlation(of),
        of.millis(TIME_TO_LIVE).orElse(ONE_HOUR),
        Optional.of(of.text(MESSAGE_ID).orElse(defaultMessageId)).filter(id -> !id.isEmpty()),
        Payload.of(of),
        of.text(TENANT_ID));
  }

  private static JobRef job(RecordFields of) {
    return new JobRef(of.required(JOB_KEY), of.text(JOB_WORKER), of.text(JOB_LEASE_TOKEN));
  }

  private Correlation correlation(RecordFields of) {
    if (engine.needs(Feature.CORRELATION_KEY).isEmpty()) {
      return new Correlation.ByKey(of.required(CORRELATION_KEY), of.text(MESSAGE_BUSINESS_ID));
    }
    if (Stream.of(CORRELATION_KEYS, LOCAL_CORRELATION_KEYS, PROCESS_INSTANCE_KEY)
        .anyMatch(of::isSet)) {
      return new Correlation.ByVariables(
          of.criteria(CORRELATION_KEYS),
          of.criteria(LOCAL_CORRELATION_KEYS),
          of.text(MESSAGE_BUSINESS_ID),
          of.isSet(PROCESS_INSTANCE_KEY)
              ? Optional.of(of.required(PROCESS_INSTANCE_KEY))
              : Optional.empty());
    }
    if (!of.isSet(MESSAGE_BUSINESS_ID)) {
      throw noneOf(of);
    }
    return new Correlation.ByBusinessId(of.required(MESSAGE_BUSINESS_ID));
  }

  private EngineCommand updateJob(RecordFields of) {
    UpdateJob command =
        new UpdateJob(
            job(of), of.integer(JOB_RETRIES), of.millis(JOB_TIMEOUT), of.integer(JOB_PRIORITY));
    if (command.retries().isEmpty()
        && command.timeout().isEmpty()
        && command.priority().isEmpty()) {
      throw noneOf(of);
    }
    return command;
  }

  /** Validation has told it, unless the operation or what the fields give is known only now. */
  private MappingException noneOf(RecordFields of) {
    return new MappingException(
        OperationFields.of(of.operation()).oneOf(engine).stream()
                .map(field -> of.prefix() + field.key())
                .collect(Collectors.joining(" or "))
            + " is required by operation "
            + of.operation());
  }

  private static List<RuntimeInstruction> runtimeInstructions(RecordFields of) {
    Optional<Object> instructions = of.value(RUNTIME_INSTRUCTIONS);
    if (instructions.isEmpty()) {
      return List.of();
    }
    if (instructions.get() instanceof List<?> list) {
      return list.stream().map(one -> runtimeInstruction(one, of)).toList();
    }
    throw notRuntimeInstructions(of);
  }

  private static RuntimeInstruction runtimeInstruction(Object instruction, RecordFields of) {
    if (instruction instanceof Map<?, ?> fields
        && fields.get("type") instanceof String type
        && fields.get("afterElementId") instanceof String afterElementId) {
      return new RuntimeInstruction(type, afterElementId);
    }
    throw notRuntimeInstructions(of);
  }

  private static MappingException notRuntimeInstructions(RecordFields of) {
    return new MappingException(
        of.prefix()
            + RUNTIME_INSTRUCTIONS.key()
            + " must be a list of objects with the texts type and afterElementId");
  }
}
