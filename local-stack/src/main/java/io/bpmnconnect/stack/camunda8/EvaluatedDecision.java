package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A decision that was evaluated.
 *
 * @param failure why it has no output; empty for a success
 */
public record EvaluatedDecision(
    long evaluationKey,
    long decisionKey,
    String decisionId,
    String decisionName,
    int decisionVersion,
    String requirementsId,
    long requirementsKey,
    String tenantId,
    JsonNode output,
    Optional<String> failure) {}
