package io.bpmnconnect.sink;

import io.bpmnconnect.engine.EngineCommand;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;

/** What a configuration makes of a record. */
final class MappedRecords {

  static final Map<String, Object> ORDER = Map.of("id", "o-1", "total", 7);

  private MappedRecords() {}

  static SinkRecord record(String topic, Object value) {
    return record(
        topic, value, new ConnectHeaders().addString("source", "shop").addString("source", "web"));
  }

  static SinkRecord record(String topic, Object value, Headers headers) {
    return new SinkRecord(
        topic,
        3,
        null,
        "key-1",
        null,
        value,
        42,
        1_700_000_000_000L,
        TimestampType.CREATE_TIME,
        headers);
  }

  static Optional<Route> route(Map<String, String> config, SinkRecord record) {
    return SinkSettings.parse(config).routes().match(RecordVariables.of(record));
  }

  static EngineCommand command(Map<String, String> config, Object value) {
    return command(config, record("orders", value));
  }

  static EngineCommand command(Map<String, String> config, SinkRecord record) {
    return route(config, record).orElseThrow().command(RecordVariables.of(record), "default-id");
  }
}
