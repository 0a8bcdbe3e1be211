package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class DeadLetterHeadersTest {

  private static List<String> headers(ConsumerRecord<?, ?> consumed) {
    List<String> headers = new ArrayList<>();
    consumed.headers().forEach(h -> headers.add(h.key() + "=" + Reports.text(h.value())));
    return headers;
  }

  @Test
  void aRefusedRecordCarriesWhatTheEngineSaid() {
    ConsumerRecord<byte[], byte[]> consumed = Reports.consumed("order", "007");

    DeadLetterHeaders.add(
        Reports.refused(Reports.handedOut(consumed), "no process"), "orders-sink", 3);

    assertThat(headers(consumed))
        .containsExactly(
            "order=007",
            "bpmn-operation=create-process-instance",
            "bpmn-route=placed",
            "bpmn-error-kind=not-found",
            "bpmn-error-message=the engine does not know it",
            "bpmn-engine-status=404",
            "bpmn-engine-title=NOT_FOUND",
            "bpmn-engine-detail=no process",
            "bpmn-attempts=3",
            "bpmn-connector=orders-sink",
            "bpmn-task=3",
            "bpmn-original-topic=orders",
            "bpmn-original-partition=0",
            "bpmn-original-offset=42");
  }

  @Test
  void aRecordThatGaveNoCommandSaysSo() {
    ConsumerRecord<byte[], byte[]> consumed = Reports.consumed();

    DeadLetterHeaders.add(Reports.unmapped(Reports.handedOut(consumed)), "orders-sink", 0);

    assertThat(headers(consumed))
        .contains("bpmn-error-kind=mapping", "bpmn-error-message=no route", "bpmn-attempts=0")
        .noneMatch(header -> header.startsWith("bpmn-operation"))
        .noneMatch(header -> header.startsWith("bpmn-engine"));
  }

  @Test
  void aSecondReportReplacesTheHeadersOfTheFirst() {
    ConsumerRecord<byte[], byte[]> consumed = Reports.consumed("bpmn-job-key", "1");
    SinkRecord record = Reports.handedOut(consumed);

    DeadLetterHeaders.add(Reports.refused(record, "no process"), "one", 0);
    DeadLetterHeaders.add(Reports.unmapped(record), "other", 1);

    assertThat(headers(consumed))
        .containsExactly(
            "bpmn-job-key=1",
            "bpmn-error-kind=mapping",
            "bpmn-error-message=no route",
            "bpmn-attempts=0",
            "bpmn-connector=other",
            "bpmn-task=1",
            "bpmn-original-topic=orders",
            "bpmn-original-partition=0",
            "bpmn-original-offset=42");
  }

  @Test
  void aTransformedRecordIsMarkedAllTheSame() {
    ConsumerRecord<byte[], byte[]> consumed = Reports.consumed();
    SinkRecord record = Reports.handedOut(consumed);
    SinkRecord renamed =
        record.newRecord("renamed", 9, null, "other", null, "value", 1L, record.headers());

    DeadLetterHeaders.add(Reports.unmapped(renamed), "orders-sink", 0);

    assertThat(headers(consumed))
        .contains("bpmn-original-topic=orders", "bpmn-original-partition=0");
  }

  @Test
  void aLongDetailIsCutWithoutBreakingACharacter() {
    ConsumerRecord<byte[], byte[]> consumed = Reports.consumed();
    String detail = "x".repeat(1_998) + "😀😀😀";

    DeadLetterHeaders.add(Reports.refused(Reports.handedOut(consumed), detail), "orders-sink", 0);

    assertThat(headers(consumed)).contains("bpmn-engine-detail=" + "x".repeat(1_998) + "…");
  }

  @Test
  void thePageNamesEveryHeader() throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "dead-letters.md")))
        .contains(DeadLetterHeaders.ALL.stream().map(name -> "`" + name + "`").toList());
  }

  @Test
  void aRecordThatHasNoOriginalStaysAsItIs() {
    SinkRecord made = Reports.record(1, "k");

    assertThatCode(() -> DeadLetterHeaders.add(Reports.unmapped(made), "orders-sink", 0))
        .doesNotThrowAnyException();

    assertThat(made.headers()).isEmpty();
  }
}
