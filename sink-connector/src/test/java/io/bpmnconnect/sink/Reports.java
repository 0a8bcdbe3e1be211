package io.bpmnconnect.sink;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.runtime.InternalSinkRecord;
import org.apache.kafka.connect.runtime.errors.ProcessingContext;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;

/** Reports to start from, of records as a worker hands them out. */
final class Reports {

  static final long TIMESTAMP = 1_795_240_800_000L;

  private Reports() {}

  /** A record of the topic {@code orders} with a text key. */
  static SinkRecord record(long offset, String key) {
    return record("orders", 0, offset, Schema.STRING_SCHEMA, key);
  }

  static SinkRecord record(String topic, int partition, long offset, Schema schema, Object key) {
    return new SinkRecord(
        topic,
        partition,
        schema,
        key,
        null,
        "the value",
        offset,
        TIMESTAMP,
        TimestampType.CREATE_TIME);
  }

  /** What the worker read: bytes, and headers as names and values. */
  static ConsumerRecord<byte[], byte[]> consumed(String... headers) {
    ConsumerRecord<byte[], byte[]> consumed =
        new ConsumerRecord<>("orders", 0, 42, utf8("k"), utf8("{}"));
    for (int i = 0; i < headers.length; i += 2) {
      consumed.headers().add(headers[i], utf8(headers[i + 1]));
    }
    return consumed;
  }

  /** What the worker makes of it, with the default header converter. */
  static SinkRecord handedOut(ConsumerRecord<byte[], byte[]> consumed) {
    SinkRecord record = record(42, "k");
    SimpleHeaderConverter converter = new SimpleHeaderConverter();
    new RecordHeaders(consumed.headers())
        .forEach(
            header -> {
              SchemaAndValue value =
                  converter.toConnectHeader("orders", header.key(), header.value());
              record.headers().add(header.key(), value);
            });
    return new InternalSinkRecord(new ProcessingContext<>(consumed), record);
  }

  static DeliveryReport succeeded(SinkRecord record, CommandResult result) {
    return new DeliveryReport(
        record,
        Optional.empty(),
        Optional.of(Operation.PUBLISH_MESSAGE),
        Outcome.SUCCEEDED,
        Optional.of(result),
        Optional.empty(),
        Optional.empty(),
        1,
        false,
        Duration.ofMillis(12));
  }

  static DeliveryReport refused(SinkRecord record, String detail) {
    return new DeliveryReport(
        record,
        Optional.of("placed"),
        Optional.of(Operation.CREATE_PROCESS_INSTANCE),
        Outcome.REPORTED,
        Optional.empty(),
        Optional.of(EngineException.answered(ErrorKind.NOT_FOUND, 404, "NOT_FOUND", detail)),
        Optional.of("the engine does not know it"),
        3,
        false,
        Duration.ofMillis(8));
  }

  static DeliveryReport unmapped(SinkRecord record) {
    return new DeliveryReport(
        record,
        Optional.empty(),
        Optional.empty(),
        Outcome.REPORTED,
        Optional.empty(),
        Optional.empty(),
        Optional.of("no route"),
        0,
        false,
        Duration.ZERO);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
