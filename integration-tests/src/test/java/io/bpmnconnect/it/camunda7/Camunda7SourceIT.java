package io.bpmnconnect.it.camunda7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpmnconnect.it.SharedStack;
import io.bpmnconnect.it.TestBench;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** External tasks out and replies in, each action of a reply in both of its forms. */
@ExtendWith(SharedStack.class)
class Camunda7SourceIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "bpmn-job-key";
  private static final String WORKER = "bpmn-job-worker";
  private static final String RETRIES = "bpmn-job-retries";

  /** More than a double can hold. */
  private static final long LARGE = 9_007_199_254_740_993L;

  private static String header(ConsumerRecord<String, String> record, String name) {
    return TestBench.headers(record).get(name);
  }

  private static JsonNode value(ConsumerRecord<String, String> record) throws Exception {
    return JSON.readTree(record.value());
  }

  @Test
  void aTaskBecomesARecordWithAllThatTheEngineKnowsOfIt(TestBench bench) throws Exception {
    SourceBench source = SourceBench.of(bench, "c7-record").withProcess().start();
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("large", LARGE);
    variables.put("small", 5);
    variables.put("amount", 19.99);
    variables.put("paid", true);
    variables.put("name", "Zoë \"x\"");
    variables.put("nothing", null);
    variables.put("customer", Map.of("vip", true, "lines", List.of(1, Map.of("id", LARGE))));

    String instance = source.engine().start("c7-record", Optional.of("order-1"), variables);
    ConsumerRecord<String, String> record = source.record(1);

    JsonNode task = source.engine().task(header(record, KEY));
    assertThat(record.key()).isEqualTo(instance);
    assertThat(TestBench.headers(record))
        .containsEntry(KEY, task.path("id").asText())
        .containsEntry("bpmn-job-type", "c7-record")
        .containsEntry(RETRIES, "3")
        .containsEntry(WORKER, "c7-record-0")
        .containsEntry("bpmn-business-id", "order-1")
        .containsEntry("bpmn-process-instance-key", instance)
        .containsEntry("bpmn-process-definition-id", "c7-record")
        .containsEntry("bpmn-process-definition-version", "1")
        .containsEntry("bpmn-element-id", "task-1")
        .containsKeys("bpmn-job-deadline", "bpmn-job-activation")
        .doesNotContainKey("bpmn-job-lease");
    assertThat(task.path("retries").isNull()).as("the engine does not know retries yet").isTrue();
    assertThat(task.path("workerId").asText()).isEqualTo("c7-record-0");
    JsonNode value = value(record);
    assertThat(value.path("variables")).isEqualTo(JSON.valueToTree(variables));
    assertThat(value.path("customHeaders")).isEqualTo(JSON.readTree("{\"color\":\"blue\"}"));
    assertThat(value.path("priority").asInt()).isEqualTo(7);
    assertThat(value.path("businessId").asText()).isEqualTo("order-1");
    assertThat(value.path("worker").asText()).isEqualTo("c7-record-0");
    assertThat(value.path("elementInstanceKey").asText())
        .isEqualTo(task.path("executionId").asText());
  }

  @Test
  void aReplyByHeadersCompletesItsTaskWithVariablesOfEachType(TestBench bench) throws Exception {
    SourceBench source = SourceBench.of(bench, "c7-complete").withProcess().start();
    String instance = source.engine().start("c7-complete", Map.of("kept", "k"));

    source.reply(
        source.record(1),
        List.of(KEY, WORKER),
        """
        {"large":9007199254740993,"small":-5,"amount":0.1,"paid":false,"name":"Zoë","nothing":null,
         "customer":{"vip":true,"lines":[1,{"id":9007199254740993}]},"list":[1,"two"]}
        """);

    source.awaitBehind(instance);
    JsonNode variables = source.engine().variables(instance);
    assertVariable(variables, "kept", "String", "\"k\"");
    assertVariable(variables, "large", "Long", "9007199254740993");
    assertVariable(variables, "small", "Long", "-5");
    assertVariable(variables, "amount", "Double", "0.1");
    assertVariable(variables, "paid", "Boolean", "false");
    assertVariable(variables, "name", "String", "\"Zoë\"");
    assertVariable(variables, "nothing", "Null", "null");
    assertVariable(
        variables, "customer", "Object", "{\"vip\":true,\"lines\":[1,{\"id\":9007199254740993}]}");
    assertVariable(variables, "list", "Object", "[1,\"two\"]");
  }

  private static void assertVariable(JsonNode variables, String name, String type, String value)
      throws Exception {
    assertThat(variables.path(name).path("type").asText()).as(name).isEqualTo(type);
    assertThat(JSON.readTree(variables.path(name).path("value").toString()))
        .as(name)
        .isEqualTo(JSON.readTree(value));
  }

  /** Without the worker, whoever holds the lock is looked up. */
  @Test
  void repliesWithoutTheWorkerCompleteTheirTasksByHeaderAndByEnvelope(TestBench bench)
      throws Exception {
    SourceBench source = SourceBench.of(bench, "c7-lookup").withProcess().start();
    String first = source.engine().start("c7-lookup", Map.of());
    source.reply(source.record(1), List.of(KEY), "{\"by\":\"header\"}");
    source.awaitBehind(first);

    String second = source.engine().start("c7-lookup", Map.of());
    String key = header(source.record(2), KEY);
    bench.send(
        source.replies(),
        null,
        "{\"jobKey\":\"%s\",\"action\":\"complete\",\"variables\":{\"by\":\"envelope\"}}"
            .formatted(key));

    source.awaitBehind(second);
    assertVariable(source.engine().variables(first), "by", "String", "\"header\"");
    assertVariable(source.engine().variables(second), "by", "String", "\"envelope\"");
  }

  @Test
  void aTaskThatFailsForTheFirstTimeHasTheConfiguredAttemptsAndComesAfterItsBackOff(TestBench bench)
      throws Exception {
    SourceBench source = SourceBench.of(bench, "c7-fail").withProcess().start("job.attempts", "5");
    String instance = source.engine().start("c7-fail", Map.of());

    ConsumerRecord<String, String> first = source.record(1);
    long failed = System.currentTimeMillis();
    source.reply(
        first,
        List.of(KEY, WORKER, RETRIES),
        "{\"reason\":\"busy\"}",
        "bpmn-job-action",
        "fail",
        "bpmn-reply-error-message",
        "the bank is busy",
        "bpmn-reply-retry-back-off",
        "2000");
    ConsumerRecord<String, String> second = source.record(2);

    assertThat(header(first, RETRIES)).isEqualTo("5");
    assertThat(header(second, KEY)).isEqualTo(header(first, KEY));
    assertThat(header(second, RETRIES)).isEqualTo("4");
    assertThat(second.timestamp() - failed).isGreaterThanOrEqualTo(2000);
    JsonNode task = source.engine().task(header(first, KEY));
    assertThat(task.path("retries").asInt()).isEqualTo(4);
    assertThat(task.path("errorMessage").asText()).isEqualTo("the bank is busy");
    assertVariable(source.engine().variables(instance), "reason", "String", "\"busy\"");

    source.reply(second, List.of(KEY, WORKER), null);
    source.awaitBehind(instance);
  }

  @Test
  void aFailureWithoutRetriesRaisesAnIncident(TestBench bench) throws Exception {
    SourceBench source = SourceBench.of(bench, "c7-incident").withProcess().start();
    String instance = source.engine().start("c7-incident", Map.of());

    ConsumerRecord<String, String> job = source.record(1);
    bench.send(
        source.replies(),
        null,
        "{\"jobKey\":\"%s\",\"worker\":\"%s\",\"action\":\"fail\",\"retries\":0,\"errorMessage\":\"no\"}"
            .formatted(header(job, KEY), header(job, WORKER)));

    await()
        .atMost(TestBench.PATIENCE)
        .until(() -> source.engine().history().incidents("processInstanceId", instance) == 1);
    JsonNode incident =
        source.engine().history().get("/incident", "processInstanceId", instance).path(0);
    assertThat(incident.path("incidentType").asText()).isEqualTo("failedExternalTask");
    assertThat(incident.path("incidentMessage").asText()).isEqualTo("no");
    assertThat(bench.recordCount(source.jobs())).isEqualTo(1);
  }

  @Test
  void aBpmnErrorTakesTheErrorPathByHeaderAndByEnvelope(TestBench bench) throws Exception {
    SourceBench source = SourceBench.of(bench, "c7-error");
    source
        .engine()
        .deploy(
            ExternalTaskModel.process("c7-error")
                .task("c7-error")
                .onError("DECLINED", "declined")
                .task(source.after()));
    source.start();
    source.engine().start("c7-error", Map.of());
    source.reply(
        source.record(1),
        List.of(KEY, WORKER),
        "{\"code\":51}",
        "bpmn-job-action",
        "error",
        "bpmn-reply-error-code",
        "DECLINED",
        "bpmn-reply-error-message",
        "no money");
    source.awaitEnded("declined", 1);

    source.engine().start("c7-error", Map.of());
    bench.send(
        source.replies(),
        null,
        "{\"jobKey\":\"%s\",\"action\":\"error\",\"errorCode\":\"DECLINED\",\"variables\":{\"code\":52}}"
            .formatted(header(source.record(2), KEY)));
    source.awaitEnded("declined", 2);

    assertThat(source.engine().history().externalTasks("topicName", source.after())).isZero();
  }

  /** Camunda 8 raises an incident here; this family ends the instance. */
  @Test
  void aBpmnErrorThatNothingCatchesEndsTheInstance(TestBench bench) throws Exception {
    SourceBench source = SourceBench.of(bench, "c7-uncaught").withProcess().start();
    String instance = source.engine().start("c7-uncaught", Map.of());

    source.reply(
        source.record(1),
        List.of(KEY, WORKER),
        null,
        "bpmn-job-action",
        "error",
        "bpmn-reply-error-code",
        "UNKNOWN");

    await()
        .atMost(TestBench.PATIENCE)
        .until(
            () ->
                source
                    .engine()
                    .history()
                    .get("/history/process-instance/" + instance)
                    .path("state")
                    .asText()
                    .equals("COMPLETED"));
    assertThat(source.engine().history().externalTasks("topicName", source.after())).isZero();
    assertThat(source.engine().history().incidents("processInstanceId", instance)).isZero();
  }

  @Test
  void badRepliesGoToTheErrorTopicAndOneOfASettledTaskIsPassedOver(TestBench bench)
      throws Exception {
    SourceBench source = SourceBench.of(bench, "c7-bad").withProcess().start();
    String instance = source.engine().start("c7-bad", Map.of());
    String key = header(source.record(1), KEY);

    bench.send(source.replies(), "0", "{not json", KEY, key);
    bench.send(source.replies(), "1", "{\"hello\":1}");
    bench.send(source.replies(), "2", "{}", KEY, key, "bpmn-job-action", "fail");
    bench.send(source.replies(), "3", "{}", KEY, "a/b");
    bench.send(source.replies(), "4", "{\"good\":true}", KEY, key);
    source.awaitBehind(instance);
    bench.send(source.replies(), "5", "{\"late\":true}", KEY, key);
    bench.send(source.replies(), "6", "{}", KEY, "no-such-task");

    assertThat(bench.awaitRecords(source.errors(), 4))
        .extracting(r -> r.key() + ": " + header(r, "bpmn-reply-error-reason"))
        .satisfiesExactlyInAnyOrder(
            zero -> assertThat(zero).startsWith("0: ").contains("c7-bad-replies-0@0"),
            one -> assertThat(one).startsWith("1: ").contains("unknown field hello"),
            two -> assertThat(two).startsWith("2: ").contains("action fail needs retries"),
            three -> assertThat(three).startsWith("3: ").contains("job key", "a/b"));
    await()
        .atMost(TestBench.PATIENCE)
        .untilAsserted(() -> assertThat(bench.committed("connect-c7-bad-replies")).isEqualTo(7));
    assertThat(bench.recordCount(source.errors())).isEqualTo(4);
    assertThat(source.engine().variables(instance).has("late")).isFalse();
  }

  @Test
  void onDeliveryTheConnectorCompletesTheTaskItself(TestBench bench) throws Exception {
    SourceBench source =
        SourceBench.of(bench, "c7-delivery").withProcess().start("completion", "on-delivery");

    String instance = source.engine().start("c7-delivery", Map.of());

    source.awaitBehind(instance);
    assertThat(bench.recordCount(source.jobs())).isEqualTo(1);
  }

  @Test
  void aTaskWithoutATopicRaisesAnIncidentAndTheOthersGoOn(TestBench bench) throws Exception {
    SourceBench source =
        SourceBench.of(bench, "c7-topicless").withProcess().start("topic", "=job.variables.topic");

    String bad = source.engine().start("c7-topicless", Map.of());
    source.engine().start("c7-topicless", Map.of("topic", "c7-topicless-jobs"));

    source.record(1);
    await()
        .atMost(TestBench.PATIENCE)
        .until(() -> source.engine().history().incidents("processInstanceId", bad) == 1);
  }

  @Test
  void onlyTheChosenVariablesAreFetched(TestBench bench) throws Exception {
    SourceBench source =
        SourceBench.of(bench, "c7-chosen").withProcess().start("job.fetch.variables", "a,b");

    source.engine().start("c7-chosen", Map.of("a", 1, "b", "two", "c", true));

    assertThat(value(source.record(1)).path("variables"))
        .isEqualTo(JSON.readTree("{\"a\":1,\"b\":\"two\"}"));
  }

  @Test
  void filtersLeaveOtherTasksFree(TestBench bench) throws Exception {
    SourceBench source = SourceBench.of(bench, "c7-filter").withProcess();
    source.engine().start("c7-filter", Optional.of("other"), Map.of("region", "eu"));
    source.engine().start("c7-filter", Optional.of("mine"), Map.of("region", "us"));
    source.engine().start("c7-filter", Optional.of("mine"), Map.of());
    String wanted = source.engine().start("c7-filter", Optional.of("mine"), Map.of("region", "eu"));
    source.start("job.filter.business.id", "mine", "job.filter.variables", "={region: \"eu\"}");

    assertThat(source.record(1).key()).isEqualTo(wanted);
    // A second one comes with a later request, which could have brought the others, too.
    String later = source.engine().start("c7-filter", Optional.of("mine"), Map.of("region", "eu"));
    assertThat(source.record(2).key()).isEqualTo(later);
    assertThat(source.engine().locked("c7-filter")).isEqualTo(2);
    assertThat(source.engine().history().externalTasks("topicName", "c7-filter")).isEqualTo(5);
  }

  @Test
  void tasksOfHigherPriorityComeFirst(TestBench bench) throws Exception {
    SourceBench source = SourceBench.of(bench, "c7-priority");
    source
        .engine()
        .deploy(ExternalTaskModel.process("c7-priority").task("c7-priority", "${urgency}"));
    for (int urgency : List.of(1, 9, 5, 0, 7)) {
      source.engine().start("c7-priority", Map.of("urgency", urgency));
    }
    source.start("job.priority.order", "true", "job.max.activate", "1");

    assertThat(bench.awaitRecords(source.jobs(), 5))
        .extracting(record -> value(record).path("priority").asInt())
        .containsExactly(9, 7, 5, 1, 0);
  }

  @Test
  void aTaskThatNobodyRepliesToIsFailedWithOneRetryLess(TestBench bench) throws Exception {
    SourceBench source =
        SourceBench.of(bench, "c7-expired").withProcess().start("job.reply.timeout.ms", "2000");

    source.engine().start("c7-expired", Map.of());

    assertThat(header(source.record(1), RETRIES)).isEqualTo("3");
    assertThat(header(source.record(2), RETRIES)).isEqualTo("2");
    assertThat(source.engine().task(header(source.record(1), KEY)).path("errorMessage").asText())
        .isEqualTo("no reply came within " + Duration.ofSeconds(2).toMillis() + " ms");
  }
}
