package io.bpmnconnect.sink;

import io.bpmnconnect.connect.delivery.BoundedText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What programs need to know of a record in the dead letter queue, as headers with UTF-8 text.
 *
 * <p>They are added to the original record, which Connect writes to the queue: its key, value and
 * other headers keep their bytes. Where there is no original, the record is reported without them;
 * the exception that is reported with it says the same for people. See docs/decisions/0009.
 */
final class DeadLetterHeaders {

  static final String OPERATION = "bpmn-operation";
  static final String ROUTE = "bpmn-route";
  static final String ERROR_KIND = "bpmn-error-kind";
  static final String ERROR_MESSAGE = "bpmn-error-message";
  static final String ENGINE_STATUS = "bpmn-engine-status";
  static final String ENGINE_TITLE = "bpmn-engine-title";
  static final String ENGINE_DETAIL = "bpmn-engine-detail";
  static final String AMBIGUOUS = "bpmn-ambiguous";
  static final String ATTEMPTS = "bpmn-attempts";
  static final String CONNECTOR = "bpmn-connector";
  static final String TASK = "bpmn-task";
  static final String ORIGINAL_TOPIC = "bpmn-original-topic";
  static final String ORIGINAL_PARTITION = "bpmn-original-partition";
  static final String ORIGINAL_OFFSET = "bpmn-original-offset";

  static final List<String> ALL =
      List.of(
          OPERATION,
          ROUTE,
          ERROR_KIND,
          ERROR_MESSAGE,
          ENGINE_STATUS,
          ENGINE_TITLE,
          ENGINE_DETAIL,
          AMBIGUOUS,
          ATTEMPTS,
          CONNECTOR,
          TASK,
          ORIGINAL_TOPIC,
          ORIGINAL_PARTITION,
          ORIGINAL_OFFSET);

  /** Those with texts of some KB each. */
  private static final List<String> LONG = List.of(ERROR_MESSAGE, ENGINE_TITLE, ENGINE_DETAIL);

  private DeadLetterHeaders() {}

  /**
   * Adds the headers to a record, right before it is reported. Those of an earlier report, of this
   * or another connector, are replaced.
   */
  static void add(DeliveryReport report, String connector, int task) {
    OriginalRecord.headers(report.record())
        .ifPresent(headers -> replace(headers, of(report, connector, task)));
  }

  /** Takes the long ones away, so that a record that came near its limit of size fits. */
  static void shorten(SinkRecord record) {
    OriginalRecord.headers(record)
        .ifPresent(
            headers -> {
              synchronized (headers) {
                LONG.forEach(headers::remove);
              }
            });
  }

  private static void replace(Headers headers, Map<String, String> ours) {
    synchronized (headers) { // ResultHeaders reads them on another thread
      ALL.forEach(headers::remove);
      ours.forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static Map<String, String> of(DeliveryReport report, String connector, int task) {
    Map<String, String> headers = new LinkedHashMap<>();
    report.operation().ifPresent(operation -> headers.put(OPERATION, operation.toString()));
    report.route().ifPresent(route -> headers.put(ROUTE, route));
    headers.put(ERROR_KIND, report.errorKind());
    report.reason().ifPresent(reason -> headers.put(ERROR_MESSAGE, BoundedText.of(reason)));
    report
        .refusal()
        .ifPresent(
            error -> {
              error.status().ifPresent(s -> headers.put(ENGINE_STATUS, String.valueOf(s)));
              error.title().ifPresent(t -> headers.put(ENGINE_TITLE, BoundedText.of(t)));
              error.detail().ifPresent(d -> headers.put(ENGINE_DETAIL, BoundedText.of(d)));
            });
    if (report.ambiguous()) {
      headers.put(AMBIGUOUS, "true");
    }
    headers.put(ATTEMPTS, String.valueOf(report.attempts()));
    headers.put(CONNECTOR, connector);
    headers.put(TASK, String.valueOf(task));
    SinkRecord record = report.record();
    headers.put(ORIGINAL_TOPIC, record.originalTopic());
    headers.put(ORIGINAL_PARTITION, String.valueOf(record.originalKafkaPartition()));
    headers.put(ORIGINAL_OFFSET, String.valueOf(record.originalKafkaOffset()));
    return headers;
  }
}
