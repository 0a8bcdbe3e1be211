package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.ActivatedJob;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class JobRecordMapperTest {

  private static SourceRecord map(ActivatedJob job, String... keysAndValues) {
    JobConfig config = SourceSettings.parse(SourceConfigs.delivering(keysAndValues)).jobs();
    return new JobRecordMapper(config).map(new FetchedJob(job, null));
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
}
