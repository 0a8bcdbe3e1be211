package io.bpmnconnect.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the engine answered to a command that it accepted. */
public sealed interface CommandResult {

  /** The answer by name, as plain values; for whoever passes it on. Keys are strings. */
  Map<String, Object> fields();

  /** The engine accepted the command and has nothing to tell about it. */
  record Accepted() implements CommandResult {
    @Override
    public Map<String, Object> fields() {
      return Map.of();
    }
  }

  /**
   * A process instance was created.
   *
   * @param processDefinitionVersion 0 when the version is no number
   * @param variables only filled when the command awaited the instance's completion
   * @param processVersion the version, where versions are texts
   */
  record ProcessInstanceCreated(
      String processInstanceKey,
      String processDefinitionKey,
      String processDefinitionId,
      int processDefinitionVersion,
      Map<String, Object> variables,
      Optional<String> processVersion)
      implements CommandResult {

    /** An instance in an engine that counts versions. */
    public ProcessInstanceCreated(
        String processInstanceKey,
        String processDefinitionKey,
        String processDefinitionId,
        int processDefinitionVersion,
        Map<String, Object> variables) {
      this(
          processInstanceKey,
          processDefinitionKey,
          processDefinitionId,
          processDefinitionVersion,
          variables,
          Optional.empty());
    }

    @Override
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("processInstanceKey", processInstanceKey);
      fields.put("processDefinitionKey", processDefinitionKey);
      fields.put("processDefinitionId", processDefinitionId);
      fields.put(
          "processDefinitionVersion",
          processVersion.<Object>map(text -> text).orElse(processDefinitionVersion));
      fields.put("variables", variables);
      return fields;
    }
  }

  /** A message was published; whether it correlated is not known. */
  record MessagePublished(String messageKey) implements CommandResult {
    @Override
    public Map<String, Object> fields() {
      return Map.of("messageKey", messageKey);
    }
  }

  /**
   * A message was correlated.
   *
   * @param messageKey empty where the engine gives messages no key
   * @param processInstanceKeys those that took the message; at least one, and more only when every
   *     match was asked for
   */
  record MessageCorrelated(String messageKey, List<String> processInstanceKeys)
      implements CommandResult {

    public MessageCorrelated {
      processInstanceKeys = List.copyOf(processInstanceKeys);
    }

    /** A message that one process instance took. */
    public MessageCorrelated(String messageKey, String processInstanceKey) {
      this(messageKey, List.of(processInstanceKey));
    }

    /** The instance that took the message; the first of several. */
    public String processInstanceKey() {
      return processInstanceKeys.get(0);
    }

    @Override
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      if (!messageKey.isEmpty()) {
        fields.put("messageKey", messageKey);
      }
      fields.put("processInstanceKey", processInstanceKey());
      if (processInstanceKeys.size() > 1) {
        fields.put("processInstanceKeys", processInstanceKeys);
      }
      return fields;
    }
  }

  /** A signal was broadcast. */
  record SignalBroadcast(String signalKey) implements CommandResult {
    @Override
    public Map<String, Object> fields() {
      return Map.of("signalKey", signalKey);
    }
  }

  /**
   * A decision was evaluated.
   *
   * @param output the decision's result, a plain value; may be {@code null}
   */
  record DecisionEvaluated(
      String decisionDefinitionKey,
      String decisionDefinitionId,
      int decisionDefinitionVersion,
      Object output)
      implements CommandResult {
    @Override
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("decisionDefinitionKey", decisionDefinitionKey);
      fields.put("decisionDefinitionId", decisionDefinitionId);
      fields.put("decisionDefinitionVersion", decisionDefinitionVersion);
      fields.put("output", output);
      return fields;
    }
  }

  /** Conditional start events were evaluated. */
  record ConditionalsEvaluated(List<StartedInstance> processInstances) implements CommandResult {

    /** One instance that a condition has started. */
    public record StartedInstance(String processInstanceKey, String processDefinitionKey) {}

    @Override
    public Map<String, Object> fields() {
      return Map.of(
          "processInstances",
          processInstances.stream()
              .map(
                  instance ->
                      Map.of(
                          "processInstanceKey",
                          instance.processInstanceKey(),
                          "processDefinitionKey",
                          instance.processDefinitionKey()))
              .toList());
    }
  }
}
