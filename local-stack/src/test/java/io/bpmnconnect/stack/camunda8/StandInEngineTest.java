package io.bpmnconnect.stack.camunda8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpmnconnect.stack.camunda8.EngineLog.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the model of an engine does, without a gateway. */
class StandInEngineTest {

  private static final String MODEL =
      """
      <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
          xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="test">
        <bpmn:message id="m" name="paid"><bpmn:extensionElements>
          <zeebe:subscription correlationKey="=orderId"/></bpmn:extensionElements></bpmn:message>
        <bpmn:error id="e" errorCode="REFUSED"/>
        <bpmn:process id="order" isExecutable="true">
          <bpmn:startEvent id="start"/>
          <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="wait"/>
          <bpmn:intermediateCatchEvent id="wait">
            <bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>
          <bpmn:sequenceFlow id="f2" sourceRef="wait" targetRef="choice"/>
          <bpmn:exclusiveGateway id="choice" default="f3"/>
          <bpmn:sequenceFlow id="f3" sourceRef="choice" targetRef="small"/>
          <bpmn:sequenceFlow id="f4" sourceRef="choice" targetRef="large">
            <bpmn:conditionExpression>=amount &gt; 100</bpmn:conditionExpression>
          </bpmn:sequenceFlow>
          <bpmn:serviceTask id="small"><bpmn:extensionElements>
            <zeebe:taskDefinition type="small"/></bpmn:extensionElements></bpmn:serviceTask>
          <bpmn:serviceTask id="large"><bpmn:extensionElements>
            <zeebe:taskDefinition type="large"/></bpmn:extensionElements></bpmn:serviceTask>
          <bpmn:boundaryEvent id="refused" attachedToRef="large">
            <bpmn:errorEventDefinition errorRef="e"/></bpmn:boundaryEvent>
        </bpmn:process>
      </bpmn:definitions>
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StandInEngine engine = new StandInEngine(PlayedVersion.of("8.10.6"));

  @AfterEach
  void close() {
    engine.close();
  }

  private static ObjectNode variables(String json) throws JsonProcessingException {
    return (ObjectNode) JSON.readTree(json);
  }

  private CreatedInstance start(String variables) throws Exception {
    engine.deploy("order.bpmn", MODEL, "");
    return engine.create(
        new NewInstance(
            new NewInstance.Definition.ById("order", -1),
            variables(variables),
            "",
            List.of(),
            List.of(),
            List.of(),
            Optional.empty()));
  }

  private void pay(String orderId, Duration timeToLive, String amount) throws Exception {
    engine.publish(
        new NewMessage(
            "paid",
            orderId,
            timeToLive,
            "",
            variables("{\"amount\": " + amount + "}"),
            "",
            Optional.empty()));
  }

  private static JobRequest request(String type, Duration lock, Duration wait, boolean lease) {
    return new JobRequest(type, "w", 5, lock, wait, List.of(), List.of(), lease);
  }

  private List<ActivatedJob> jobs(String type, boolean lease) throws Exception {
    return engine
        .activate(request(type, Duration.ofMinutes(1), Duration.ofMillis(-1), lease))
        .get(5, TimeUnit.SECONDS);
  }

  @Test
  void anInstanceGoesItsWayToItsEnd() throws Exception {
    CreatedInstance instance = start("{\"orderId\": \"o-1\"}");
    pay("o-1", Duration.ZERO, "5");

    ActivatedJob job = jobs("small", false).get(0);
    engine.complete(
        job.key(),
        variables("{\"done\": true}"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());

    assertThat(instance.end().get(5, TimeUnit.SECONDS))
        .isEqualTo(variables("{\"orderId\": \"o-1\", \"amount\": 5, \"done\": true}"));
    assertThat(engine.log().count(Subject.PROCESS_INSTANCE, "completed", "order")).isEqualTo(1);
    assertThat(engine.log().count(Subject.JOB, "completed", "small")).isEqualTo(1);
  }

  @Test
  void aMessageIsKeptForWhoComesLater() throws Exception {
    engine.deploy("order.bpmn", MODEL, "");
    pay("o-2", Duration.ofMinutes(1), "500");
    start("{\"orderId\": \"o-2\"}");

    assertThat(jobs("large", false)).hasSize(1);
  }

  @Test
  void aHeldRequestIsAnsweredWhenAJobAppears() throws Exception {
    CompletableFuture<List<ActivatedJob>> held =
        engine.activate(request("small", Duration.ofMinutes(1), Duration.ofMinutes(1), false));
    start("{\"orderId\": \"o-3\"}");
    assertThat(held).isNotDone();

    pay("o-3", Duration.ZERO, "1");

    assertThat(held.get(5, TimeUnit.SECONDS)).hasSize(1);
  }

  @Test
  void aLockThatEndsFreesItsJob() throws Exception {
    start("{\"orderId\": \"o-4\"}");
    pay("o-4", Duration.ZERO, "1");
    JobRequest brief = request("small", Duration.ofMillis(50), Duration.ofSeconds(5), false);
    long first = engine.activate(brief).get(5, TimeUnit.SECONDS).get(0).key();

    assertThat(engine.activate(brief).get(5, TimeUnit.SECONDS))
        .extracting(ActivatedJob::key)
        .containsExactly(first);
    assertThat(engine.log().count(Subject.JOB, "timed out")).isPositive();
  }

  @Test
  void anErrorThatNothingCatchesIsAnIncident() throws Exception {
    start("{\"orderId\": \"o-5\"}");
    pay("o-5", Duration.ZERO, "500");
    long job = jobs("large", false).get(0).key();

    engine.throwError(job, "OTHER", "", variables("{}"), Optional.empty());

    assertThat(engine.incidents()).hasSize(1);
    engine.resolve(engine.incidents().get(0));
    engine.throwError(
        jobs("large", false).get(0).key(), "REFUSED", "", variables("{}"), Optional.empty());
    assertThat(engine.log().count(Subject.ELEMENT, "completed", "BOUNDARY_EVENT")).isEqualTo(1);
    assertThat(engine.log().count(Subject.PROCESS_INSTANCE, "completed")).isEqualTo(1);
  }

  @Test
  void aLeasedJobNeedsItsToken() throws Exception {
    start("{\"orderId\": \"o-6\"}");
    pay("o-6", Duration.ZERO, "1");
    ActivatedJob job = jobs("small", true).get(0);

    assertThatThrownBy(() -> complete(job.key(), Optional.empty()))
        .hasMessageContaining("must be provided");
    assertThatThrownBy(() -> complete(job.key(), Optional.of("old")))
        .hasMessageContaining("does not match");
    engine.fail(job.key(), 2, "", Duration.ZERO, variables("{}"), job.lease());
    assertThat(jobs("small", false)).isEmpty();
    assertThat(jobs("small", true)).hasSize(1);
  }

  private void complete(long key, Optional<String> lease) throws JsonProcessingException {
    engine.complete(key, variables("{}"), Optional.empty(), Optional.empty(), lease);
  }

  @Test
  void aSuspendedInstanceHoldsItsJobs() throws Exception {
    CreatedInstance instance = start("{\"orderId\": \"o-7\"}");
    pay("o-7", Duration.ZERO, "1");
    engine.suspend(instance.processInstanceKey(), true);
    assertThat(jobs("small", false)).isEmpty();

    engine.suspend(instance.processInstanceKey(), false);

    assertThat(jobs("small", false)).hasSize(1);
  }
}
