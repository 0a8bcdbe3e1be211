package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.rest.Bounded;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.RestCall;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Makes activated jobs of locked ones: the engine tells of a lock without the variables and without
 * the name of the process, so both are added. Safe for use by any thread.
 */
final class JobReader {

  private final Api api;

  JobReader(Api api) {
    this.api = api;
  }

  /**
   * Reads locked jobs.
   *
   * @param gone takes the jobs whose process instance is not there any more
   */
  CompletionStage<List<ActivatedJob>> read(
      List<JsonNode> jobs,
      List<ProcessVersion> processes,
      JobActivation activation,
      List<JsonNode> gone) {
    Map<Integer, ProcessVersion> byId = new HashMap<>();
    processes.forEach(process -> byId.put(process.id(), process));
    Map<EngineKey, Optional<Map<String, Object>>> variables = new ConcurrentHashMap<>();
    List<EngineKey> instances = jobs.stream().map(JobReader::instance).distinct().toList();
    return Bounded.forEach(
            instances,
            instance ->
                variables(instance, activation.onlyType().fetchVariables())
                    .thenAccept(read -> variables.put(instance, read)))
        .thenApply(
            done -> {
              List<ActivatedJob> activated = new ArrayList<>();
              for (JsonNode job : jobs) {
                variables
                    .get(instance(job))
                    .ifPresentOrElse(
                        read ->
                            activated.add(
                                job(
                                    job,
                                    byId.get(job.path("processId").asInt()),
                                    read,
                                    activation)),
                        () -> gone.add(job));
              }
              return activated;
            });
  }

  private static EngineKey instance(JsonNode job) {
    return EngineKey.read(job, "processInstanceId");
  }

  private CompletionStage<Optional<Map<String, Object>>> variables(
      EngineKey instance, List<String> names) {
    String query =
        names.isEmpty()
            ? ""
            : "?names="
                + names.stream()
                    .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8))
                    .collect(Collectors.joining(","));
    return api.send(RestCall.get("process-instances/" + instance + "/variables" + query))
        .thenApply(answer -> Optional.of(Variables.decode(answer)))
        .exceptionallyCompose(
            failure ->
                EngineException.from(failure).kind() == ErrorKind.NOT_FOUND
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : CompletableFuture.failedFuture(failure));
  }

  private static ActivatedJob job(
      JsonNode json,
      ProcessVersion process,
      Map<String, Object> variables,
      JobActivation activation) {
    return new ActivatedJob(
        EngineKey.read(json, "id").toString(),
        activation.onlyType().type(),
        instance(json).toString(),
        String.valueOf(process.id()),
        process.bpmnProcessId(),
        number(process.version()),
        json.path("bpmnElementId").asText(),
        EngineKey.read(json, "elementInstanceId").toString(),
        Map.of(),
        activation.worker(),
        Math.max(1, activation.attempts() - json.path("retryCount").asInt()),
        ActivatedJob.NO_DEADLINE,
        variables,
        "",
        new ActivatedJob.Details(
            Optional.of(json.path("type").asText()),
            Optional.empty(),
            List.of(),
            Optional.of(json.path("correlationKey").asText("")).filter(key -> !key.isEmpty()),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.of(process.version()),
            Optional.of(lockedAt(json))));
  }

  private static Instant lockedAt(JsonNode job) {
    try {
      return Instant.parse(JsonReads.required(job, "lockedAt"));
    } catch (DateTimeParseException e) {
      throw JsonReads.unreadable("lockedAt of a job is no time", e);
    }
  }

  /** A version as a number, where it is one. */
  static int number(String version) {
    try {
      return Math.max(0, Integer.parseInt(version));
    } catch (NumberFormatException text) {
      return 0;
    }
  }
}
