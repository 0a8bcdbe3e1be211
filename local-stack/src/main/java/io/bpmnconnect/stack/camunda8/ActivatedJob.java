package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as it is given to a worker.
 *
 * @param kind such as {@code BPMN_ELEMENT}
 * @param listenerEvent such as {@code COMPLETING}; {@code UNSPECIFIED} for a task's own job
 * @param deadline when its lock ends, in milliseconds since 1970
 * @param userTask what a task listener is told of its task
 */
public record ActivatedJob(
    long key,
    String type,
    long processInstanceKey,
    long rootProcessInstanceKey,
    String processDefinitionId,
    int processDefinitionVersion,
    long processDefinitionKey,
    String elementId,
    long elementInstanceKey,
    Map<String, String> customHeaders,
    String worker,
    int retries,
    long deadline,
    ObjectNode variables,
    String tenantId,
    String kind,
    String listenerEvent,
    List<String> tags,
    Optional<String> businessId,
    int priority,
    Optional<String> lease,
    Optional<ObjectNode> userTask) {}
