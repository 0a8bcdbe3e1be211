package io.bpmnconnect.sink;

import io.bpmnconnect.connect.mapping.ConnectValues;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/** What an expression can refer to: the names, and their values for one record. */
final class RecordVariables {

  static final String VALUE = "value";
  static final String HEADERS = "headers";

  static final Set<String> NAMES =
      Set.of("key", VALUE, HEADERS, "topic", "partition", "offset", "timestamp");

  private RecordVariables() {}

  /** The record as plain values. The topic is the one transformations left; see KIP-793. */
  static Map<String, Object> of(SinkRecord record) {
    Map<String, Object> variables = new HashMap<>(16);
    variables.put("key", ConnectValues.toPlain(record.keySchema(), record.key()));
    variables.put(VALUE, ConnectValues.toPlain(record.valueSchema(), record.value()));
    variables.put(HEADERS, headers(record));
    variables.put("topic", record.topic());
    variables.put("partition", record.kafkaPartition());
    variables.put("offset", record.kafkaOffset());
    variables.put("timestamp", record.timestamp());
    return variables;
  }

  /** The headers by name; of several with one name the last, as KIP-82 reads them. */
  private static Map<String, Object> headers(SinkRecord record) {
    Map<String, Object> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), ConnectValues.toPlain(header.schema(), header.value()));
    }
    return headers;
  }
}
