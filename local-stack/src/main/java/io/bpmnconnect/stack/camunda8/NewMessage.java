package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;

/**
 * A message to publish or to correlate.
 *
 * @param correlationKey may be empty, for a message that starts a process
 * @param timeToLive how long it is kept for who does not wait yet
 * @param messageId empty for none
 */
public record NewMessage(
    String name,
    String correlationKey,
    Duration timeToLive,
    String messageId,
    ObjectNode variables,
    String tenantId,
    Optional<String> businessId) {}
