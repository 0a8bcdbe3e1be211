package io.bpmnconnect.engine.zeebe;

import io.bpmnconnect.engine.json.PlainJson;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.JobResult;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.JobResultActivateElement;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.JobResultCorrections;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.StringList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Puts a job's result, which comes in the words of the engine's REST API, into those of the
 * protocol. Both have the same names but for {@code type}, which is upper or lower camel case. What
 * is not known is refused: the engine would take it for not said.
 */
final class JobResults {

  private JobResults() {}

  static JobResult of(Map<String, Object> result) {
    JobResult.Builder builder = JobResult.newBuilder();
    result.forEach(
        (name, value) -> {
          if (value != null) {
            set(builder, name, value);
          }
        });
    return builder.build();
  }

  private static void set(JobResult.Builder result, String name, Object value) {
    switch (name) {
      case "type" -> result.setType(text(name, value));
      case "denied" -> result.setDenied(flag(name, value));
      case "deniedReason" -> result.setDeniedReason(text(name, value));
      case "corrections" -> result.setCorrections(corrections(object(name, value)));
      case "activateElements" ->
          list(name, value).forEach(e -> result.addActivateElements(element(object(name, e))));
      case "isCompletionConditionFulfilled" ->
          result.setIsCompletionConditionFulfilled(flag(name, value));
      case "isCancelRemainingInstances" -> result.setIsCancelRemainingInstances(flag(name, value));
      default -> throw Requests.invalid("the result of a job has no property \"" + name + "\"");
    }
  }

  private static JobResultCorrections corrections(Map<String, Object> corrections) {
    JobResultCorrections.Builder builder = JobResultCorrections.newBuilder();
    corrections.forEach(
        (name, value) -> {
          if (value != null) {
            correct(builder, name, value);
          }
        });
    return builder.build();
  }

  private static void correct(JobResultCorrections.Builder corrections, String name, Object value) {
    switch (name) {
      case "assignee" -> corrections.setAssignee(text(name, value));
      case "dueDate" -> corrections.setDueDate(text(name, value));
      case "followUpDate" -> corrections.setFollowUpDate(text(name, value));
      case "candidateUsers" -> corrections.setCandidateUsers(texts(name, value));
      case "candidateGroups" -> corrections.setCandidateGroups(texts(name, value));
      case "priority" -> corrections.setPriority(number(name, value));
      default ->
          throw Requests.invalid("the corrections of a job's result have no \"" + name + "\"");
    }
  }

  private static JobResultActivateElement element(Map<String, Object> element) {
    JobResultActivateElement.Builder builder = JobResultActivateElement.newBuilder();
    element.forEach(
        (name, value) -> {
          switch (name) {
            case "elementId" -> builder.setElementId(text(name, value));
            case "variables" -> builder.setVariables(PlainJson.text(object(name, value)));
            default -> throw Requests.invalid("an element to activate has no \"" + name + "\"");
          }
        });
    return builder.build();
  }

  private static StringList texts(String name, Object value) {
    StringList.Builder texts = StringList.newBuilder();
    list(name, value).forEach(one -> texts.addValues(text(name, one)));
    return texts.build();
  }

  private static String text(String name, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(name, "a text");
  }

  private static boolean flag(String name, Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "true or false");
  }

  private static int number(String name, Object value) {
    if (value instanceof Integer || (value instanceof Long l && l.intValue() == l)) {
      return ((Number) value).intValue();
    }
    throw wrong(name, "a whole number of 32 bits");
  }

  private static List<?> list(String name, Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(name, "a list");
  }

  private static Map<String, Object> object(String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .filter(entry -> entry.getValue() != null)
          .collect(Collectors.toMap(entry -> String.valueOf(entry.getKey()), Map.Entry::getValue));
    }
    throw wrong(name, "an object");
  }

  private static RuntimeException wrong(String name, String expected) {
    return Requests.invalid("\"" + name + "\" in the result of a job must be " + expected);
  }
}
