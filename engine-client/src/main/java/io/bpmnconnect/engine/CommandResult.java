package io.bpmnconnect.engine;

import java.util.Map;

/** What the engine answered to a command that it accepted. */
public sealed interface CommandResult {

  /** The engine accepted the command and has nothing to tell about it. */
  record Accepted() implements CommandResult {}

  /**
   * A process instance was created.
   *
   * @param variables only filled when the command awaited the instance's completion
   */
  record ProcessInstanceCreated(
      String processInstanceKey,
      String processDefinitionKey,
      String processDefinitionId,
      int processDefinitionVersion,
      Map<String, Object> variables)
      implements CommandResult {}

  /** A message was published; whether it correlated is not known. */
  record MessagePublished(String messageKey) implements CommandResult {}

  /** A message was correlated to a process instance. */
  record MessageCorrelated(String messageKey, String processInstanceKey) implements CommandResult {}

  /** A signal was broadcast. */
  record SignalBroadcast(String signalKey) implements CommandResult {}
}
