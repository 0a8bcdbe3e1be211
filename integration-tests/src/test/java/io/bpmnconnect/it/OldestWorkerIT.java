package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.stack.ConnectRest;
import io.bpmnconnect.stack.ConnectWorker;
import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.KafkaVersion;
import io.bpmnconnect.stack.StackHome;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The oldest Connect release that is supported runs the same archive. */
@NeedsCamunda8(broughtBecause = "it has a worker of its own beside the engine")
@ExtendWith(SharedStack.class)
class OldestWorkerIT {

  @Test
  void bothConnectorsRunOnTheOldestWorker(TestBench bench) throws Exception {
    bench.deploy(Model.process("oldest").task("oldest").task("oldest-after"));
    bench.createTopic("oldest", 1);
    bench.createTopic("oldest-jobs", 1);
    bench.createTopic("oldest-replies", 1);
    Path directory = Path.of(System.getProperty("stack.work"), "oldest-worker");
    try (ConnectWorker worker =
        ConnectWorker.builder(
                StackHome.fromSystemProperty(), directory, bench.stack().kafka().bootstrapServers())
            .tuning(JvmTuning.QUICK_START)
            .version(KafkaVersion.V3_9)
            .groupId("oldest")
            .build()) {
      worker.start();
      ConnectRest connect = worker.rest();
      connect.putConfig(
          "oldest-sink",
          bench.sinkConfig(
              "oldest",
              Map.of(
                  "operation", "create-process-instance",
                  "process.id", "=if value.price = null then \"oldest\" else \"unheard-of\"",
                  "result.topic", "oldest-results",
                  "result.producer.bootstrap.servers", bench.stack().kafka().bootstrapServers())));
      connect.putConfig(
          "oldest-source",
          bench.sourceConfig(
              Map.of(
                  "job.types", "oldest",
                  "topic", "oldest-jobs",
                  "reply.topic", "oldest-replies")));
      connect.waitUntilRunning("oldest-sink", TestBench.PATIENCE);
      connect.waitUntilRunning("oldest-source", TestBench.PATIENCE);

      bench.send("oldest", "1", "{\"price\" : 1.0}", "quoted", "\"007\"");
      bench.send("oldest", "2", "{\"orderId\":\"o-2\"}");
      ConsumerRecord<String, String> job = bench.awaitRecords("oldest-jobs", 1).get(0);
      bench.send(
          "oldest-replies",
          "2",
          "{\"done\":true}",
          "bpmn-job-key",
          TestBench.headers(job).get("bpmn-job-key"));

      assertThat(bench.awaitJob("oldest-after").variables())
          .isEqualTo(Map.of("orderId", "o-2", "done", true));
      assertThat(bench.awaitRecords("oldest-dlq", 1))
          .singleElement()
          .satisfies(
              dead -> {
                assertThat(dead.key()).isEqualTo("1");
                assertThat(dead.value()).isEqualTo("{\"price\" : 1.0}");
                assertThat(TestBench.headers(dead))
                    .containsEntry("quoted", "\"007\"")
                    .containsEntry("bpmn-error-kind", "not-found")
                    .containsEntry("bpmn-original-topic", "oldest");
              });
      assertThat(bench.awaitRecords("oldest-results", 2))
          .extracting(result -> TestBench.headers(result).get("bpmn-outcome"))
          .containsExactlyInAnyOrder("reported", "succeeded");
      SinkMetrics.awaitCounts(
          worker.pid(),
          "oldest-sink",
          Map.of(
              "records-total{operation=create-process-instance,outcome=succeeded}", 1.0,
              "records-total{operation=create-process-instance,outcome=reported}", 1.0,
              "errors-total{kind=not-found}", 1.0));
      SourceMetrics.awaitCounts(
          worker.pid(),
          "oldest-source",
          Map.of(
              "activated-total{job-type=oldest}", 1.0,
              "replies-total{operation=complete-job,outcome=settled}", 1.0));
      assertThat(connect.plugins())
          .filteredOn(plugin -> plugin.path("class").asText().startsWith("io.bpmnconnect"))
          .extracting(JsonNode::size)
          .hasSize(2);
    }
  }
}
