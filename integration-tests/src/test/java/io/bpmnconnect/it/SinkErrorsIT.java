package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.stack.ConnectorStatus.TaskStatus;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of records that cannot be delivered. */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class SinkErrorsIT {

  private static final String MESSAGE = "__connect.errors.exception.message";

  @Test
  void whatIsRefusedLandsInTheDeadLetterQueueAndTheNextRecordIsProcessed(TestBench bench)
      throws Exception {
    bench.deploy(Model.process("refused").task("refused-job"));
    bench.createTopic("refused", 1);
    bench.startSink(
        "refused",
        "refused",
        Map.of("operation", "create-process-instance", "process.id", "=value.process"));

    bench.send("refused", "0", "{\"process\":"); // not JSON
    bench.send("refused", "1", "{\"id\":1}"); // the expression gives null
    bench.send("refused", "2", "{\"process\":{\"a\":1}}"); // the expression gives an object
    bench.send("refused", "3", "{\"process\":\"unheard-of\"}"); // the engine has no such process
    bench.send("refused", "4", "{\"process\":\"refused\",\"id\":4}");

    assertThat(bench.awaitJob("refused-job").variables()).containsEntry("id", 4);
    assertThat(bench.awaitRecords("refused-dlq", 4))
        .extracting(record -> record.key() + ": " + TestBench.headers(record).get(MESSAGE))
        .satisfiesExactlyInAnyOrder(
            zero -> assertThat(zero).startsWith("0: "),
            one ->
                assertThat(one)
                    .startsWith("1: ")
                    .contains("refused-0@1", "process.id (=value.process) is required"),
            two ->
                assertThat(two)
                    .startsWith("2: ")
                    .contains("refused-0@2", "process.id (=value.process) must be text"),
            three ->
                assertThat(three)
                    .startsWith("3: ")
                    .contains("refused-0@3", "create-process-instance", "unheard-of", "404"));
    await()
        .atMost(TestBench.PATIENCE)
        .untilAsserted(() -> assertThat(bench.committed("connect-refused")).isEqualTo(5));
  }

  @Test
  void aDeadLetterKeepsItsBytesAndSaysInHeadersWhatHappened(TestBench bench) throws Exception {
    bench.createTopic("marked", 1);
    bench.startSink(
        "marked",
        "marked",
        Map.of(
            "operation", "create-process-instance",
            "process.id", "=value.process",
            "transforms", "rename",
            "transforms.rename.type", "org.apache.kafka.connect.transforms.RegexRouter",
            "transforms.rename.regex", ".*",
            "transforms.rename.replacement", "renamed"));

    String refused = "{ \"process\" : \"unheard-of\" }";
    bench.send("marked", "1", refused, "order", "007", "bpmn-attempts", "of an earlier queue");
    bench.send("marked", "2", "{\"id\":1.0}");

    List<ConsumerRecord<String, String>> dead = bench.awaitRecords("marked-dlq", 2);
    assertThat(dead)
        .filteredOn(record -> record.key().equals("1"))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.value()).isEqualTo(refused);
              assertThat(record.headers().headers("bpmn-attempts")).hasSize(1);
              assertThat(TestBench.headers(record))
                  .containsEntry("order", "007")
                  .containsEntry("bpmn-operation", "create-process-instance")
                  .containsEntry("bpmn-error-kind", "not-found")
                  .containsEntry("bpmn-engine-status", "404")
                  .containsEntry("bpmn-engine-title", "NOT_FOUND")
                  .containsEntry("bpmn-connector", "marked")
                  .containsEntry("bpmn-task", "0")
                  .containsEntry("bpmn-original-topic", "marked")
                  .containsEntry("bpmn-original-partition", "0")
                  .containsEntry("bpmn-original-offset", "0");
              assertThat(TestBench.headers(record).get("bpmn-attempts")).containsOnlyDigits();
              assertThat(TestBench.headers(record).get("bpmn-engine-detail"))
                  .contains("unheard-of");
            });
    assertThat(dead)
        .filteredOn(record -> record.key().equals("2"))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.value()).isEqualTo("{\"id\":1.0}");
              assertThat(TestBench.headers(record))
                  .containsEntry("bpmn-error-kind", "mapping")
                  .containsEntry("bpmn-original-offset", "1")
                  .hasEntrySatisfying(
                      "bpmn-error-message", text -> assertThat(text).contains("process.id"));
            });
  }

  @Test
  void aTaskThatMustNotGoOnFailsWithTheRecordInItsTraceAndLosesNothing(TestBench bench)
      throws Exception {
    bench.deploy(Model.process("strict").task("strict-job"));
    bench.createTopic("strict", 1);
    Map<String, String> strict =
        new java.util.HashMap<>(
            Map.of(
                "operation", "create-process-instance",
                "process.id", "=value.process",
                "behavior.on.invalid", "fail"));
    bench.startSink("strict", "strict", strict);

    bench.send("strict", "1", "{\"process\":\"strict\",\"id\":1}");
    bench.send("strict", "2", "{\"id\":2}");
    bench.send("strict", "3", "{\"process\":\"strict\",\"id\":3}");

    await()
        .atMost(TestBench.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(bench.connect().status("strict").flatMap(s -> s.failure()))
                    .map(TaskStatus::trace)
                    .hasValueSatisfying(
                        trace ->
                            assertThat(trace)
                                .contains("strict-0@1", "process.id (=value.process)")));

    // The operator decides to report such records after all; nothing was skipped.
    bench.stopConnector("strict");
    strict.put("behavior.on.invalid", "report");
    bench.startSink("strict", "strict", strict);
    assertThat(bench.awaitJobs("strict-job", 2))
        .extracting(job -> job.variables().get("id"))
        .contains(1, 3);
    assertThat(bench.awaitRecords("strict-dlq", 1)).extracting(r -> r.key()).containsOnly("2");
  }

  @Test
  void aRecordThatAsksForWhatTheEngineLacksDoesNotStopTheOthers(TestBench bench) throws Exception {
    bench.deploy(Model.process("asking").task("asking-job"));
    bench.createTopic("asking", 1);
    bench.startSink(
        "asking", "asking", Map.of("operation", "=headers.action", "process.id", "asking"));

    bench.send("asking", "1", "{\"n\":1}", "action", "evaluate-conditionals");
    bench.send("asking", "2", "{\"n\":2}", "action", "create-process-instance");

    assertThat(bench.awaitJob("asking-job").variables()).isEqualTo(Map.of("n", 2));
    assertThat(bench.awaitRecords("asking-dlq", 1)).extracting(r -> r.key()).containsOnly("1");
  }
}
