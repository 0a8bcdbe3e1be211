package io.bpmnconnect.engine.camundaversion;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The result of a job that is more than its variables: what the job of a user task listener or of
 * an ad-hoc sub-process tells Camunda 8. Its API chooses between the two by a {@code type} beside
 * the fields; each field belongs to one of them, so a result without it says which. Stateless.
 */
public final class JobResult {

  private static final String TYPE = "type";
  private static final String USER_TASK = "userTask";
  private static final String AD_HOC = "adHocSubProcess";

  private static final Set<String> OF_AD_HOC =
      Set.of("activateElements", "isCompletionConditionFulfilled", "isCancelRemainingInstances");

  private JobResult() {}

  /** The same result with its type; as it is when it has one. */
  public static Map<String, Object> typed(Map<String, Object> result) {
    if (result.get(TYPE) != null) {
      return result;
    }
    Map<String, Object> typed = new LinkedHashMap<>();
    typed.put(TYPE, result.keySet().stream().anyMatch(OF_AD_HOC::contains) ? AD_HOC : USER_TASK);
    result.forEach(typed::putIfAbsent);
    return typed;
  }

  /** Whether it is that of a user task listener, whose completion takes no variables. */
  public static boolean isOfUserTask(Map<String, Object> typed) {
    return USER_TASK.equals(typed.get(TYPE));
  }
}
