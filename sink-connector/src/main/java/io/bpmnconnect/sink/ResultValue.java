package io.bpmnconnect.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bpmnconnect.connect.delivery.BoundedText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The value of a result: one JSON object, in UTF-8. What is not known is left out, and numbers keep
 * every digit. The contract is docs/result-topic.md.
 */
final class ResultValue {

  private static final JsonMapper JSON = new JsonMapper();

  /** What an engine answers with at the length that a model and its users like. */
  private static final List<String> UNBOUNDED_RESULTS =
      List.of("variables", "output", "processInstances");

  private final Map<String, Object> fields;

  private ResultValue(Map<String, Object> fields) {
    this.fields = fields;
  }

  static ResultValue of(DeliveryReport report, String connector, int task) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("outcome", report.outcome().toString());
    report.operation().ifPresent(operation -> fields.put("operation", operation.toString()));
    report.route().ifPresent(route -> fields.put("route", route));
    report
        .result()
        .map(result -> result.fields())
        .filter(result -> !result.isEmpty())
        .ifPresent(result -> fields.put("result", result));
    if (!report.outcome().delivered() || report.reason().isPresent()) {
      fields.put("error", error(report));
    }
    if (report.ambiguous()) {
      fields.put("ambiguous", true);
    }
    fields.put("attempts", report.attempts());
    fields.put("latencyMs", report.latency().toMillis());
    fields.put("source", source(report.record()));
    fields.put("connector", connector);
    fields.put("task", task);
    return new ResultValue(fields);
  }

  private static Map<String, Object> error(DeliveryReport report) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("kind", report.errorKind());
    report
        .refusal()
        .ifPresent(
            refusal -> {
              refusal.status().ifPresent(status -> error.put("status", status));
              refusal.title().ifPresent(title -> error.put("title", title));
              refusal.detail().ifPresent(detail -> error.put("detail", detail));
            });
    report.reason().ifPresent(reason -> error.put("message", reason));
    return error;
  }

  private static Map<String, Object> source(SinkRecord record) {
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("topic", record.originalTopic());
    source.put("partition", record.originalKafkaPartition());
    source.put("offset", record.originalKafkaOffset());
    if (record.timestamp() != null) {
      source.put("timestamp", record.timestamp());
    }
    return source;
  }

  /** The same without what can be of any length: variables and lists left out, texts cut. */
  ResultValue truncated() {
    Map<String, Object> shorter = new LinkedHashMap<>();
    shorter.put("truncated", true);
    fields.forEach(
        (name, value) -> {
          switch (name) {
            case "result" -> shorter.put(name, without((Map<?, ?>) value, UNBOUNDED_RESULTS));
            case "error" -> shorter.put(name, cut((Map<?, ?>) value));
            default -> shorter.put(name, value);
          }
        });
    return new ResultValue(shorter);
  }

  private static Map<Object, Object> without(Map<?, ?> fields, List<String> names) {
    Map<Object, Object> left = new LinkedHashMap<>(fields);
    left.keySet().removeAll(names);
    return left;
  }

  private static Map<Object, Object> cut(Map<?, ?> fields) {
    Map<Object, Object> cut = new LinkedHashMap<>(fields);
    cut.replaceAll((name, value) -> value instanceof String text ? BoundedText.of(text) : value);
    return cut;
  }

  /**
   * The JSON text.
   *
   * @throws ResultValueException if it cannot be written, such as for being nested too deeply
   */
  byte[] bytes() {
    try {
      return JSON.writeValueAsBytes(fields);
    } catch (JsonProcessingException e) {
      throw new ResultValueException(e);
    }
  }
}
