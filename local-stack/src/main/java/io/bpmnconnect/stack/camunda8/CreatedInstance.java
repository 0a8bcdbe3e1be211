package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A process instance that was created.
 *
 * @param end its variables when it ends; cancelled when it is terminated
 */
public record CreatedInstance(
    long processInstanceKey,
    long processDefinitionKey,
    String processDefinitionId,
    int processDefinitionVersion,
    String tenantId,
    List<String> tags,
    Optional<String> businessId,
    CompletableFuture<ObjectNode> end) {}
