package io.bpmnconnect.it.camunda7;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Writes the BPMN of a process whose elements follow one another, in the dialect of the Camunda 7
 * family. The elements behind the start event have the ids {@code e1}, {@code e2} and so on; the
 * end event is {@code done}.
 */
final class SinkModel {

  private final String processId;
  private final String startEvent;
  private final List<String> ids = new ArrayList<>(List.of("start"));
  private final StringBuilder elements = new StringBuilder();
  private final StringBuilder flows = new StringBuilder();
  private final StringBuilder definitions = new StringBuilder();

  private SinkModel(String processId, String startEvent) {
    this.processId = processId;
    this.startEvent = startEvent;
  }

  static SinkModel process(String processId) {
    return new SinkModel(processId, "");
  }

  static SinkModel startedByMessage(String processId, String message) {
    SinkModel model =
        new SinkModel(
            processId, "<bpmn:messageEventDefinition messageRef=\"message-" + message + "\"/>");
    model.define("message", message);
    return model;
  }

  /** Started when a condition is evaluated and holds. */
  static SinkModel startedWhen(String processId, String condition) {
    return new SinkModel(
        processId,
        """
        <bpmn:conditionalEventDefinition><bpmn:condition xsi:type="bpmn:tFormalExpression">%s\
        </bpmn:condition></bpmn:conditionalEventDefinition>"""
            .formatted(condition));
  }

  /** An external task. */
  SinkModel task(String topic) {
    return add(externalTask("e" + ids.size(), topic));
  }

  private static String externalTask(String id, String topic) {
    return "<bpmn:serviceTask id=\"%s\" camunda:type=\"external\" camunda:topic=\"%s\"/>"
        .formatted(id, topic);
  }

  /** Evaluates an expression in a job of the engine's own, once unless it is told to try again. */
  SinkModel expression(String expression) {
    return add(
        """
        <bpmn:serviceTask id="e%d" camunda:asyncBefore="true" camunda:expression="%s">
          <bpmn:extensionElements><camunda:failedJobRetryTimeCycle>R1/PT1S\
        </camunda:failedJobRetryTimeCycle></bpmn:extensionElements></bpmn:serviceTask>"""
            .formatted(ids.size(), expression));
  }

  SinkModel message(String name) {
    return add(messageCatch("e" + ids.size(), name));
  }

  private String messageCatch(String id, String name) {
    define("message", name);
    return "<bpmn:intermediateCatchEvent id=\"%s\"><bpmn:messageEventDefinition messageRef=\"message-%s\"/></bpmn:intermediateCatchEvent>"
        .formatted(id, name);
  }

  SinkModel signal(String name) {
    define("signal", name);
    return add(
        "<bpmn:intermediateCatchEvent id=\"e%d\"><bpmn:signalEventDefinition signalRef=\"signal-%s\"/></bpmn:intermediateCatchEvent>"
            .formatted(ids.size(), name));
  }

  /** So many external tasks of one topic at once, and a join behind them. */
  SinkModel tasksAtOnce(String topic, int branches) {
    return atOnce(branches, (id, branch) -> externalTask(id, topic));
  }

  /** Waits for the messages {@code <name>-0} and so on at once, and joins behind them. */
  SinkModel messagesAtOnce(String name, int branches) {
    return atOnce(branches, (id, branch) -> messageCatch(id, name + "-" + branch));
  }

  private SinkModel atOnce(int branches, BiFunction<String, Integer, String> element) {
    String fork = "e" + ids.size();
    add("<bpmn:parallelGateway id=\"%s\"/>".formatted(fork));
    String join = "e" + ids.size();
    for (int i = 0; i < branches; i++) {
      String id = fork + "-" + i;
      elements.append(element.apply(id, i));
      flow(fork, id);
      flow(id, join);
    }
    elements.append("<bpmn:parallelGateway id=\"%s\"/>".formatted(join));
    ids.add(join);
    return this;
  }

  /** Catches a BPMN error of the last element; the path leads to the end event {@code caught}. */
  SinkModel onError(String errorCode) {
    String id = ids.get(ids.size() - 1);
    definitions.append("<bpmn:error id=\"error\" errorCode=\"%s\"/>".formatted(errorCode));
    elements.append(
        """
        <bpmn:boundaryEvent id="boundary" attachedToRef="%s">
          <bpmn:errorEventDefinition errorRef="error"/></bpmn:boundaryEvent>
        <bpmn:endEvent id="caught"/>"""
            .formatted(id));
    flow("boundary", "caught");
    return this;
  }

  private void define(String kind, String name) {
    definitions.append("<bpmn:%1$s id=\"%1$s-%2$s\" name=\"%2$s\"/>".formatted(kind, name));
  }

  private SinkModel add(String element) {
    String id = "e" + ids.size();
    flow(ids.get(ids.size() - 1), id);
    ids.add(id);
    elements.append(element);
    return this;
  }

  private void flow(String from, String to) {
    flows.append(
        "<bpmn:sequenceFlow id=\"%1$s-to-%2$s\" sourceRef=\"%1$s\" targetRef=\"%2$s\"/>"
            .formatted(from, to));
  }

  String xml() {
    flow(ids.get(ids.size() - 1), "done");
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
        xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="test">
      <bpmn:process id="%s" isExecutable="true" camunda:historyTimeToLive="P1D">
        <bpmn:startEvent id="start">%s</bpmn:startEvent>%s<bpmn:endEvent id="done"/>%s
      </bpmn:process>%s
    </bpmn:definitions>
    """
        .formatted(processId, startEvent, elements, flows, definitions);
  }
}
