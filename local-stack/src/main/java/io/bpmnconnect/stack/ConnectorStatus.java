package io.bpmnconnect.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The state of a connector and its tasks, in the words of Connect's REST API.
 *
 * @param connector the connector itself
 * @param tasks its tasks, in the order of their numbers
 */
public record ConnectorStatus(TaskStatus connector, List<TaskStatus> tasks) {
  /**
   * The state of a connector or a task.
   *
   * @param id {@code name} for a connector, {@code name-0} for a task
   * @param state such as {@code RUNNING}, {@code PAUSED}, {@code FAILED}
   * @param workerId host and port of the worker that runs it
   * @param trace why it failed, else empty
   */
  public record TaskStatus(String id, String state, String workerId, String trace) {
    boolean isRunning() {
      return state.equals("RUNNING");
    }

    boolean isFailed() {
      return state.equals("FAILED");
    }
  }

  public ConnectorStatus {
    tasks = List.copyOf(tasks);
  }

  static ConnectorStatus of(JsonNode json) {
    String name = json.path("name").asText();
    List<TaskStatus> tasks = new ArrayList<>();
    for (JsonNode task : json.path("tasks")) {
      tasks.add(task(name + "-" + task.path("id").asInt(), task));
    }
    return new ConnectorStatus(task(name, json.path("connector")), tasks);
  }

  private static TaskStatus task(String id, JsonNode json) {
    return new TaskStatus(
        id,
        json.path("state").asText(),
        json.path("worker_id").asText(),
        json.path("trace").asText());
  }

  /** Whether the connector, at least one task and all of its tasks are running. */
  public boolean isRunning() {
    return connector.isRunning()
        && !tasks.isEmpty()
        && tasks.stream().allMatch(TaskStatus::isRunning);
  }

  /** The first of connector and tasks that has failed. */
  public Optional<TaskStatus> failure() {
    return Stream.concat(Stream.of(connector), tasks.stream())
        .filter(TaskStatus::isFailed)
        .findFirst();
  }
}
