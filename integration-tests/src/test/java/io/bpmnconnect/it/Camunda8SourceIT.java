package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpmnconnect.engine.ActivatedJob;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Jobs out and replies in, where Camunda 8 differs from Operaton: what its jobs have, retries that
 * the model says and the engine keeps, and jobs that are given back by failing them.
 */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class Camunda8SourceIT {

  private static final ObjectMapper JSON = new ObjectMapper();

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

  @Test
  void whatTheEngineDoesNotHaveIsToldByValidation(TestBench bench) {
    Map<String, String> config =
        bench.sourceConfig(
            Map.of(
                "job.types", "old",
                "topic", "old",
                "completion", "none",
                "job.lease", "true",
                "job.tenant.filter", "assigned"));
    config.put("name", "old");

    JsonNode answer = bench.connect().validate(config.get("connector.class"), config);

    assertThat(answer.path("error_count").asInt()).isEqualTo(2);
    assertThat(answer.toString())
        .contains("job.lease: needs Camunda 8.10; the engine is Camunda 8, version 8.6.0")
        .contains("job.tenant.filter: needs Camunda 8.9; the engine is Camunda 8, version 8.6.0");
  }
}
