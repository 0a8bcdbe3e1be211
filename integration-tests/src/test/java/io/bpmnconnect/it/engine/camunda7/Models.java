package io.bpmnconnect.it.engine.camunda7;

/** Models in the dialect of the Camunda 7 family. */
final class Models {

  private Models() {}

  private static String process(String id, String content, String definitions) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
            xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            id="definitions" targetNamespace="test">
          %s
          <process id="%s" isExecutable="true" camunda:historyTimeToLive="P1D">
            %s
          </process>
        </definitions>
        """
        .formatted(definitions, id, content);
  }

  /** An external task with a header, a priority and an error that is caught, and then the end. */
  static String job(String id, String topic) {
    return job(id, topic, "5");
  }

  static String job(String id, String topic, String priority) {
    return process(
        id,
        """
        <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="work"/>
        <serviceTask id="work" camunda:type="external" camunda:topic="%s"
            camunda:taskPriority="%s">
          <extensionElements><camunda:properties>
            <camunda:property name="currency" value="EUR"/>
          </camunda:properties></extensionElements>
        </serviceTask>
        <boundaryEvent id="caught" attachedToRef="work">
          <errorEventDefinition errorRef="error" camunda:errorMessageVariable="why"/>
        </boundaryEvent>
        <sequenceFlow id="f2" sourceRef="work" targetRef="done"/><endEvent id="done"/>
        <sequenceFlow id="f3" sourceRef="caught" targetRef="rejected"/><endEvent id="rejected"/>
        """
            .formatted(topic, priority),
        "<error id=\"error\" errorCode=\"DECLINED\"/>");
  }

  /** Two external tasks at once, and a join behind them. */
  static String parallel(String id, String topic) {
    return process(
        id,
        """
        <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="fork"/>
        <parallelGateway id="fork"/>
        <sequenceFlow id="f2" sourceRef="fork" targetRef="a"/>
        <sequenceFlow id="f3" sourceRef="fork" targetRef="b"/>
        <serviceTask id="a" camunda:type="external" camunda:topic="%1$s"/>
        <serviceTask id="b" camunda:type="external" camunda:topic="%1$s"/>
        <sequenceFlow id="f4" sourceRef="a" targetRef="join"/>
        <sequenceFlow id="f5" sourceRef="b" targetRef="join"/>
        <parallelGateway id="join"/>
        <sequenceFlow id="f6" sourceRef="join" targetRef="done"/><endEvent id="done"/>
        """
            .formatted(topic),
        "");
  }

  /** An external task, and an expression behind it that the engine cannot evaluate. */
  static String breaking(String id, String topic) {
    return process(
        id,
        """
        <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="work"/>
        <serviceTask id="work" camunda:type="external" camunda:topic="%s"/>
        <sequenceFlow id="f2" sourceRef="work" targetRef="broken"/>
        <serviceTask id="broken" camunda:expression="${nobody.knows}"/>
        <sequenceFlow id="f3" sourceRef="broken" targetRef="done"/><endEvent id="done"/>
        """
            .formatted(topic),
        "");
  }

  /** A step of the engine's own that fails until {@code knows} is there, in a job of its own. */
  static String failing(String id) {
    return process(
        id,
        """
        <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="broken"/>
        <serviceTask id="broken" camunda:asyncBefore="true" camunda:expression="${knows}">
          <extensionElements>
            <camunda:failedJobRetryTimeCycle>R1/PT1S</camunda:failedJobRetryTimeCycle>
          </extensionElements>
        </serviceTask>
        <sequenceFlow id="f3" sourceRef="broken" targetRef="done"/><endEvent id="done"/>
        """,
        "");
  }

  /** Waits for a message in a scope of its own, then for a person. */
  static String message(String id, String message) {
    return process(
        id,
        """
        <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="wait"/>
        <receiveTask id="wait" messageRef="message">
          <extensionElements><camunda:inputOutput>
            <camunda:inputParameter name="local">${part}</camunda:inputParameter>
          </camunda:inputOutput></extensionElements>
        </receiveTask>
        <sequenceFlow id="f2" sourceRef="wait" targetRef="after"/><userTask id="after"/>
        <sequenceFlow id="f3" sourceRef="after" targetRef="done"/><endEvent id="done"/>
        """,
        "<message id=\"message\" name=\"" + message + "\"/>");
  }

  /** Starts by a message, and waits for a person. */
  static String messageStart(String id, String message) {
    return process(
        id,
        """
        <startEvent id="start"><messageEventDefinition messageRef="message"/></startEvent>
        <sequenceFlow id="f1" sourceRef="start" targetRef="after"/><userTask id="after"/>
        <sequenceFlow id="f3" sourceRef="after" targetRef="done"/><endEvent id="done"/>
        """,
        "<message id=\"message\" name=\"" + message + "\"/>");
  }

  /** Waits for a signal, then for a person. */
  static String signal(String id, String signal) {
    return process(
        id,
        """
        <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="wait"/>
        <intermediateCatchEvent id="wait"><signalEventDefinition signalRef="signal"/>
        </intermediateCatchEvent>
        <sequenceFlow id="f2" sourceRef="wait" targetRef="after"/><userTask id="after"/>
        <sequenceFlow id="f3" sourceRef="after" targetRef="done"/><endEvent id="done"/>
        """,
        "<signal id=\"signal\" name=\"" + signal + "\"/>");
  }

  /** Ends at once; what has happened is in its variables. */
  static String straight(String id) {
    return process(
        id,
        """
        <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="done"/>
        <endEvent id="done"/>
        """,
        "");
  }

  /** Two steps that wait for a person. */
  static String waiting(String id) {
    return process(
        id,
        """
        <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="first"/>
        <userTask id="first"/>
        <sequenceFlow id="f2" sourceRef="first" targetRef="second"/><userTask id="second"/>
        <sequenceFlow id="f3" sourceRef="second" targetRef="done"/><endEvent id="done"/>
        """,
        "");
  }

  /** Starts when {@code temperature} is above 30. */
  static String conditional(String id) {
    return process(
        id,
        """
        <startEvent id="start"><conditionalEventDefinition>
          <condition xsi:type="tFormalExpression">${temperature > 30}</condition>
        </conditionalEventDefinition></startEvent>
        <sequenceFlow id="f1" sourceRef="start" targetRef="after"/><userTask id="after"/>
        <sequenceFlow id="f3" sourceRef="after" targetRef="done"/><endEvent id="done"/>
        """,
        "");
  }

  /** Takes the way to {@code vip} when the object says so: works with untyped objects only. */
  static String choice(String id) {
    return process(
        id,
        """
        <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="which"/>
        <exclusiveGateway id="which" default="f3"/>
        <sequenceFlow id="f2" sourceRef="which" targetRef="vip">
          <conditionExpression xsi:type="tFormalExpression">${customer.vip}</conditionExpression>
        </sequenceFlow>
        <sequenceFlow id="f3" sourceRef="which" targetRef="other"/>
        <userTask id="vip"/><userTask id="other"/>
        """,
        "");
  }

  /** A dish for a season; two for Summer, which the hit policy does not allow. */
  static String decision(String id) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
            xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="definitions" name="dishes"
            namespace="test">
          <decision id="%s" name="Dish" camunda:historyTimeToLive="1">
            <decisionTable id="table" hitPolicy="UNIQUE">
              <input id="in">
                <inputExpression id="season" typeRef="string"><text>season</text></inputExpression>
              </input>
              <output id="out" name="dish" typeRef="string"/>
              <output id="guests" name="guests" typeRef="integer"/>
              <rule id="winter">
                <inputEntry id="w1"><text>"Winter"</text></inputEntry>
                <outputEntry id="w2"><text>"Roast"</text></outputEntry>
                <outputEntry id="w3"><text>8</text></outputEntry>
              </rule>
              <rule id="summer">
                <inputEntry id="s1"><text>"Summer"</text></inputEntry>
                <outputEntry id="s2"><text>"Salad"</text></outputEntry>
                <outputEntry id="s3"><text>4</text></outputEntry>
              </rule>
              <rule id="summer2">
                <inputEntry id="t1"><text>"Summer"</text></inputEntry>
                <outputEntry id="t2"><text>"Ice"</text></outputEntry>
                <outputEntry id="t3"><text>4</text></outputEntry>
              </rule>
            </decisionTable>
          </decision>
        </definitions>
        """
        .formatted(id);
  }
}
