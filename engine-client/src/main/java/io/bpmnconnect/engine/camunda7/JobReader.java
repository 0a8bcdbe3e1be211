package io.bpmnconnect.engine.camunda7;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.rest.JsonReads;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes activated jobs of external tasks. Names differ: what the API calls the key of a process
 * definition is the modeller's id of it, and the other way round. Stateless.
 */
final class JobReader {

  private JobReader() {}

  static ActivatedJob read(JsonNode task, Map<String, Object> variables, JobActivation activation) {
    String processKey = JsonReads.required(task, "processDefinitionKey");
    String definitionId = JsonReads.required(task, "processDefinitionId");
    String worker = JsonReads.required(task, "workerId");
    JsonNode retries = task.path("retries");
    return new ActivatedJob(
        JsonReads.required(task, "id"),
        JsonReads.required(task, "topicName"),
        JsonReads.required(task, "processInstanceId"),
        definitionId,
        processKey,
        Definition.version(processKey, definitionId),
        task.path("activityId").asText(""),
        JsonReads.required(task, "executionId"),
        JsonReads.object(task.path("extensionProperties")),
        worker,
        retries.isIntegralNumber() ? retries.asInt() : activation.attempts(),
        EngineDates.parse(JsonReads.required(task, "lockExpirationTime")),
        variables,
        JsonReads.text(task, "tenantId").orElse(""),
        new ActivatedJob.Details(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            JsonReads.text(task, "businessKey"),
            OptionalInt.of(task.path("priority").asInt()),
            Optional.empty(),
            activation.withLease() ? Optional.of(worker) : Optional.empty(),
            Map.of()));
  }
}
