package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.EngineAdmin;
import io.bpmnconnect.stack.StackEngine;
import java.util.Map;

/**
 * A process with one service task, which begins again as soon as its job is completed: however fast
 * jobs are completed, each instance has one. Nothing has to be created meanwhile, and no side finds
 * fewer jobs than another.
 */
final class NeverEnding {

  private static final int AT_ONCE = 8;

  private NeverEnding() {}

  /** Deploys the process and starts so many instances, each with a job of the type. */
  static void start(EngineAdmin engine, String type, int instances) {
    engine.deploy(type + ".bpmn", model(type));
    for (int number = 0; number < instances; number++) {
      engine.createProcessInstance(
          type, Map.of("orderId", "o-" + number, "amount", number, "express", false));
    }
  }

  /**
   * The same on an engine of the Camunda 7 family, whose job types are topics of external tasks.
   *
   * @throws IllegalStateException when it does not start them all
   */
  static void start(StackEngine engine, String type, int instances) throws InterruptedException {
    engine.deploy(type + ".bpmn", model(type));
    String path = engine.restAddress().getRawPath() + "/process-definition/key/" + type + "/start";
    try (PlainClient client = new PlainClient(engine.restAddress(), AT_ONCE)) {
      for (int number = 0; number < instances; number++) {
        client.post(path, Orders.start(Orders.key(number), number));
      }
      client.awaitAnswers();
      if (client.refused() > 0) {
        throw new IllegalStateException(
            client.refused() + " of " + instances + " instances of " + type + " were not started");
      }
    }
  }

  private static String model(String type) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
        xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
        xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="benchmarks">
      <bpmn:process id="%1$s" isExecutable="true" camunda:historyTimeToLive="P1D">
        <bpmn:startEvent id="start"/>
        <bpmn:sequenceFlow id="in" sourceRef="start" targetRef="again"/>
        <bpmn:exclusiveGateway id="again"/>
        <bpmn:sequenceFlow id="to-task" sourceRef="again" targetRef="task"/>
        <bpmn:serviceTask id="task" camunda:type="external" camunda:topic="%1$s">
          <bpmn:extensionElements>
            <zeebe:taskDefinition type="%1$s"/>
          </bpmn:extensionElements>
        </bpmn:serviceTask>
        <bpmn:sequenceFlow id="back" sourceRef="task" targetRef="again"/>
      </bpmn:process>
    </bpmn:definitions>
    """
        .formatted(type);
  }
}
