package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The user tasks that are open, and the jobs of their listeners. Not thread-safe. */
final class UserTasks {
  private final Execution execution;
  private final Map<Long, ElementInstance> open = new LinkedHashMap<>();

  UserTasks(Execution execution) {
    this.execution = execution;
  }

  void create(ElementInstance at) {
    UserTask task = new UserTask(at.key);
    at.task = Optional.of(task);
    open.put(at.key, at);
    at.onExit.add(() -> open.remove(at.key));
    listen(at, "creating", 0, () -> task.busy = false, () -> {});
  }

  void assign(long key, String assignee) {
    ElementInstance at = find(key, "ASSIGN");
    UserTask task = at.task.orElseThrow();
    task.begin("assign");
    listen(
        at,
        "assigning",
        0,
        () -> {
          task.set("assignee", execution.text(assignee));
          task.busy = false;
        },
        () -> task.busy = false);
  }

  void complete(long key, ObjectNode variables) {
    ElementInstance at = find(key, "COMPLETE");
    UserTask task = at.task.orElseThrow();
    task.begin("complete");
    listen(at, "completing", 0, () -> execution.arrive(at, variables), () -> task.busy = false);
  }

  private ElementInstance find(long key, String command) {
    Keys.check(key);
    ElementInstance at = open.get(key);
    if (at == null) {
      throw new Refusal(
          Refusal.Kind.NOT_FOUND,
          "Command '%s' rejected with code 'NOT_FOUND': Expected to find user task with key '%d', but no such user task was found"
              .formatted(command, key));
    }
    if (at.task.orElseThrow().busy) {
      throw new Refusal(
          Refusal.Kind.INVALID_STATE,
          "Expected to %s user task with key '%d', but a transition of it is under way"
              .formatted(command.toLowerCase(Locale.ROOT), key));
    }
    return at;
  }

  /** Makes the jobs of an event's listeners, one after the other. */
  private void listen(ElementInstance at, String event, int index, Runnable then, Runnable denied) {
    List<Element.Listener> listeners =
        at.element.listeners().stream()
            .filter(it -> it.ofTask() && it.event().equals(event))
            .toList();
    if (index == listeners.size()) {
      then.run();
      return;
    }
    execution.createJob(
        at,
        listeners.get(index).job(),
        Job.Kind.TASK_LISTENER,
        event.toUpperCase(Locale.ROOT),
        (variables, result) -> {
          JsonNode corrections = result.map(it -> it.path("corrections")).orElse(execution.none());
          if (result.filter(it -> it.path("denied").asBoolean(false)).isPresent()) {
            denied.run();
            return;
          }
          at.task.orElseThrow().correct(corrections);
          listen(at, event, index + 1, then, denied);
        });
  }
}
