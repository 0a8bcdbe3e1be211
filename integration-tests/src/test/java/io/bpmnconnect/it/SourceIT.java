package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@code Camunda7SourceIT} has not: topics of tasks, records that are dropped, a strict task.
 */
@ExtendWith(SharedStack.class)
class SourceIT {

  /** A key that no job has: as if it had been settled before. */
  private static final String SETTLED_JOB = "no-such-job";

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
        "{\"jobKey\":\"%s\",\"action\":\"complete\",\"variables\":{\"ok\":true}}"
            .formatted(jobKey(record)));

    assertThat(record.key()).isEqualTo("o-1");
    assertThat(record.value()).isEqualTo("{\"orderId\":\"o-1\"}");
    assertThat(bench.awaitJob("envelope-after").variables())
        .isEqualTo(Map.of("orderId", "o-1", "ok", true));
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
  void aRecordThatATransformationDropsNeverCompletesItsJob(TestBench bench) throws Exception {
    bench.deploy(Model.process("dropped").task("dropped").task("dropped-after"));
    startSource(
        bench,
        "dropped",
        Map.of(
            "completion", "on-delivery",
            "job.attempts", "2",
            "transforms", "drop",
            "transforms.drop.type", "org.apache.kafka.connect.transforms.Filter"));

    String instance = bench.createInstance("dropped", Map.of());

    // Each drop takes one retry; when none is left, people are told by an incident.
    await()
        .atMost(TestBench.PATIENCE)
        .until(() -> Witness.of(bench).incidents("processInstanceId", instance) == 1);
    assertThat(Witness.of(bench).externalTasks("topicName", "dropped-after")).isZero();
    assertThat(bench.recordCount("dropped-jobs")).isZero();
  }
}
