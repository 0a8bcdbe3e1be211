package io.bpmnconnect.it.camunda7;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the BPMN of a process whose external tasks follow one another, in the dialect of the
 * Camunda 7 family. Each task has the extension property {@code color=blue}, and the ids {@code
 * task-1}, {@code task-2} and so on; the end event is {@code done}.
 */
final class ExternalTaskModel {

  private final String processId;
  private final List<String> tasks = new ArrayList<>();
  private final StringBuilder aside = new StringBuilder();
  private final StringBuilder errors = new StringBuilder();

  private ExternalTaskModel(String processId) {
    this.processId = processId;
  }

  static ExternalTaskModel process(String processId) {
    return new ExternalTaskModel(processId);
  }

  ExternalTaskModel task(String topic) {
    return task(topic, "0");
  }

  /** A task with a priority, which may be an expression, as the topic may. */
  ExternalTaskModel task(String topic, String priority) {
    tasks.add(
        """
        <bpmn:serviceTask id="task-%d" camunda:type="external" camunda:topic="%s"
            camunda:taskPriority="%s">
          <bpmn:extensionElements><camunda:properties>
            <camunda:property name="color" value="blue"/>
          </camunda:properties></bpmn:extensionElements>
        </bpmn:serviceTask>
        """
            .formatted(tasks.size() + 1, topic, priority));
    return this;
  }

  /** Catches a BPMN error of the last task; the path leads to an end event of the given id. */
  ExternalTaskModel onError(String errorCode, String endId) {
    errors.append("<bpmn:error id=\"error-%1$s\" errorCode=\"%1$s\"/>".formatted(errorCode));
    aside.append(
        """
        <bpmn:boundaryEvent id="caught-%1$s" attachedToRef="task-%2$d">
          <bpmn:errorEventDefinition errorRef="error-%1$s"
              camunda:errorMessageVariable="errorMessage"/></bpmn:boundaryEvent>
        <bpmn:endEvent id="%3$s"/>
        <bpmn:sequenceFlow id="to-%3$s" sourceRef="caught-%1$s" targetRef="%3$s"/>
        """
            .formatted(errorCode, tasks.size(), endId));
    return this;
  }

  String xml() {
    StringBuilder flows = new StringBuilder();
    for (int i = 0; i <= tasks.size(); i++) {
      flows.append(
          "<bpmn:sequenceFlow id=\"flow-%d\" sourceRef=\"%s\" targetRef=\"%s\"/>"
              .formatted(i, element(i), element(i + 1)));
    }
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
        xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="test">
      <bpmn:process id="%s" isExecutable="true" camunda:historyTimeToLive="P1D">
        <bpmn:startEvent id="start"/>%s%s<bpmn:endEvent id="done"/>%s
      </bpmn:process>%s
    </bpmn:definitions>
    """
        .formatted(processId, String.join("", tasks), aside, flows, errors);
  }

  private String element(int number) {
    if (number == 0) {
      return "start";
    }
    return number <= tasks.size() ? "task-" + number : "done";
  }
}
