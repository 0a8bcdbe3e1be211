package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What job records look like, through a real worker and a real engine. */
@ExtendWith(SharedStack.class)
class JobRecordsIT {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final String NAMED_BY_THE_TASK =
      "=if job.customHeaders.topic != null then job.customHeaders.topic else \"named-jobs\"";

  private static Map<String, String> settings(String types, String... more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("job.types", types);
    settings.put("completion", "none");
    settings.put("job.timeout.ms", "600000");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private static String[] withSchemas(String... more) {
    String[] all = new String[more.length + 4];
    System.arraycopy(more, 0, all, 0, more.length);
    all[more.length] = "value.converter";
    all[more.length + 1] = "org.apache.kafka.connect.json.JsonConverter";
    all[more.length + 2] = "value.converter.schemas.enable";
    all[more.length + 3] = "true";
    return all;
  }

  @Test
  void aTaskOfTheModelNamesTheTopicAndOneThatIsNotAllowedStopsNoOther(TestBench bench)
      throws Exception {
    bench.deploy(Model.process("named-1").taskTo("named", "named-cards"));
    bench.deploy(Model.process("named-2").taskTo("named", "secrets"));
    bench.deploy(Model.process("named-3").task("named"));
    bench.createTopic("named-cards", 1);
    bench.createTopic("named-jobs", 1);
    bench.startSource(
        "named", settings("named", "topic", NAMED_BY_THE_TASK, "topic.allowed", "named-.*"));

    String refused = bench.createInstance("named-2", Map.of());
    String cards = bench.createInstance("named-1", Map.of());
    String jobs = bench.createInstance("named-3", Map.of());

    assertThat(bench.awaitRecords("named-cards", 1).get(0).key()).isEqualTo(cards);
    assertThat(bench.awaitRecords("named-jobs", 1).get(0).key()).isEqualTo(jobs);
    await()
        .atMost(TestBench.PATIENCE)
        .until(() -> Witness.of(bench).incidents("processInstanceId", refused) == 1);
    assertThat(Witness.of(bench).externalTasks("topicName", "named", "notLocked", "true"))
        .as("that of the incident")
        .isEqualTo(1);
  }

  @Test
  void theOptionsOfATypeAreItsOwnInWhicheverTask(TestBench bench) throws Exception {
    bench.deploy(Model.process("own-1").task("own.first"));
    bench.deploy(Model.process("own-2").task("own.second"));
    bench.createTopic("own-first", 2);
    bench.createTopic("own-all", 1);
    bench.startSource(
        "own",
        settings(
            "own.first,own.second",
            "tasks.max",
            "2",
            "topic",
            "own-all",
            "job.own.first.topic",
            "own-first",
            "job.own.first.value.content",
            "variables",
            "job.own.first.partition",
            "1"));

    bench.createInstance("own-1", Map.of("a", 1));
    bench.createInstance("own-2", Map.of("a", 2));

    ConsumerRecord<String, String> first = bench.awaitRecords("own-first", 1).get(0);
    ConsumerRecord<String, String> second = bench.awaitRecords("own-all", 1).get(0);
    assertThat(first.value()).isEqualTo("{\"a\":1}");
    assertThat(first.partition()).isEqualTo(1);
    assertThat(JSON.readTree(second.value()).path("type").asText()).isEqualTo("own.second");
  }

  @Test
  void aPartitionThatIsNotThereConcernsItsJobOnly(TestBench bench) throws Exception {
    bench.deploy(Model.process("partition").task("partition"));
    bench.createTopic("partition-jobs", 2);
    bench.createTopic("partition-lost", 1);
    bench.createTopic("partition-replies", 1);
    bench.startSource(
        "partition",
        Map.of(
            "job.types", "partition",
            "topic", "partition-jobs",
            "partition", "=job.variables.p",
            "behavior.on.invalid.topic", "default-topic",
            "topic.default", "partition-lost",
            "reply.topic", "partition-replies"));

    String beyond = bench.createInstance("partition", Map.of("p", 2));
    String none = bench.createInstance("partition", Map.of("p", "x"));
    String last = bench.createInstance("partition", Map.of("p", 1));

    ConsumerRecord<String, String> written = bench.awaitRecords("partition-jobs", 1).get(0);
    assertThat(written.key()).isEqualTo(last);
    assertThat(written.partition()).isEqualTo(1);
    assertThat(bench.awaitRecords("partition-lost", 2))
        .extracting(ConsumerRecord::key)
        .containsExactlyInAnyOrder(beyond, none);
  }

  @Test
  void withABoundOnTheProducersWaitAPartitionThatIsNotThereConcernsItsJobOnly(TestBench bench)
      throws Exception {
    bench.deploy(Model.process("unseen").task("unseen"));
    bench.createTopic("unseen-jobs", 1);
    bench.startSource(
        "unseen",
        settings(
            "unseen",
            "topic",
            "unseen-jobs",
            "partition",
            "=job.variables.p",
            "behavior.on.dropped.record",
            "complete",
            "errors.tolerance",
            "all",
            "producer.override.max.block.ms",
            "2000"));

    String unseen = bench.createInstance("unseen", Map.of("p", 1));
    String there = bench.createInstance("unseen", Map.of("p", 0));

    assertThat(bench.awaitRecords("unseen-jobs", 1).get(0).key()).isEqualTo(there);
    await()
        .atMost(TestBench.PATIENCE)
        .until(
            () ->
                Witness.of(bench).processInstances("processInstanceId", unseen, "completed", "true")
                    == 1);
  }

  @Test
  void anEnvelopeKeepsEveryDigit(TestBench bench) throws Exception {
    bench.deploy(Model.process("envelope-schema").task("envelope-schema"));
    bench.createTopic("envelope-schema", 1);
    bench.startSource(
        "envelope-schema",
        settings(
            "envelope-schema",
            withSchemas("topic", "envelope-schema", "value.schema", "envelope")));

    bench.createInstance("envelope-schema", Map.of("key", 9_007_199_254_740_993L, "m", 19.99));

    JsonNode record = JSON.readTree(bench.awaitRecords("envelope-schema", 1).get(0).value());
    assertThat(record.path("schema").path("name").asText()).isEqualTo("io.bpmnconnect.JobEnvelope");
    JsonNode variables = JSON.readTree(record.path("payload").path("variables").asText());
    assertThat(variables.path("key").asLong()).isEqualTo(9_007_199_254_740_993L);
    assertThat(variables.path("m").decimalValue()).isEqualTo(new BigDecimal("19.99"));
  }

  @Test
  void anInferredSchemaGrows(TestBench bench) throws Exception {
    bench.deploy(Model.process("inferred").task("inferred"));
    bench.createTopic("inferred", 1);
    bench.startSource(
        "inferred",
        settings(
            "inferred",
            withSchemas(
                "topic", "inferred", "value.schema", "inferred", "value.content", "variables")));

    bench.createInstance("inferred", Map.of("amount", 5));
    bench.awaitRecords("inferred", 1);
    bench.createInstance("inferred", Map.of("amount", 5.5, "lines", List.of(Map.of("sku", "a"))));

    JsonNode grown = JSON.readTree(bench.awaitRecords("inferred", 2).get(1).value());
    assertThat(grown.path("payload"))
        .isEqualTo(JSON.readTree("{\"amount\":5.5,\"lines\":[{\"sku\":\"a\"}]}"));
    assertThat(grown.path("schema").path("version").asInt()).isEqualTo(3);
    assertThat(grown.path("schema").path("name").asText()).isEqualTo("io.bpmnconnect.job.inferred");
  }

  @Test
  void headersArriveAsPlainTextAndTellOfTheActivation(TestBench bench) throws Exception {
    bench.deploy(Model.process("headers").task("headers"));
    bench.createTopic("headers", 1);
    bench.startSource(
        "headers",
        settings(
            "headers",
            "topic",
            "headers",
            "headers.format",
            "cloudevents",
            "headers",
            "flag,json,number",
            "headers.flag.value",
            "true",
            "headers.json.value",
            "=job.variables.json",
            "headers.number.value",
            "1.0",
            // So short that the job comes twice.
            "job.timeout.ms",
            "2000"));

    bench.createInstance("headers", Map.of("traceparent", "00-a-b-01", "json", "{\"a\": \"b\"}"));

    List<ConsumerRecord<String, String>> records = bench.awaitRecords("headers", 2);
    Map<String, String> first = TestBench.headers(records.get(0));
    Map<String, String> second = TestBench.headers(records.get(1));
    assertThat(first)
        .containsEntry("flag", "true")
        .containsEntry("json", "{\"a\": \"b\"}")
        .containsEntry("number", "1.0")
        .containsEntry("traceparent", "00-a-b-01")
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_subject", "headers")
        .containsEntry("ce_id", first.get("bpmn-job-key") + "-" + first.get("bpmn-job-activation"));
    long activation = Long.parseLong(first.get("bpmn-job-activation"));
    assertThat(second).containsEntry("bpmn-job-key", first.get("bpmn-job-key"));
    assertThat(Long.parseLong(second.get("bpmn-job-activation")))
        .as("its lock has ended in between")
        .isGreaterThanOrEqualTo(activation + 2_000);
  }
}
