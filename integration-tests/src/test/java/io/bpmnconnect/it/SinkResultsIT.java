package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The outcome of each record can be read from the result topic. */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class SinkResultsIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static Map<String, String> creating(TestBench bench, String topic, String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("operation", "create-process-instance");
    config.put("process.id", "=value.process");
    config.put("result.topic", topic);
    config.put("result.producer.bootstrap.servers", bench.stack().kafka().bootstrapServers());
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  @Test
  void eachRecordHasAResultWithItsKeyAndItsCorrelation(TestBench bench) throws Exception {
    bench.deploy(Model.process("answered").task("answered-job"));
    bench.createTopic("answered", 1);
    bench.createTopic("answered-results", 1);
    bench.startSink("answered", "answered", creating(bench, "answered-results"));

    bench.send("answered", "a", "{\"process\":\"answered\"}", "correlation-id", "007");
    bench.send("answered", "b", "{\"process\":\"unheard-of\"}");
    bench.send("answered", "c", null);

    Map<String, ConsumerRecord<String, String>> results = new HashMap<>();
    bench.awaitRecords("answered-results", 3).forEach(result -> results.put(result.key(), result));
    JsonNode created = JSON.readTree(results.get("a").value());
    assertThat(created.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(created.path("result").path("processInstanceKey").asText())
        .isEqualTo(bench.awaitJob("answered-job").processInstanceKey());
    assertThat(created.path("source").path("offset").asLong()).isZero();
    assertThat(results.get("a").headers().lastHeader("correlation-id").value())
        .isEqualTo("007".getBytes(StandardCharsets.UTF_8));
    JsonNode refused = JSON.readTree(results.get("b").value());
    assertThat(refused.path("outcome").asText()).isEqualTo("reported");
    assertThat(refused.path("error").path("kind").asText()).isEqualTo("not-found");
    assertThat(JSON.readTree(results.get("c").value()).path("outcome").asText())
        .isEqualTo("ignored");
    await()
        .atMost(TestBench.PATIENCE)
        .untilAsserted(() -> assertThat(bench.committed("connect-answered")).isEqualTo(3));
  }

  @Test
  void aResultThatCannotBeWrittenStopsTheTaskUnlessToldOtherwise(TestBench bench) throws Exception {
    bench.deploy(Model.process("unanswered").task("unanswered-job"));
    bench.createTopic("unanswered", 1);
    bench.createTopic("unanswered-results", 1);
    String tooSmall = "result.producer.max.request.size";
    bench.startSink(
        "unanswered", "unanswered", creating(bench, "unanswered-results", tooSmall, "10"));

    bench.send("unanswered", "a", "{\"process\":\"unanswered\"}");

    await()
        .atMost(TestBench.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(bench.connect().status("unanswered").flatMap(s -> s.failure()))
                    .hasValueSatisfying(
                        task ->
                            assertThat(task.trace())
                                .contains(
                                    "record unanswered-0@0",
                                    "unanswered-results",
                                    "RecordTooLargeException",
                                    "behavior.on.result.error=ignore")));
    assertThat(bench.committed("connect-unanswered")).isZero();

    // The operator decides to go on without results.
    bench.stopConnector("unanswered");
    bench.startSink(
        "unanswered",
        "unanswered",
        creating(
            bench, "unanswered-results", tooSmall, "10", "behavior.on.result.error", "ignore"));
    bench.send("unanswered", "b", "{\"process\":\"unanswered\"}");
    assertThat(bench.awaitJobs("unanswered-job", 2)).hasSizeGreaterThanOrEqualTo(2);
    await()
        .atMost(TestBench.PATIENCE)
        .untilAsserted(() -> assertThat(bench.committed("connect-unanswered")).isEqualTo(2));
    assertThat(List.of(bench.connect().status("unanswered").orElseThrow()))
        .allSatisfy(status -> assertThat(status.failure()).isEmpty());
  }
}
