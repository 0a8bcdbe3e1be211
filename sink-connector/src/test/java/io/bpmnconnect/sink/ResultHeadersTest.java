package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.CommandResult.MessagePublished;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultHeadersTest {

  private static final List<String> COPIED = List.of("correlation-id", "traceparent");

  private static List<String> copied(SinkRecord record) {
    List<String> headers = new ArrayList<>();
    ResultHeaders.of(Reports.succeeded(record, new MessagePublished("1")), COPIED)
        .forEach(
            h -> headers.add(h.key() + "=" + (h.value() == null ? null : Reports.text(h.value()))));
    return headers;
  }

  @Test
  void aResultSaysWhatWasDoneAndWhatCameOfIt() {
    assertThat(copied(Reports.record(1, "k")))
        .containsExactly("bpmn-operation=publish-message", "bpmn-outcome=succeeded");
    assertThat(ResultHeaders.of(Reports.unmapped(Reports.record(1, "k")), COPIED))
        .extracting(header -> header.key())
        .containsExactly("bpmn-outcome");
  }

  /** What the default header converter takes for numbers, dates, lists and so on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "007",
        "1.10",
        "true",
        "2026-01-01",
        "[1, 2]",
        "\"quoted\"",
        " spaces ",
        "",
        "{\"a\":1}",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void aCopiedHeaderKeepsItsBytes(String value) {
    SinkRecord record = Reports.handedOut(Reports.consumed("correlation-id", value));

    assertThat(copied(record)).contains("correlation-id=" + value);
  }

  @Test
  void onlyNamedHeadersAreCopiedAndSeveralOfOneNameAll() {
    SinkRecord record =
        Reports.handedOut(
            Reports.consumed(
                "correlation-id", "01", "secret", "s", "traceparent", "t", "correlation-id", "02"));

    assertThat(copied(record))
        .containsExactly(
            "correlation-id=01",
            "correlation-id=02",
            "traceparent=t",
            "bpmn-operation=publish-message",
            "bpmn-outcome=succeeded");
  }

  @Test
  void whatATransformationHasSetIsWrittenAsText() {
    SinkRecord record = Reports.handedOut(Reports.consumed("correlation-id", "007"));
    record.headers().remove("correlation-id");
    record.headers().addLong("correlation-id", 8);
    record.headers().addString("traceparent", "own");

    assertThat(copied(record)).contains("correlation-id=8", "traceparent=own");
  }

  @Test
  void whatATransformationHasDroppedIsNotCopied() {
    SinkRecord record = Reports.handedOut(Reports.consumed("correlation-id", "007"));
    record.headers().remove("correlation-id");

    assertThat(copied(record)).noneMatch(header -> header.startsWith("correlation-id"));
  }

  @Test
  void bytesAndNothingStayWhatTheyAre() {
    SinkRecord record = Reports.record(1, "k");
    record.headers().addBytes("correlation-id", Reports.utf8("bytes"));
    record
        .headers()
        .add("correlation-id", ByteBuffer.wrap(Reports.utf8("buffer")), Schema.BYTES_SCHEMA);
    record.headers().add("correlation-id", null, null);

    assertThat(copied(record))
        .startsWith("correlation-id=bytes", "correlation-id=buffer", "correlation-id=null");
  }
}
