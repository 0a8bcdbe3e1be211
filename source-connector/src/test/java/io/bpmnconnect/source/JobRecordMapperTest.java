package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.ActivatedJob;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobRecordMapperTest {

  private static JobConfig config(String... keysAndValues) {
    return SourceSettings.parse(SourceConfigs.delivering(keysAndValues)).jobs();
  }

  private static SourceRecord map(ActivatedJob job, String... keysAndValues) {
    return Jobs.record(new JobRecordMapper(config(keysAndValues)), job);
  }

  private static SourceRecord map(JobConfig config, ActivatedJob job, OptionalInt partitions) {
    JobRecordMapper mapper = new JobRecordMapper(config);
    return mapper.map(mapper.draft(new FetchedJob(job, null)), partitions);
  }

  private static Map<String, Object> headers(SourceRecord record) {
    Map<String, Object> headers = new HashMap<>();
    record.headers().forEach(header -> headers.put(header.key(), header.value()));
    return headers;
  }

  @Test
  void theValueHoldsTheWholeJob() {
    SourceRecord record = map(Jobs.job("7", Map.of("retry", "no"), Map.of("orderId", "o-1")));

    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("jobKey", "7");
    expected.put("type", "charge-card");
    expected.put("processInstanceKey", "instance-1");
    expected.put("processDefinitionId", "order");
    expected.put("processDefinitionVersion", 2L);
    expected.put("processDefinitionKey", "definition-1");
    expected.put("elementId", "charge");
    expected.put("elementInstanceKey", "element-1");
    expected.put("customHeaders", Map.of("retry", "no"));
    expected.put("worker", "worker");
    expected.put("retries", 3L);
    expected.put("deadline", 1_700_000_000_000L);
    expected.put("activation", 1_699_999_940_000L);
    expected.put("tenantId", "<default>");
    expected.put("variables", Map.of("orderId", "o-1"));
    assertThat(record.value()).isEqualTo(expected);
    assertThat(record.valueSchema()).isNull();
  }

  @Test
  void theValueCanHoldTheVariablesOnly() {
    Map<String, Object> variables = new HashMap<>();
    variables.put("amount", new BigDecimal("19.990"));
    variables.put("items", Arrays.asList(1, null));
    variables.put("note", null);

    SourceRecord record = map(Jobs.job("7", Map.of(), variables), "value.content", "variables");

    Map<String, Object> expected = new HashMap<>();
    expected.put("amount", 19.99);
    expected.put("items", Arrays.asList(1L, null));
    expected.put("note", null);
    assertThat(record.value()).isEqualTo(expected);
  }

  @Test
  void theHeadersHoldTheMetadataAsText() {
    assertThat(headers(map(Jobs.job("7"))))
        .containsOnly(
            entry("bpmn-job-key", "7"),
            entry("bpmn-job-type", "charge-card"),
            entry("bpmn-job-retries", "3"),
            entry("bpmn-job-deadline", "1700000000000"),
            entry("bpmn-job-activation", "1699999940000"),
            entry("bpmn-process-instance-key", "instance-1"),
            entry("bpmn-process-definition-id", "order"),
            entry("bpmn-process-definition-version", "2"),
            entry("bpmn-element-id", "charge"),
            entry("bpmn-tenant-id", "<default>"));
  }

  @Test
  void theKeyIsTheProcessInstanceUnlessToldOtherwise() {
    assertThat(map(Jobs.job("7")).key()).isEqualTo("instance-1");
    assertThat(map(Jobs.job("7")).keySchema()).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
    assertThat(map(Jobs.job("7"), "key", "=job.variables.orderId").key()).isEqualTo("o-1");
    assertThat(map(Jobs.job("7"), "key", "=job.variables.missing").key()).isNull();
    assertThat(map(Jobs.job("7"), "key", "=job.retries").key()).isEqualTo("3");
  }

  @Test
  void theTopicIsALiteralOrAnExpression() {
    assertThat(map(Jobs.job("7")).topic()).isEqualTo("jobs");
    assertThat(map(Jobs.job("7"), "topic", "=\"jobs.\" + job.type").topic())
        .isEqualTo("jobs.charge-card");
  }

  @Test
  void aTaskHeaderOfTheModelCanNameTheTopic() {
    ActivatedJob job = Jobs.job("7", Map.of("topic", "payments"), Map.of());

    assertThat(map(job, "topic", "=job.customHeaders.topic").topic()).isEqualTo("payments");
  }

  @Test
  void aJobWithoutATopicCannotBeMapped() {
    assertThatThrownBy(() -> map(Jobs.job("7"), "topic", "=job.customHeaders.topic"))
        .isInstanceOf(MappingException.class)
        .hasMessage(
            "topic (=job.customHeaders.topic) is required, but gave null: No context entry found"
                + " with key 'topic'. Available keys: ");
    assertThatThrownBy(
            () ->
                map(
                    Jobs.job("7", Map.of("topic", " "), Map.of()),
                    "topic",
                    "=job.customHeaders.topic"))
        .isInstanceOf(MappingException.class)
        .hasMessage("topic is empty for this job");
  }

  @Test
  void aKeyThatIsNoTextCannotBeMapped() {
    assertThatThrownBy(() -> map(Jobs.job("7"), "key", "=job.variables"))
        .isInstanceOf(MappingException.class)
        .hasMessage("key (=job.variables) must be text, but gave an object");
  }

  @Test
  void theSourceOffsetNamesTheJob() {
    SourceRecord record = map(Jobs.job("7"));

    assertThat(record.sourcePartition()).isEqualTo(Map.of("jobType", "charge-card"));
    assertThat(record.sourceOffset()).isEqualTo(Map.of("jobKey", "7"));
    assertThat(record.kafkaPartition()).isNull();
  }

  // Topics

  private static final String NAMED_BY_THE_TASK =
      "=if job.customHeaders.topic != null then job.customHeaders.topic else \"jobs\"";

  private static ActivatedJob withTopic(Object topic) {
    return Jobs.job("7", Map.of("topic", topic), Map.of());
  }

  @Test
  void aTaskHeaderNamesTheTopicWhereThereIsOne() {
    assertThat(map(withTopic("payments"), "topic", NAMED_BY_THE_TASK).topic())
        .isEqualTo("payments");
    assertThat(map(Jobs.job("7"), "topic", NAMED_BY_THE_TASK).topic()).isEqualTo("jobs");
    assertThat(
            map(Jobs.job("7", Map.of("color", "blue"), Map.of()), "topic", NAMED_BY_THE_TASK)
                .topic())
        .isEqualTo("jobs");
  }

  static Stream<Arguments> invalidTopics() {
    return Stream.of(
        Arguments.of("", "topic is empty for this job"),
        Arguments.of(" ", "topic is empty for this job"),
        Arguments.of(
            "a/b",
            "topic: the topic \"a/b\" is not a legal topic name: 1 to 249 of a-z, A-Z, 0-9, '.',"
                + " '_' and '-'"),
        Arguments.of(
            ".",
            "topic: the topic \".\" is not a legal topic name: 1 to 249 of a-z, A-Z, 0-9, '.', '_'"
                + " and '-'"),
        Arguments.of(
            "x".repeat(250),
            "topic: the topic \""
                + "x".repeat(100)
                + "…\" is not a legal topic name: 1 to 249 of a-z, A-Z, 0-9, '.', '_' and '-'"),
        Arguments.of(
            "jobs.", "topic: the topic \"jobs.\" matches none of the patterns of topic.allowed"),
        Arguments.of(
            "my-jobs.a",
            "topic: the topic \"my-jobs.a\" matches none of the patterns of topic.allowed"),
        Arguments.of(
            Map.of(), "topic (=job.customHeaders.topic) must be text, but gave an object"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("invalidTopics")
  void aTopicThatCannotBeIsToldOrReplaced(Object topic, String message) {
    String[] failing = {
      "topic", "=job.customHeaders.topic", "topic.allowed", "jobs\\..+,payments|refunds"
    };
    assertToldOrReplaced(topic, failing, message);
  }

  /** What each policy makes of a job with a topic that cannot be. */
  private static void assertToldOrReplaced(Object topic, String[] settings, String message) {
    assertThatThrownBy(() -> map(withTopic(topic), settings))
        .isInstanceOf(MappingException.class)
        .hasMessage(message);
    assertThatThrownBy(
            () -> map(withTopic(topic), with(settings, "behavior.on.invalid.topic", "fail-task")))
        .isInstanceOf(ConnectException.class)
        .hasMessage("no record can be made of job 7: " + message);
    assertThat(
            map(
                    withTopic(topic),
                    with(
                        settings,
                        "behavior.on.invalid.topic",
                        "default-topic",
                        "topic.default",
                        "lost"))
                .topic())
        .isEqualTo("lost");
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs.a", "jobs.a.b", "payments", "refunds"})
  void anAllowedTopicIsTaken(String topic) {
    assertThat(
            map(
                    withTopic(topic),
                    "topic",
                    "=job.customHeaders.topic",
                    "topic.allowed",
                    "jobs\\..+,payments|refunds")
                .topic())
        .isEqualTo(topic);
  }

  static Stream<Arguments> topicsOfReplies() {
    return Stream.of(
        Arguments.of("reply.topic", "replies,answers", "answers"),
        Arguments.of("reply.topic.regex", "a.+s", "answers"));
  }

  @ParameterizedTest(name = "{0}={1}")
  @MethodSource("topicsOfReplies")
  void aJobCannotGoWhereRepliesAreReadFrom(String key, String replies, String topic) {
    String[] replying = {
      "topic",
      "=job.customHeaders.topic",
      "topic.allowed",
      ".*",
      "completion",
      "reply",
      "reply.consumer.bootstrap.servers",
      "localhost:1",
      "reply.errors.topic",
      "bad-replies",
      key,
      replies
    };
    String message =
        "topic: the topic \"%s\" is one that replies are read from (%s=%s): a job would settle itself"
            .formatted(topic, key, replies);

    assertThat(map(withTopic("jobs"), replying).topic()).isEqualTo("jobs");
    assertToldOrReplaced(topic, replying, message);
    assertThatThrownBy(() -> map(withTopic("bad-replies"), replying))
        .isInstanceOf(MappingException.class)
        .hasMessage(
            "topic: the topic \"bad-replies\" is that of replies that are of no use"
                + " (reply.errors.topic)");
  }

  // Partition and options of a type

  @Test
  void thePartitionIsANumberOrAnExpression() {
    ActivatedJob job = Jobs.job("7", Map.of(), Map.of("region", 4, "none", "x"));

    assertThat(map(job, "partition", "3").kafkaPartition()).isEqualTo(3);
    assertThat(map(job, "partition", "=job.variables.region").kafkaPartition()).isEqualTo(4);
    assertThat(map(job, "partition", "=job.variables.missing").kafkaPartition()).isNull();
    assertThatThrownBy(() -> map(job, "partition", "=0 - job.variables.region"))
        .isInstanceOf(MappingException.class)
        .hasMessage(
            "partition (=0 - job.variables.region) must be a whole number between 0 and 2147483647,"
                + " but gave -4");
    assertThatThrownBy(() -> map(job, "partition", "=job.variables.none"))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("partition (=job.variables.none) must be a whole number");
  }

  static Stream<Arguments> invalidPartitions() {
    return Stream.of(
        Arguments.of(
            2, "partition: the topic \"jobs\" has no partition 2, but 0 to 1", OptionalInt.of(2)),
        Arguments.of(
            -1,
            "partition (=job.variables.p) must be a whole number between 0 and 2147483647, but gave -1",
            OptionalInt.empty()),
        Arguments.of(
            "x",
            "partition (=job.variables.p) must be a whole number between 0 and 2147483647, but gave"
                + " the text \"x\"",
            OptionalInt.of(2)));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("invalidPartitions")
  void aPartitionThatCannotBeIsTreatedAsATopicThatCannotBe(
      Object partition, String message, OptionalInt partitions) {
    ActivatedJob job = Jobs.job("7", Map.of(), Map.of("p", partition));
    String[] failing = {"partition", "=job.variables.p"};

    assertThatThrownBy(() -> map(config(failing), job, partitions))
        .isInstanceOf(MappingException.class)
        .hasMessage(message);
    assertThatThrownBy(
            () ->
                map(
                    config(with(failing, "behavior.on.invalid.topic", "fail-task")),
                    job,
                    partitions))
        .isInstanceOf(ConnectException.class)
        .hasMessage("no record can be made of job 7: " + message);
    SourceRecord instead =
        map(
            config(
                with(
                    failing,
                    "behavior.on.invalid.topic",
                    "default-topic",
                    "topic.default",
                    "lost")),
            job,
            partitions);
    assertThat(instead.topic()).isEqualTo("lost");
    assertThat(instead.kafkaPartition()).isNull();
  }

  @Test
  void thePartitionOfATypesOwnKeyIsToldWithThatKey() {
    assertThatThrownBy(
            () -> map(config("job.charge-card.partition", "3"), Jobs.job("7"), OptionalInt.of(1)))
        .hasMessage("job.charge-card.partition: the topic \"jobs\" has no partition 3, but 0 to 0");
  }

  @Test
  void aPartitionIsTakenWhenTheTopicHasItOrNobodyKnows() {
    JobConfig config = config("partition", "1");

    assertThat(map(config, Jobs.job("7"), OptionalInt.of(2)).kafkaPartition()).isEqualTo(1);
    assertThat(map(config, Jobs.job("7"), OptionalInt.empty()).kafkaPartition()).isEqualTo(1);
  }

  @Test
  void aTypesOwnOptionsMakeItsRecords() {
    SourceRecord record =
        map(
            Jobs.job("7"),
            "job.charge-card.topic",
            "cards",
            "job.charge-card.key",
            "=job.variables.orderId",
            "job.charge-card.value.content",
            "variables",
            "job.charge-card.timeout.ms",
            "1000");

    assertThat(record.topic()).isEqualTo("cards");
    assertThat(record.key()).isEqualTo("o-1");
    assertThat(record.value()).isEqualTo(Map.of("orderId", "o-1"));
    assertThat(headers(record)).containsEntry("bpmn-job-activation", "1699999999000");
  }

  // What newer engines say

  @Test
  void whatNewerEnginesSayIsInTheValueAndWhatARouterNeedsInTheHeaders() {
    SourceRecord record = map(Jobs.detailed("7", Map.of()));

    @SuppressWarnings("unchecked")
    Map<String, Object> value = (Map<String, Object>) record.value();
    assertThat(value)
        .containsEntry("kind", "TASK_LISTENER")
        .containsEntry("listenerEventType", "COMPLETING")
        .containsEntry("tags", List.of("gold"))
        .containsEntry("businessId", "order-1")
        .containsEntry("priority", 70L)
        .containsEntry("rootProcessInstanceKey", "root-1")
        .containsEntry("leaseToken", "token-1")
        .containsEntry("userTask", Map.of("assignee", "ann"));
    assertThat(headers(record))
        .containsEntry("bpmn-job-lease", "token-1")
        .containsEntry("bpmn-business-id", "order-1");
  }

  @Test
  void expressionsSeeWhatNewerEnginesSay() {
    assertThat(map(Jobs.detailed("7", Map.of()), "key", "=job.businessId").key())
        .isEqualTo("order-1");
    assertThat(map(Jobs.job("7"), "key", "=job.businessId").key()).isNull();
  }

  // Headers

  @Test
  void aTraceInVariablesGoesOnInHeaders() {
    Map<String, Object> variables =
        Map.of(
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "tracestate",
            "congo=t61rcWkgMzE");

    assertThat(headers(map(Jobs.job("7", Map.of(), variables))))
        .containsEntry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .containsEntry("tracestate", "congo=t61rcWkgMzE");
    assertThat(headers(map(Jobs.job("7", Map.of(), Map.of("tracestate", "congo=1")))))
        .as("a state without parent")
        .doesNotContainKey("tracestate");
    assertThat(headers(map(Jobs.job("7", Map.of(), Map.of("traceparent", 7, "tracestate", "a=1")))))
        .as("no text")
        .doesNotContainKeys("traceparent", "tracestate");
  }

  @Test
  void additionalHeadersAreLiteralsOrExpressions() {
    assertThat(
            headers(
                map(
                    Jobs.job("7"),
                    "headers",
                    "region,order.id,retries,missing",
                    "headers.region.value",
                    "eu",
                    "headers.order.id.value",
                    "=job.variables.orderId",
                    "headers.retries.value",
                    "=job.retries",
                    "headers.missing.value",
                    "=job.variables.missing")))
        .containsEntry("region", "eu")
        .containsEntry("order.id", "o-1")
        .containsEntry("retries", "3")
        .doesNotContainKey("missing");
  }

  @Test
  void aHeaderThatIsNoTextCannotBeMapped() {
    assertThatThrownBy(
            () -> map(Jobs.job("7"), "headers", "all", "headers.all.value", "=job.variables"))
        .isInstanceOf(MappingException.class)
        .hasMessage("headers.all.value (=job.variables) must be text, but gave an object");
  }

  @Test
  void aRecordCanBeACloudEvent() {
    Map<String, Object> headers =
        headers(
            map(
                Jobs.job("7", Map.of(), Map.of("traceparent", "00-a-b-01")),
                "headers.format",
                "cloudevents"));

    assertThat(headers)
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_id", "7-1699999940000")
        .containsEntry("ce_source", "/processes/order")
        .containsEntry("ce_type", "io.bpmnconnect.job.activated")
        .containsEntry("ce_subject", "charge-card")
        .containsEntry("ce_time", "2023-11-14T22:12:20Z")
        .containsEntry("ce_traceparent", "00-a-b-01")
        .containsEntry("content-type", "application/json")
        .containsEntry("bpmn-job-key", "7")
        .containsEntry("bpmn-job-retries", "3");
    assertThat(headers(map(Jobs.job("7"))).keySet()).noneMatch(name -> name.startsWith("ce_"));
  }

  @Test
  void anAdditionalHeaderTakesThePlaceOfACloudEventsOne() {
    SourceRecord record =
        map(
            Jobs.job("7"),
            "headers.format",
            "cloudevents",
            "headers",
            "ce_type,content-type",
            "headers.ce_type.value",
            "=\"com.acme.\" + job.type",
            "headers.content-type.value",
            "application/avro");

    assertThat(headers(record))
        .containsEntry("ce_type", "com.acme.charge-card")
        .containsEntry("content-type", "application/avro");
    assertThat(record.headers().allWithName("ce_type")).toIterable().hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "007",
        "2251799813685263",
        "1.0",
        "1e5",
        "true",
        "null",
        "",
        " a ",
        "{\"a\": 1}",
        "[1]",
        "\"quoted\"",
        "a\\b",
        "Grüße 🚀",
        "2024-01-01",
        "NaN"
      })
  void textArrivesAsItIsWithTheHeaderConverterThatConnectUsesByItself(String text)
      throws IOException {
    SourceRecord record =
        map(
            Jobs.job("7", Map.of(), Map.of("text", text)),
            "headers",
            "a",
            "headers.a.value",
            "=job.variables.text");
    Header header = record.headers().lastWithName("a");

    try (SimpleHeaderConverter simple = new SimpleHeaderConverter();
        StringConverter plain = new StringConverter()) {
      assertThat(simple.fromConnectHeader("t", "a", header.schema(), header.value()))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(text);
      assertThat(plain.fromConnectHeader("t", "a", header.schema(), header.value()))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(text);
    }
  }

  /** Why headers are texts, and why JsonConverter is refused as their converter. */
  @Test
  void bytesWouldNotArriveAsTheyAreAndJsonQuotesTexts() throws IOException {
    byte[] bytes = "7".getBytes(StandardCharsets.UTF_8);
    try (SimpleHeaderConverter simple = new SimpleHeaderConverter();
        JsonConverter json = new JsonConverter()) {
      json.configure(Map.of("converter.type", "header", "schemas.enable", "false"));

      assertThat(simple.fromConnectHeader("t", "a", Schema.BYTES_SCHEMA, bytes))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("Nw==");
      assertThat(json.fromConnectHeader("t", "a", Schema.STRING_SCHEMA, "7"))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("\"7\"");
    }
  }
}
