package io.bpmnconnect.engine.camunda7;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobActivation.OfType;
import io.bpmnconnect.engine.JobActivation.TenantFilter;
import io.bpmnconnect.engine.rest.RestCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request for jobs in the words of the API: one for all topics. Stateless. */
final class FetchRequest {

  /** The longest that the engine takes. */
  private static final Duration LONGEST_POLL = Duration.ofMinutes(30);

  /** How Camunda 8 calls the tenant of those who have none. */
  private static final String NO_TENANT = "<default>";

  private FetchRequest() {}

  /**
   * How long the engine holds a request open. A lock that ends, and a job whose retry is due, are
   * seen by the next request only, so the engine's choice is a short one.
   */
  static Duration longPoll(JobActivation activation) {
    Duration asked = activation.requestTimeout();
    if (asked.isZero()) {
      return Camunda7Adapter.LONG_POLL;
    }
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(LONGEST_POLL) < 0 ? asked : LONGEST_POLL;
  }

  /**
   * The call.
   *
   * @param worker the name to lock jobs for
   */
  static RestCall of(JobActivation activation, String worker) {
    List<Map<String, Object>> topics = new ArrayList<>();
    for (OfType type : activation.types()) {
      topics.add(topic(activation, type));
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("workerId", worker);
    body.put("maxTasks", activation.maxJobs());
    body.put("usePriority", activation.byPriority());
    body.put("sorting", List.of(Map.of("sortBy", "createTime", "sortOrder", "asc")));
    Duration longPoll = longPoll(activation);
    if (!longPoll.isZero()) {
      body.put("asyncResponseTimeout", longPoll.toMillis());
    }
    body.put("topics", topics);
    return RestCall.post(Camunda7Api.FETCH_AND_LOCK, body);
  }

  private static Map<String, Object> topic(JobActivation activation, OfType type) {
    if (!type.kinds().isEmpty()) {
      throw EngineException.of(
          ErrorKind.UNSUPPORTED, Camunda7Adapter.PRODUCT + " has one kind of jobs only");
    }
    Map<String, Object> topic = new LinkedHashMap<>();
    topic.put("topicName", type.type());
    topic.put("lockDuration", Millis.of("job timeout", type.timeout()));
    topic.put("deserializeValues", false);
    topic.put("includeExtensionProperties", true);
    if (!type.fetchVariables().isEmpty()) {
      topic.put("variables", type.fetchVariables());
    }
    type.filter().businessId().ifPresent(id -> topic.put("businessKey", id));
    if (!type.filter().processVariables().isEmpty()) {
      topic.put("processVariables", type.filter().processVariables());
    }
    putTenants(topic, activation);
    return topic;
  }

  /** Without a choice, the engine gives out the jobs of all tenants that the user may see. */
  private static void putTenants(Map<String, Object> topic, JobActivation activation) {
    List<String> tenants = activation.tenantIds();
    if (tenants.isEmpty() || activation.tenantFilter().equals(Optional.of(TenantFilter.ASSIGNED))) {
      return;
    }
    if (tenants.equals(List.of(NO_TENANT))) {
      topic.put("withoutTenantId", true);
    } else if (tenants.contains(NO_TENANT)) {
      throw EngineException.of(
          ErrorKind.INVALID,
          "jobs without a tenant ("
              + NO_TENANT
              + ") cannot be fetched together with those of tenants, were "
              + tenants);
    } else {
      topic.put("tenantIdIn", tenants);
    }
  }
}
