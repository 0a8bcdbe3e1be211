package io.bpmnconnect.it.camunda7;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.it.SharedStack;
import io.bpmnconnect.it.TestBench;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that cannot be carried out: each is reported with its reason, and the next goes on. */
@ExtendWith(SharedStack.class)
class Camunda7SinkBadRecordsIT {

  private static final String TOPIC = "c7-bad";

  private static SinkRig rig;

  /** Of an instance that is suspended. */
  private static String job;

  @BeforeAll
  static void startSink(TestBench bench) throws Exception {
    rig = SinkRig.of(bench, TOPIC);
    EngineByHand engine = rig.engine();
    engine.deploy(SinkModel.process(TOPIC).message(TOPIC).task(TOPIC));
    engine.start(TOPIC, Optional.of("twice"), Map.of());
    engine.start(TOPIC, Optional.of("twice"), Map.of());
    engine.deploy(SinkModel.process("c7-asleep").task("c7-asleep"));
    engine.send("PUT", "/process-definition/key/c7-asleep/suspended", Map.of("suspended", true));
    engine.deploy(SinkModel.process("c7-held").task("c7-held"));
    String held = engine.start("c7-held", Map.of());
    job = engine.lock("c7-held", "w", 1).get(0).path("id").asText();
    engine.send("PUT", "/process-instance/" + held + "/suspended", Map.of("suspended", true));
    engine.deploy(SinkModel.process("c7-fails").expression("${nothing}"));
    String[][] routes = {
      {
        "create",
        "create-process-instance",
        "process.id=value.process",
        "process.version=value.version",
        "process.start.elements=value.elements",
        "process.business.id=value.businessKey",
        "tenant.id=value.tenant",
      },
      {"create-by-key", "create-process-instance", "process.definition.key=value.definition"},
      {
        "correlate",
        "correlate-message",
        "message.name=value.name",
        "message.correlation.keys=value.keys",
      },
      {
        "correlate-business",
        "correlate-message",
        "message.name=value.name",
        "message.business.id=value.businessKey",
      },
      {"huge", "create-process-instance", "process.id=value.process", "variables={x: 10 ** 400}"},
      {"complete", "complete-job", "job.key=value.job", "job.worker=value.worker"},
      {"update", "update-job", "job.key=value.job", "job.retries=value.retries"},
      {"fail", "fail-job", "job.key=value.job", "job.retries=value.retries"},
      {"set", "set-variables", "element.instance.key=value.scope"},
      {"cancel", "cancel-process-instance", "process.instance.key=value.instance"},
      {"resolve", "resolve-incident", "incident.key=value.incident"},
      {"decide", "evaluate-decision", "decision.id=value.decision"},
      {"conditions", "evaluate-conditionals", "process.definition.key=value.definition"},
    };
    rig.start(Routes.byAction(routes));
  }

