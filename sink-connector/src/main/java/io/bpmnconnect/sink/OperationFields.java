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
import static io.bpmnconnect.sink.RouteField.VARIABLES;
import static io.bpmnconnect.sink.RouteField.VARIABLES_EXCLUDE;
import static io.bpmnconnect.sink.RouteField.VARIABLES_HEADERS;
import static io.bpmnconnect.sink.RouteField.VARIABLES_INCLUDE;
import static io.bpmnconnect.sink.RouteField.VARIABLES_IN_RETURN;
import static io.bpmnconnect.sink.RouteField.VARIABLES_LOCAL;

import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The fields that mean something to an operation.
 *
 * @param required each of them must be set
 * @param oneOf one of them must be set; empty for none
 */
record OperationFields(
    List<RouteField> required, List<RouteField> oneOf, Set<RouteField> optional) {

  private static final Set<RouteField> PAYLOAD =
      EnumSet.of(VARIABLES, VARIABLES_INCLUDE, VARIABLES_EXCLUDE, VARIABLES_HEADERS);

  /** What a message can be for; engines with correlation keys need the first one. */
  private static final List<RouteField> CORRELATIONS =
      List.of(
          CORRELATION_KEY,
          CORRELATION_KEYS,
          LOCAL_CORRELATION_KEYS,
          MESSAGE_BUSINESS_ID,
          PROCESS_INSTANCE_KEY);

  static OperationFields of(Operation operation) {
    return switch (operation) {
      case CREATE_PROCESS_INSTANCE ->
          new OperationFields(
              List.of(),
              List.of(PROCESS_ID, PROCESS_DEFINITION_KEY),
              withPayload(
                  PROCESS_VERSION,
                  START_ELEMENTS,
                  RUNTIME_INSTRUCTIONS,
                  TAGS,
                  BUSINESS_ID,
                  AWAIT_COMPLETION,
                  AWAIT_TIMEOUT,
                  FETCH_VARIABLES,
                  VARIABLES_IN_RETURN,
                  OPERATION_REFERENCE,
                  TENANT_ID));
      case PUBLISH_MESSAGE ->
          new OperationFields(
              List.of(MESSAGE_NAME),
              CORRELATIONS,
              withPayload(TIME_TO_LIVE, MESSAGE_ID, TENANT_ID));
      case CORRELATE_MESSAGE ->
          new OperationFields(
              List.of(MESSAGE_NAME), CORRELATIONS, withPayload(CORRELATE_ALL, TENANT_ID));
      case BROADCAST_SIGNAL -> needs(List.of(SIGNAL_NAME), withPayload(TENANT_ID));
      case COMPLETE_JOB -> needs(List.of(JOB_KEY), withPayload(JOB_WORKER, JOB_LEASE_TOKEN));
      case FAIL_JOB ->
          needs(
              List.of(JOB_KEY, JOB_RETRIES),
              withPayload(JOB_ERROR_MESSAGE, JOB_RETRY_BACKOFF, JOB_WORKER, JOB_LEASE_TOKEN));
      case THROW_JOB_ERROR ->
          needs(
              List.of(JOB_KEY, JOB_ERROR_CODE),
              withPayload(JOB_ERROR_MESSAGE, JOB_WORKER, JOB_LEASE_TOKEN));
      case UPDATE_JOB ->
          new OperationFields(
              List.of(JOB_KEY),
              List.of(JOB_RETRIES, JOB_TIMEOUT, JOB_PRIORITY),
              Set.of(JOB_WORKER, JOB_LEASE_TOKEN));
      case RELEASE_JOB -> needs(List.of(JOB_KEY), Set.of(JOB_RETRIES, JOB_WORKER, JOB_LEASE_TOKEN));
      case CANCEL_PROCESS_INSTANCE ->
          needs(List.of(PROCESS_INSTANCE_KEY), Set.of(OPERATION_REFERENCE));
      case SET_VARIABLES ->
          needs(List.of(ELEMENT_INSTANCE_KEY), withPayload(VARIABLES_LOCAL, OPERATION_REFERENCE));
      case RESOLVE_INCIDENT -> needs(List.of(INCIDENT_KEY), Set.of(OPERATION_REFERENCE));
      case EVALUATE_DECISION ->
          new OperationFields(
              List.of(), List.of(DECISION_ID, DECISION_KEY), withPayload(TENANT_ID));
      case EVALUATE_CONDITIONALS ->
          needs(List.of(), withPayload(PROCESS_DEFINITION_KEY, BUSINESS_ID, TENANT_ID));
    };
  }

  private static OperationFields needs(List<RouteField> required, Set<RouteField> optional) {
    return new OperationFields(required, List.of(), optional);
  }

  private static Set<RouteField> withPayload(RouteField... fields) {
    Set<RouteField> all = EnumSet.copyOf(PAYLOAD);
    all.addAll(List.of(fields));
    return all;
  }

  /** Those of {@link #oneOf} that the newest version of an engine knows. */
  List<RouteField> oneOf(EngineAdapter engine) {
    if (oneOf.equals(CORRELATIONS)) {
      boolean byKey = engine.needs(Feature.CORRELATION_KEY).isEmpty();
      return CORRELATIONS.stream().filter(field -> byKey == (field == CORRELATION_KEY)).toList();
    }
    return oneOf.stream()
        .filter(field -> field.feature().flatMap(engine::needs).isEmpty())
        .toList();
  }

  boolean has(RouteField field) {
    return required.contains(field) || oneOf.contains(field) || optional.contains(field);
  }
}
