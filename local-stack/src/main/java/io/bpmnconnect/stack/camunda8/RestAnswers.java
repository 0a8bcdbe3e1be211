package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Writes answers as the played version does: keys are numbers up to 8.7 (seen on 8.6.0) and texts
 * from 8.8 on; what came later is left out. By the public description, where nothing else is said.
 */
final class RestAnswers {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final PlayedVersion version;

  RestAnswers(PlayedVersion version) {
    this.version = version;
  }

  ObjectNode object() {
    return JSON.objectNode();
  }

  void key(ObjectNode json, String name, long key) {
    if (version.has(8)) {
      json.put(name, Long.toString(key));
    } else {
      json.put(name, key);
    }
  }

  ObjectNode topology() {
    ObjectNode topology = object();
    ObjectNode broker = topology.putArray("brokers").addObject();
    broker.put("nodeId", 0).put("host", "127.0.0.1").put("port", 26501);
    broker.put("version", version.toString());
    broker
        .putArray("partitions")
        .addObject()
        .put("partitionId", 1)
        .put("role", "leader")
        .put("health", "healthy");
    topology.put("clusterSize", 1).put("partitionsCount", 1).put("replicationFactor", 1);
    topology.put("gatewayVersion", version.toString());
    if (version.has(8)) {
      topology.put("lastCompletedChangeId", "-1");
    }
    if (version.has(9)) {
      topology.put("clusterId", "stand-in");
    }
    return topology;
  }

  ObjectNode created(CreatedInstance instance, ObjectNode variables) {
    ObjectNode json = object();
    key(json, "processInstanceKey", instance.processInstanceKey());
    key(json, "processDefinitionKey", instance.processDefinitionKey());
    json.put("processDefinitionId", instance.processDefinitionId());
    json.put("processDefinitionVersion", instance.processDefinitionVersion());
    json.put("tenantId", instance.tenantId());
    json.set("variables", variables);
    if (version.has(8)) {
      texts(json.putArray("tags"), instance.tags());
    }
    if (version.has(9)) {
      instance.businessId().ifPresent(id -> json.put("businessId", id));
    }
    return json;
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  ObjectNode jobs(List<ActivatedJob> jobs) {
    ObjectNode json = object();
    ArrayNode all = json.putArray("jobs");
    jobs.forEach(job -> all.add(job(job)));
    return json;
  }

  private ObjectNode job(ActivatedJob job) {
    ObjectNode json = object();
    // Seen on 8.6.0 as "key".
    key(json, version.has(8) ? "jobKey" : "key", job.key());
    json.put("type", job.type());
    key(json, "processInstanceKey", job.processInstanceKey());
    json.put("processDefinitionId", job.processDefinitionId());
    json.put("processDefinitionVersion", job.processDefinitionVersion());
    key(json, "processDefinitionKey", job.processDefinitionKey());
    json.put("elementId", job.elementId());
    key(json, "elementInstanceKey", job.elementInstanceKey());
    ObjectNode headers = json.putObject("customHeaders");
    job.customHeaders().forEach(headers::put);
    json.put("worker", job.worker());
    json.put("retries", job.retries());
    json.put("deadline", job.deadline());
    json.set("variables", job.variables());
    json.put("tenantId", job.tenantId());
    if (version.has(8)) {
      json.put("kind", job.kind());
      json.put("listenerEventType", job.listenerEvent());
      json.set("userTask", job.userTask().orElse(null));
      texts(json.putArray("tags"), job.tags());
    }
    if (version.has(9)) {
      key(json, "rootProcessInstanceKey", job.rootProcessInstanceKey());
    }
    if (version.has(10)) {
      json.put("businessId", job.businessId().orElse(null));
      json.put("priority", job.priority());
      json.put("jobLeaseToken", job.lease().orElse(null));
      json.put("physicalTenantId", "default");
    }
    return json;
  }

  ObjectNode evaluated(EvaluatedDecision decision) {
    ObjectNode json = object();
    key(json, "decisionDefinitionKey", decision.decisionKey());
    json.put("decisionDefinitionId", decision.decisionId());
    json.put("decisionDefinitionName", decision.decisionName());
    json.put("decisionDefinitionVersion", decision.decisionVersion());
    json.put("decisionRequirementsId", decision.requirementsId());
    key(json, "decisionRequirementsKey", decision.requirementsKey());
    json.put("tenantId", decision.tenantId());
    // JSON in a text (seen on 8.6.0).
    json.put("output", decision.output().toString());
    decision
        .failure()
        .ifPresent(
            why -> {
              json.putNull("output");
              json.put("failedDecisionDefinitionId", decision.decisionId());
              json.put("failureMessage", why);
            });
    json.putArray("evaluatedDecisions");
    if (version.has(8)) {
      key(json, "decisionEvaluationKey", decision.evaluationKey());
    }
    return json;
  }

  ObjectNode conditions(StandInEngine.EvaluatedConditions evaluated) {
    ObjectNode json = object();
    key(json, "conditionalEvaluationKey", evaluated.evaluationKey());
    json.put("tenantId", StandInEngine.NO_TENANT);
    ArrayNode instances = json.putArray("processInstances");
    for (CreatedInstance instance : evaluated.instances()) {
      ObjectNode one = instances.addObject();
      key(one, "processDefinitionKey", instance.processDefinitionKey());
      key(one, "processInstanceKey", instance.processInstanceKey());
    }
    return json;
  }

  ObjectNode deployed(long deploymentKey, List<StandInEngine.Deployed> definitions) {
    ObjectNode json = object();
    key(json, "deploymentKey", deploymentKey);
    json.put("tenantId", StandInEngine.NO_TENANT);
    ArrayNode deployments = json.putArray("deployments");
    for (StandInEngine.Deployed it : definitions) {
      ObjectNode one =
          deployments
              .addObject()
              .putObject(it.isDecision() ? "decisionDefinition" : "processDefinition");
      String kind = it.isDecision() ? "decisionDefinition" : "processDefinition";
      one.put(kind + "Id", it.id());
      key(one, kind + "Key", it.key());
      one.put(it.isDecision() ? "version" : "processDefinitionVersion", it.version());
      one.put("resourceName", it.resource());
      one.put("tenantId", StandInEngine.NO_TENANT);
    }
    return json;
  }
}
