package io.bpmnconnect.it;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the BPMN of a process whose elements follow one another, in both dialects at once: engines
 * of Camunda 8 read the extensions of {@code zeebe}, those of the Camunda 7 family the ones of
 * {@code camunda}, and neither minds the other's. Retries and the mapping of an error's variables
 * are Camunda 8's only.
 */
public final class Model {

  private final String processId;
  private final List<String> elements = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final StringBuilder aside = new StringBuilder();
  private final StringBuilder definitions = new StringBuilder();

  private Model(String processId) {
    this.processId = processId;
    add("start", "<bpmn:startEvent id=\"start\"/>");
  }

  public static Model process(String processId) {
    return new Model(processId);
  }

  public Model task(String jobType) {
    return task(jobType, 3);
  }

  Model task(String jobType, int retries) {
    return task(jobType, retries, "color", "blue");
  }

  /** A task whose header {@code topic} names a topic. */
  Model taskTo(String jobType, String topic) {
    return task(jobType, 3, "topic", topic);
  }

  private Model task(String jobType, int retries, String header, String value) {
    String id = "task-" + ids.size();
    return add(
        id,
        """
        <bpmn:serviceTask id="%1$s" camunda:type="external" camunda:topic="%2$s">
          <bpmn:extensionElements>
            <zeebe:taskDefinition type="%2$s" retries="%3$d"/>
            <zeebe:taskHeaders><zeebe:header key="%4$s" value="%5$s"/></zeebe:taskHeaders>
            <camunda:properties><camunda:property name="%4$s" value="%5$s"/></camunda:properties>
          </bpmn:extensionElements>
        </bpmn:serviceTask>
        """
            .formatted(id, jobType, retries, header, value));
  }

  /**
   * Catches a BPMN error of the last task; the path leads to a task of the given type, which sees
   * the error's variable {@code code}.
   */
  Model onError(String errorCode, String jobType) {
    String task = ids.get(ids.size() - 1);
    definitions.append("<bpmn:error id=\"error-%1$s\" errorCode=\"%1$s\"/>".formatted(errorCode));
    aside.append(
        """
        <bpmn:boundaryEvent id="caught" attachedToRef="%1$s"><bpmn:extensionElements>
          <zeebe:ioMapping><zeebe:output source="=code" target="code"/></zeebe:ioMapping>
          </bpmn:extensionElements><bpmn:outgoing>e1</bpmn:outgoing>
          <bpmn:errorEventDefinition errorRef="error-%2$s"/></bpmn:boundaryEvent>
        <bpmn:serviceTask id="after-error" camunda:type="external" camunda:topic="%3$s">
          <bpmn:extensionElements><zeebe:taskDefinition type="%3$s"/></bpmn:extensionElements>
        </bpmn:serviceTask>
        <bpmn:endEvent id="end-after-error"/>
        <bpmn:sequenceFlow id="e1" sourceRef="caught" targetRef="after-error"/>
        <bpmn:sequenceFlow id="e2" sourceRef="after-error" targetRef="end-after-error"/>
        """
            .formatted(task, errorCode, jobType));
    return this;
  }

  Model message(String name, String correlationKey) {
    String id = "message-" + ids.size();
    definitions.append(
        """
        <bpmn:message id="definition-%1$s" name="%2$s"><bpmn:extensionElements>
          <zeebe:subscription correlationKey="%3$s"/></bpmn:extensionElements></bpmn:message>
        """
            .formatted(id, name, correlationKey));
    return add(
        id,
        """
        <bpmn:intermediateCatchEvent id="%1$s">
          <bpmn:messageEventDefinition messageRef="definition-%1$s"/></bpmn:intermediateCatchEvent>
        """
            .formatted(id));
  }

  Model signal(String name) {
    String id = "signal-" + ids.size();
    definitions.append("<bpmn:signal id=\"definition-%s\" name=\"%s\"/>".formatted(id, name));
    return add(
        id,
        """
        <bpmn:intermediateCatchEvent id="%1$s">
          <bpmn:signalEventDefinition signalRef="definition-%1$s"/></bpmn:intermediateCatchEvent>
        """
            .formatted(id));
  }

  private Model add(String id, String element) {
    ids.add(id);
    elements.add(element);
    return this;
  }

  public String xml() {
    add("end", "<bpmn:endEvent id=\"end\"/>");
    StringBuilder flows = new StringBuilder();
    for (int i = 1; i < ids.size(); i++) {
      flows.append(
          "<bpmn:sequenceFlow id=\"f%d\" sourceRef=\"%s\" targetRef=\"%s\"/>"
              .formatted(i, ids.get(i - 1), ids.get(i)));
    }
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
        xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
        xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="test">
      <bpmn:process id="%s" isExecutable="true" camunda:historyTimeToLive="P1D">%s%s%s</bpmn:process>%s
    </bpmn:definitions>
    """
        .formatted(processId, String.join("", elements), aside, flows, definitions);
  }
}
