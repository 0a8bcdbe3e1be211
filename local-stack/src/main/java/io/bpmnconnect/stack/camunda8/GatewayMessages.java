package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivatedJob.JobKind;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivatedJob.ListenerEventType;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.JobResult;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.JobResultCorrections;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UserTaskProperties;

/** Puts what the engine says into the messages of gRPC, and what those hold into its own words. */
final class GatewayMessages {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private GatewayMessages() {}

  /**
   * The variables of a request; no text is an empty object.
   *
   * @throws Refusal of the kind {@link Refusal.Kind#INVALID_ARGUMENT} if it is no JSON object
   */
  static ObjectNode variables(String json) {
    try {
      JsonNode read = json.isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(json);
      RestGateway.checkNumbers(read);
      if (read instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException notJson) {
      throw new Refusal(
          Refusal.Kind.INVALID_ARGUMENT, "Invalid JSON value: " + notJson.getOriginalMessage());
    }
    throw new Refusal(
        Refusal.Kind.INVALID_ARGUMENT, "Expected the document to be a JSON object: " + json);
  }

  /**
   * An activated job.
   *
   * @param version whose protocol it is for: what is younger is left out
   */
  static GatewayOuterClass.ActivatedJob job(ActivatedJob job, PlayedVersion version) {
    GatewayOuterClass.ActivatedJob.Builder message =
        GatewayOuterClass.ActivatedJob.newBuilder()
            .setKey(job.key())
            .setType(job.type())
            .setProcessInstanceKey(job.processInstanceKey())
            .setBpmnProcessId(job.processDefinitionId())
            .setProcessDefinitionVersion(job.processDefinitionVersion())
            .setProcessDefinitionKey(job.processDefinitionKey())
            .setElementId(job.elementId())
            .setElementInstanceKey(job.elementInstanceKey())
            .setCustomHeaders(MAPPER.valueToTree(job.customHeaders()).toString())
            .setWorker(job.worker())
            .setRetries(job.retries())
            .setDeadline(job.deadline())
            .setVariables(job.variables().toString())
            .setTenantId(job.tenantId());
    if (version.has(8)) {
      message
          .setKind(JobKind.valueOf(job.kind()))
          .setListenerEventType(listenerEvent(job.listenerEvent()))
          .addAllTags(job.tags());
      job.userTask().ifPresent(task -> message.setUserTask(userTask(task)));
    }
    if (version.has(10)) {
      GatewayFields.put(message, GatewayFields.JOB_PRIORITY, job.priority());
      job.lease()
          .ifPresent(token -> GatewayFields.put(message, GatewayFields.JOB_LEASE_TOKEN, token));
    }
    return message.build();
  }

  private static ListenerEventType listenerEvent(String name) {
    return name.isEmpty() ? ListenerEventType.UNSPECIFIED : ListenerEventType.valueOf(name);
  }

  private static UserTaskProperties userTask(ObjectNode task) {
    UserTaskProperties.Builder message = UserTaskProperties.newBuilder();
    task.path("candidateGroups").forEach(group -> message.addCandidateGroups(group.asText()));
    task.path("candidateUsers").forEach(user -> message.addCandidateUsers(user.asText()));
    task.path("changedAttributes").forEach(name -> message.addChangedAttributes(name.asText()));
    if (task.hasNonNull("action")) {
      message.setAction(task.get("action").asText());
    }
    if (task.hasNonNull("assignee")) {
      message.setAssignee(task.get("assignee").asText());
    }
    if (task.hasNonNull("dueDate")) {
      message.setDueDate(task.get("dueDate").asText());
    }
    if (task.hasNonNull("followUpDate")) {
      message.setFollowUpDate(task.get("followUpDate").asText());
    }
    if (task.hasNonNull("priority")) {
      message.setPriority(task.get("priority").asInt());
    }
    if (task.hasNonNull("userTaskKey")) {
      message.setUserTaskKey(task.get("userTaskKey").asLong());
    }
    return message.build();
  }

  /** A job's result in the words of the REST API; without a type it is that of a user task. */
  static ObjectNode result(JobResult message) {
    ObjectNode result = MAPPER.createObjectNode();
    result.put("type", message.hasType() ? message.getType() : "userTask");
    if (message.hasDenied()) {
      result.put("denied", message.getDenied());
    }
    if (message.hasDeniedReason()) {
      result.put("deniedReason", message.getDeniedReason());
    }
    if (message.hasCorrections()) {
      result.set("corrections", corrections(message.getCorrections()));
    }
    if (message.getActivateElementsCount() > 0) {
      ArrayNode elements = result.putArray("activateElements");
      message
          .getActivateElementsList()
          .forEach(
              element ->
                  elements
                      .addObject()
                      .put("elementId", element.getElementId())
                      .set("variables", variables(element.getVariables())));
    }
    if (message.hasIsCompletionConditionFulfilled()) {
      result.put("isCompletionConditionFulfilled", message.getIsCompletionConditionFulfilled());
    }
    if (message.hasIsCancelRemainingInstances()) {
      result.put("isCancelRemainingInstances", message.getIsCancelRemainingInstances());
    }
    return result;
  }

  private static ObjectNode corrections(JobResultCorrections message) {
    ObjectNode corrections = MAPPER.createObjectNode();
    if (message.hasAssignee()) {
      corrections.put("assignee", message.getAssignee());
    }
    if (message.hasDueDate()) {
      corrections.put("dueDate", message.getDueDate());
    }
    if (message.hasFollowUpDate()) {
      corrections.put("followUpDate", message.getFollowUpDate());
    }
    if (message.hasCandidateUsers()) {
      ArrayNode users = corrections.putArray("candidateUsers");
      message.getCandidateUsers().getValuesList().forEach(users::add);
    }
    if (message.hasCandidateGroups()) {
      ArrayNode groups = corrections.putArray("candidateGroups");
      message.getCandidateGroups().getValuesList().forEach(groups::add);
    }
    if (message.hasPriority()) {
      corrections.put("priority", message.getPriority());
    }
    return corrections;
  }
}
