package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpmnconnect.engine.ActivatedJob;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs out and replies in, through a real worker and a real engine. */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class SourceIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A key of the engine's first partition that no job has: as if it had been settled before. */
  private static final String SETTLED_JOB = Long.toString((1L << 51) + 1);

  /** Starts a source of one job type whose topics are named after it. */
  private static void startSource(TestBench bench, String type, Map<String, String> more)
      throws Exception {
    bench.createTopic(type + "-jobs", 1);
    bench.createTopic(type + "-replies", 1);
    bench.createTopic(type + "-errors", 1);
    Map<String, String> settings = new HashMap<>();
    settings.put("job.types", type);
    settings.put("topic", type + "-jobs");
    settings.put("reply.topic", type + "-replies");
    settings.put("reply.errors.topic", type + "-errors");
    settings.putAll(more);
    bench.startSource(type, settings);
  }

  private static String jobKey(ConsumerRecord<String, String> record) {
    return TestBench.headers(record).get("bpmn-job-key");
  }

  @Test
  void aJobBecomesARecordAndAReplyCompletesIt(TestBench bench) throws Exception {
    bench.deploy(Model.process("complete").task("complete").task("complete-after"));
    startSource(bench, "complete", Map.of());

    String instance =
        bench.createInstance(
            "complete", Map.of("orderId", "o-1", "amount", 19.99, "lines", List.of(1, 2)));
    ConsumerRecord<String, String> record = bench.awaitRecords("complete-jobs", 1).get(0);
    bench.send("complete-replies", "k", "{\"receipt\":\"r-1\"}", "bpmn-job-key", jobKey(record));

    assertThat(record.key()).isEqualTo(instance);
    JsonNode value = JSON.readTree(record.value());
    assertThat(value.path("type").asText()).isEqualTo("complete");
    assertThat(value.path("jobKey").asText()).isEqualTo(jobKey(record));
    assertThat(value.path("variables"))
        .isEqualTo(JSON.readTree("{\"orderId\":\"o-1\",\"amount\":19.99,\"lines\":[1,2]}"));
    assertThat(value.path("customHeaders")).isEqualTo(JSON.readTree("{\"color\":\"blue\"}"));
    assertThat(TestBench.headers(record))
        .containsEntry("bpmn-job-type", "complete")
        .containsEntry("bpmn-job-retries", "3")
        .containsEntry("bpmn-process-instance-key", instance)
        .containsEntry("bpmn-process-definition-id", "complete")
        .containsEntry("bpmn-process-definition-version", "1")
        .containsEntry("bpmn-element-id", "task-1")
        .containsEntry("bpmn-tenant-id", "<default>")
        .containsKeys("bpmn-job-deadline");
    ActivatedJob after = bench.awaitJob("complete-after");
    assertThat(after.processInstanceKey()).isEqualTo(instance);
    assertThat(after.variables()).containsEntry("receipt", "r-1").containsEntry("orderId", "o-1");
  }

  @Test
  void anEnvelopeReplyCompletesAJobAndTheTopicCanComeFromTheTask(TestBench bench) throws Exception {
    bench.deploy(Model.process("envelope").task("envelope").task("envelope-after"));
    bench.createTopic("envelope-blue", 1);
    startSource(
        bench,
        "envelope",
        Map.of(
            "topic", "=\"envelope-\" + job.customHeaders.color",
            "key", "=job.variables.orderId",
            "value.content", "variables"));

    bench.createInstance("envelope", Map.of("orderId", "o-1"));
    ConsumerRecord<String, String> record = bench.awaitRecords("envelope-blue", 1).get(0);
    bench.send(
        "envelope-replies",
        null,
        "{\"jobKey\":%s,\"action\":\"complete\",\"variables\":{\"ok\":true}}"
            .formatted(jobKey(record)));

    assertThat(record.key()).isEqualTo("o-1");
    assertThat(record.value()).isEqualTo("{\"orderId\":\"o-1\"}");
    assertThat(bench.awaitJob("envelope-after").variables())
        .isEqualTo(Map.of("orderId", "o-1", "ok", true));
  }

  @Test
  void aFailedJobComesAgainWithOneRetryLessAfterItsBackoff(TestBench bench) throws Exception {
    bench.deploy(Model.process("fail").task("fail").task("fail-after"));
    startSource(bench, "fail", Map.of());

    bench.createInstance("fail", Map.of());
    ConsumerRecord<String, String> first = bench.awaitRecords("fail-jobs", 1).get(0);
    long failed = System.currentTimeMillis();
    bench.send(
        "fail-replies",
        "k",
        "{\"reason\":\"busy\"}",
        "bpmn-job-key",
        jobKey(first),
        "bpmn-job-retries",
        "3",
        "bpmn-job-action",
        "fail",
        "bpmn-reply-error-message",
        "the bank is busy",
        "bpmn-reply-retry-back-off",
        "2000");
    ConsumerRecord<String, String> second = bench.awaitRecords("fail-jobs", 2).get(1);
    bench.send("fail-replies", "k", null, "bpmn-job-key", jobKey(second));

    assertThat(jobKey(second)).isEqualTo(jobKey(first));
    assertThat(TestBench.headers(second)).containsEntry("bpmn-job-retries", "2");
    assertThat(second.timestamp() - failed).isGreaterThanOrEqualTo(2000);
    assertThat(JSON.readTree(second.value()).path("variables"))
        .isEqualTo(JSON.readTree("{\"reason\":\"busy\"}"));
    assertThat(bench.awaitJob("fail-after").key()).isNotEqualTo(jobKey(first));
  }

  @Test
  void aJobFailedWithoutRetriesRaisesAnIncident(TestBench bench) throws Exception {
    bench.deploy(Model.process("incident").task("incident"));
    startSource(bench, "incident", Map.of());
    long before = bench.camunda8().counters().read().incidentsCreated();

    bench.createInstance("incident", Map.of());
    String key = jobKey(bench.awaitRecords("incident-jobs", 1).get(0));
    bench.send(
        "incident-replies",
        "k",
        "{\"jobKey\":\"%s\",\"action\":\"fail\",\"retries\":0,\"errorMessage\":\"no\"}"
            .formatted(key));

    await()
        .atMost(TestBench.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(bench.camunda8().counters().read().incidentsCreated())
                    .isEqualTo(before + 1));
  }

  @Test
  void aBpmnErrorTakesTheErrorPath(TestBench bench) throws Exception {
    bench.deploy(
        Model.process("error").task("error").onError("DECLINED", "error-caught").task("error-not"));
    startSource(bench, "error", Map.of());

    bench.createInstance("error", Map.of());
    String key = jobKey(bench.awaitRecords("error-jobs", 1).get(0));
    bench.send(
        "error-replies",
        "k",
        "{\"code\":51}",
        "bpmn-job-key",
        key,
        "bpmn-job-action",
        "error",
        "bpmn-reply-error-code",
        "DECLINED");

    assertThat(bench.awaitJob("error-caught").variables()).containsEntry("code", 51);
    assertThat(bench.activate("error-not", Duration.ofMillis(500))).isEmpty();
  }

  @Test
  void aBadReplyGoesToTheErrorTopicAndTheNextOneIsTaken(TestBench bench) throws Exception {
    bench.deploy(Model.process("bad").task("bad").task("bad-after"));
    startSource(bench, "bad", Map.of());

    bench.createInstance("bad", Map.of());
    String key = jobKey(bench.awaitRecords("bad-jobs", 1).get(0));
    bench.send("bad-replies", "0", "{not json", "bpmn-job-key", key);
    bench.send("bad-replies", "1", "{\"hello\":1}");
    bench.send("bad-replies", "2", "{}", "bpmn-job-key", key, "bpmn-job-action", "finish");
    bench.send("bad-replies", "3", "{}", "bpmn-job-key", "not-a-key");
    bench.send("bad-replies", "4", "{}", "bpmn-job-key", SETTLED_JOB);
    bench.send("bad-replies", "5", "{\"good\":true}", "bpmn-job-key", key);

    assertThat(bench.awaitJob("bad-after").variables()).containsEntry("good", true);
    assertThat(bench.awaitRecords("bad-errors", 4))
        .extracting(r -> r.key() + ": " + TestBench.headers(r).get("bpmn-reply-error-reason"))
        .satisfiesExactlyInAnyOrder(
            zero -> assertThat(zero).startsWith("0: ").contains("bad-replies-0@0"),
            one -> assertThat(one).startsWith("1: ").contains("unknown field hello"),
            two -> assertThat(two).startsWith("2: ").contains("unknown action \"finish\""),
            three -> assertThat(three).startsWith("3: ").contains("job key", "not-a-key"));
    await()
        .atMost(TestBench.PATIENCE)
        .untilAsserted(() -> assertThat(bench.committed("connect-bad-replies")).isEqualTo(6));
  }

  @Test
  void aTaskThatMustNotGoOnFailsAndItsOffsetsStayBelowTheBadReply(TestBench bench)
      throws Exception {
    bench.deploy(Model.process("strictly").task("strictly").task("strictly-after"));
    startSource(bench, "strictly", Map.of("behavior.on.reply.error", "fail"));

    bench.createInstance("strictly", Map.of());
    String key = jobKey(bench.awaitRecords("strictly-jobs", 1).get(0));
    bench.send("strictly-replies", "0", "{\"good\":true}", "bpmn-job-key", key);
    bench.send("strictly-replies", "1", "{not json", "bpmn-job-key", key);
    bench.send("strictly-replies", "2", "{}", "bpmn-job-key", SETTLED_JOB);

    assertThat(bench.awaitJob("strictly-after").variables()).containsEntry("good", true);
    await()
        .atMost(TestBench.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(bench.connect().status("strictly").flatMap(s -> s.failure()))
                    .hasValueSatisfying(
                        task -> assertThat(task.trace()).contains("strictly-replies-0@1")));
    await().atMost(TestBench.PATIENCE).until(() -> bench.members("connect-strictly-replies") == 0);
    assertThat(bench.committed("connect-strictly-replies")).isEqualTo(1);
  }

  @Test
  void onDeliveryTheConnectorCompletesTheJobItself(TestBench bench) throws Exception {
    bench.deploy(Model.process("delivery").task("delivery").task("delivery-after"));
    startSource(bench, "delivery", Map.of("completion", "on-delivery"));

    bench.createInstance("delivery", Map.of("orderId", "o-1"));

    bench.awaitRecords("delivery-jobs", 1);
    assertThat(bench.awaitJob("delivery-after").variables()).containsEntry("orderId", "o-1");
  }

  @Test
  void aRecordThatATransformationDropsNeverCompletesItsJob(TestBench bench) throws Exception {
    bench.deploy(Model.process("dropped").task("dropped", 2).task("dropped-after"));
    long incidents = bench.camunda8().counters().read().incidentsCreated();
    startSource(
        bench,
        "dropped",
        Map.of(
            "completion", "on-delivery",
            "transforms", "drop",
            "transforms.drop.type", "org.apache.kafka.connect.transforms.Filter"));

    bench.createInstance("dropped", Map.of());

    // Each drop takes one retry; when none is left, people are told by an incident.
    await()
        .atMost(TestBench.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(bench.camunda8().counters().read().incidentsCreated())
                    .isEqualTo(incidents + 1));
    assertThat(bench.activate("dropped-after", Duration.ofMillis(500))).isEmpty();
  }

  @Test
  void aJobWithoutATopicRaisesAnIncidentAndTheOthersGoOn(TestBench bench) throws Exception {
    bench.deploy(Model.process("topicless").task("topicless"));
    startSource(bench, "topicless", Map.of("topic", "=job.variables.topic"));
    long incidents = bench.camunda8().counters().read().incidentsCreated();

    bench.createInstance("topicless", Map.of());
    bench.createInstance("topicless", Map.of("topic", "topicless-jobs"));

    bench.awaitRecords("topicless-jobs", 1);
    await()
        .atMost(TestBench.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(bench.camunda8().counters().read().incidentsCreated())
                    .isEqualTo(incidents + 1));
  }

  @Test
  void jobsThatTheEngineGivesToADeletedConnectorAreGivenBackAtOnce(TestBench bench)
      throws Exception {
    bench.deploy(Model.process("handover").task("handover"));
    startSource(bench, "handover", Map.of("job.timeout.ms", "600000"));
    await().atMost(TestBench.PATIENCE).until(() -> bench.members("connect-handover-replies") == 1);

    bench.stopConnector("handover");
    // Its task has stopped, while the request for jobs that it left open waits on in the engine.
    await().atMost(TestBench.PATIENCE).until(() -> bench.members("connect-handover-replies") == 0);
    bench.createInstance("handover", Map.of("number", 1));

    // Not locked away for ten minutes, and no retry is lost.
    ActivatedJob job = bench.awaitJob("handover");
    assertThat(job.variables()).containsEntry("number", 1);
    assertThat(job.retries()).isEqualTo(3);
  }
}