  /**
   * A record.
   *
   * @param action its route
   * @param value in which {@code {long}} stands for 4,001 characters and {@code {job}} for the key
   *     of a job of a suspended instance
   * @param kind of the error
   * @param status of the engine's answer, empty when it was not asked
   * @param message the whole reason, behind the record's coordinates; {@code ID} stands for what
   *     the engine adds to a definition
   */
  record Bad(String name, String action, String value, String kind, String status, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Bad bad(
      String name, String action, String value, String kind, String status, String message) {
    return new Bad(name, action, value, kind, status, message);
  }

  static Stream<Bad> records() {
    return Stream.of(
        bad(
            "unknown process",
            "create",
            "{\"process\":\"nope\"}",
            "not-found",
            "404",
            "create-process-instance of process \"nope\" failed: engine answered 404 "
                + "RestException: No matching process definition with key: nope and no tenant-id"),
        bad(
            "unknown version",
            "create",
            "{\"process\":\"c7-bad\",\"version\":9}",
            "not-found",
            "",
            "create-process-instance of process \"c7-bad\" failed: process \"c7-bad\" is not "
                + "deployed in version 9"),
        bad(
            "unknown tenant",
            "create",
            "{\"process\":\"c7-bad\",\"tenant\":\"t\"}",
            "not-found",
            "404",
            "create-process-instance of process \"c7-bad\" failed: engine answered 404 "
                + "RestException: No matching process definition with key: c7-bad and tenant-id: "
                + "t"),
        bad(
            "unknown key of a process",
            "create-by-key",
            "{\"definition\":\"c7-bad:1:x\"}",
            "not-found",
            "500",
            "create-process-instance of process with key c7-bad:1:x failed: engine answered"
                + " 500 RestException: Cannot instantiate process definition c7-bad:1:x: no "
                + "deployed process definition found with id 'c7-bad:1:x': processDefinition is "
                + "null"),
        bad(
            "no process",
            "create",
            "{}",
            "mapping",
            "",
            "cannot be mapped: routes.create.process.id (=value.process) is required, but "
                + "gave null: No context entry found with key 'process'. Available keys:"),
        bad(
            "suspended process",
            "create",
            "{\"process\":\"c7-asleep\"}",
            "conflict",
            "500",
            "create-process-instance of process \"c7-asleep\" failed: engine answered 500 "
                + "RestException: Cannot instantiate process definition c7-asleep:1:ID: "
                + "ENGINE-03043 Process Definition with id 'c7-asleep:1:ID' is suspended."),
        bad(
            "unknown start element",
            "create",
            "{\"process\":\"c7-bad\",\"elements\":[\"zz\"]}",
            "invalid",
            "500",
            "create-process-instance of process \"c7-bad\" failed: engine answered 500 "
                + "RestException: Cannot instantiate process definition c7-bad:1:ID: Element 'zz'"
                + " does not exist in process c7-bad:1:ID: targetElement is null"),
        bad(
            "business key too long",
            "create",
            "{\"process\":\"c7-bad\",\"businessKey\":\"{256}\"}",
            "invalid",
            "500",
            "create-process-instance of process \"c7-bad\" failed: engine answered 500 "
                + "RestException: a text is longer than the engine's database takes, such as a "
                + "business key of more than 255 characters: Cannot instantiate process "
                + "definition c7-bad:1:ID: An exception occurred in the persistence layer. Please"
                + " check the server logs for a detailed message and the entire exception stack "
                + "trace."),
        bad(
            "text too long",
            "create",
            "{\"process\":\"c7-bad\",\"variables\":{\"note\":\"{long}\"}}",
            "invalid",
            "",
            "create-process-instance of process \"c7-bad\" failed: variable \"note\" is a text "
                + "of 4001 characters, and the engine stores at most 4000; set "
                + "engine.camunda7.long.strings to json or bytes, or leave the variable out"),
        bad(
            "version that is no number",
            "create",
            "{\"process\":\"c7-bad\",\"version\":\"one\"}",
            "mapping",
            "",
            "cannot be mapped: routes.create.process.version (=value.version) must be a "
                + "whole number between -1 and 2147483647, but gave the text \"one\""),
        bad(
            "nobody waits",
            "correlate-business",
            "{\"name\":\"c7-bad\",\"businessKey\":\"none\"}",
            "not-found",
            "400",
            "correlate-message of message \"c7-bad\" for business id \"none\" failed: engine "
                + "answered 400 RestException: "
                + "org.operaton.bpm.engine.MismatchingMessageCorrelationException: Cannot "
                + "correlate message 'c7-bad': No process definition or execution matches the "
                + "parameters"),
        bad(
            "two executions match",
            "correlate-business",
            "{\"name\":\"c7-bad\",\"businessKey\":\"twice\"}",
            "conflict",
            "400",
            "correlate-message of message \"c7-bad\" for business id \"twice\" failed: engine "
                + "answered 400 RestException: "
                + "org.operaton.bpm.engine.MismatchingMessageCorrelationException: ENGINE-13031 "
                + "Cannot correlate a message with name 'c7-bad' to a single execution. 2 "
                + "executions match the correlation keys: CorrelationSet [businessKey=twice, "
                + "processInstanceId=null, processDefinitionId=null, correlationKeys=null, "
                + "localCorrelationKeys=null, tenantId=null, isTenantIdSet=false, "
                + "isExecutionsOnly=false]"),
        bad(
            "object as a correlation key",
            "correlate",
            "{\"name\":\"c7-bad\",\"keys\":{\"order\":{\"id\":1}}}",
            "invalid",
            "500",
            "correlate-message of message \"c7-bad\" for variables [order] failed: engine "
                + "answered 500 ProcessEngineException: Object values cannot be used to query"),
        bad(
            "keys that are no object",
            "correlate",
            "{\"name\":\"c7-bad\",\"keys\":7}",
            "mapping",
            "",
            "cannot be mapped: routes.correlate.message.correlation.keys (=value.keys) must"
                + " be an object, but gave 7"),
        bad(
            "nothing to correlate by",
            "correlate",
            "{\"name\":\"c7-bad\"}",
            "mapping",
            "",
            "cannot be mapped: routes.correlate.message.correlation.keys (=value.keys) is "
                + "required, but gave null: No context entry found with key 'keys'. Available "
                + "keys: 'name'"),
        bad(
            "unknown job",
            "update",
            "{\"job\":\"no-such-job\",\"retries\":1}",
            "not-found",
            "404",
            "update-job of job no-such-job failed: engine answered 404 RestException: "
                + "External task with id no-such-job does not exist"),
        bad(
            "key that no engine has",
            "update",
            "{\"job\":\"a/b\",\"retries\":1}",
            "invalid",
            "",
            "update-job of job a/b failed: job key must not be empty or have any of / \\ % ;"
                + " in it, was \"a/b\""),
        bad(
            "retries below zero",
            "update",
            "{\"job\":\"x\",\"retries\":-1}",
            "mapping",
            "",
            "cannot be mapped: routes.update.job.retries (=value.retries) must be a whole "
                + "number between 0 and 2147483647, but gave -1"),
        bad(
            "failure without retries",
            "fail",
            "{\"job\":\"x\"}",
            "mapping",
            "",
            "cannot be mapped: routes.fail.job.retries (=value.retries) is required, but "
                + "gave null: No context entry found with key 'retries'. Available keys: 'job'"),
        bad(
            "job of a suspended instance",
            "complete",
            "{\"job\":\"{job}\",\"worker\":\"w\"}",
            "conflict",
            "400",
            "complete-job of job {job} failed: engine answered 400 RestException: "
                + "ENGINE-03043 ExternalTask with id '{job}' is suspended."),
        bad(
            "unknown instance",
            "cancel",
            "{\"instance\":\"no-such-instance\"}",
            "not-found",
            "404",
            "cancel-process-instance of process instance no-such-instance failed: engine "
                + "answered 404 InvalidRequestException: No process instance found for id 'no-"
                + "such-instance': processInstance is null"),
        bad(
            "unknown scope",
            "set",
            "{\"scope\":\"no-such-scope\",\"variables\":{\"a\":1}}",
            "not-found",
            "500",
            "set-variables of element instance no-such-scope failed: engine answered 500 "
                + "RestException: Cannot modify variables for process instance no-such-scope: "
                + "execution no-such-scope doesn't exist: execution is null"),
        bad(
            "unknown incident",
            "resolve",
            "{\"incident\":\"no-such-incident\"}",
            "not-found",
            "404",
            "resolve-incident of incident no-such-incident failed: engine answered 404 "
                + "InvalidRequestException: No matching incident with id no-such-incident"),
        bad(
            "unknown decision",
            "decide",
            "{\"decision\":\"no-such-decision\"}",
            "not-found",
            "404",
            "evaluate-decision of decision \"no-such-decision\" failed: engine answered 404 "
                + "RestException: No matching decision definition with key: no-such-decision and "
                + "no tenant-id"),
        bad(
            "unknown process for conditions",
            "conditions",
            "{\"definition\":\"no-such-process\"}",
            "not-found",
            "400",
            "evaluate-conditionals of conditional start events of process with key no-such-"
                + "process failed: engine answered 400 NotFoundException: no deployed process "
                + "definition found with id 'no-such-process': processDefinition is null"),
        bad(
            "number that no double can hold",
            "huge",
            "{\"process\":\"c7-bad\"}",
            "invalid",
            "",
            "create-process-instance of process \"c7-bad\" failed: variable \"x\" is a number "
                + "that no double can hold; set engine.camunda7.decimals to string or exact"),
        bad("no route", "dance", "{}", "mapping", "", "is not taken by any route"));
  }

  @ParameterizedTest
  @MethodSource("records")
  void aBadRecordIsReportedWithItsReason(Bad bad) {
    rig.send(
        bad.name(),
        bad.action(),
        bad.value()
            .replace("{long}", "x".repeat(4_001))
            .replace("{256}", "b".repeat(256))
            .replace("{job}", job));

    Map<String, String> headers = rig.deadLetter(bad.name());
    assertThat(headers)
        .containsEntry("bpmn-error-kind", bad.kind())
        .containsEntry("bpmn-attempts", bad.kind().equals("mapping") ? "0" : "1");
    assertThat(headers.getOrDefault("bpmn-engine-status", "")).isEqualTo(bad.status());
    assertThat(
            headers
                .get("bpmn-error-message")
                .replaceFirst("^record c7-bad-0@\\d+:? ", "")
                .replaceAll(":\\d+:[0-9a-f-]{36}", ":1:ID")
                .strip())
        .isEqualTo(bad.message().replace("{job}", job));
    assertThat(rig.result(bad.name()).path("outcome").asText()).isEqualTo("reported");
  }
}
