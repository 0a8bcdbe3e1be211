package io.bpmnconnect.sink;

import io.bpmnconnect.connect.metrics.Counter;
import io.bpmnconnect.connect.metrics.Latency;
import io.bpmnconnect.connect.metrics.TaskMetrics;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * What a sink task tells of itself; docs/operations.md lists it. Safe for use by any thread.
 *
 * <p>Owns the task's metrics: closing this takes them away.
 */
final class SinkMetrics implements AutoCloseable {

  private static final double NANOS_PER_MILLI = 1e6;

  private record Known(Optional<Operation> operation, Outcome outcome) {}

  private final TaskMetrics metrics;
  private final ConcurrentMap<Known, Counter> records = new ConcurrentHashMap<>();
  private final Counter retries;
  private final Counter ambiguous;
  private final Latency mapping;
  private final Latency engine;
  private final Latency endToEnd;
  private volatile long lastSuccess = System.nanoTime();

  SinkMetrics(TaskMetrics metrics) {
    this.metrics = metrics;
    retries =
        metrics.counter("retries-total", "Attempts after the first one of a command", Map.of());
    ambiguous =
        metrics.counter(
            "ambiguous-total",
            "Attempts that must not be repeated, and may have been carried out",
            Map.of());
    mapping = metrics.latency("mapping-latency-ms", "From a record to its command");
    engine = metrics.latency("engine-latency-ms", "From a request to the engine's answer");
    endToEnd = metrics.latency("end-to-end-latency-ms", "From a record's timestamp to its outcome");
    gauge(
        "last-success-age-ms",
        "Time since the engine last took a command, or since the start",
        () -> (System.nanoTime() - lastSuccess) / NANOS_PER_MILLI);
  }

  void gauge(String name, String description, DoubleSupplier value) {
    metrics.gauge(name, description, value);
  }

  /** Counts a record whose outcome is known. */
  void outcome(Optional<Operation> operation, Outcome outcome) {
    records.computeIfAbsent(new Known(operation, outcome), this::records).increment();
    if (outcome.delivered()) {
      lastSuccess = System.nanoTime();
    }
  }

  private Counter records(Known known) {
    return metrics.counter(
        "records-total",
        "Records by operation and outcome",
        Map.of(
            "operation",
            known.operation().map(Operation::toString).orElse("none"),
            "outcome",
            known.outcome().toString()));
  }

  /** Counts an attempt that failed. */
  void error(ErrorKind kind) {
    metrics
        .counter(
            "errors-total",
            "Failed attempts by kind of error",
            Map.of("kind", DeliveryReport.text(kind)))
        .increment();
  }

  void retried() {
    retries.increment();
  }

  void ambiguous() {
    ambiguous.increment();
  }

  /** Of the mapping of one record to its command. */
  Latency mapping() {
    return mapping;
  }

  /** Of one request to the engine. */
  Latency engine() {
    return engine;
  }

  /** Notes how old a record was when its outcome was known. */
  void endToEnd(Duration age) {
    // Does not overflow: a record can have any timestamp.
    endToEnd.record(TimeUnit.NANOSECONDS.convert(age));
  }

  @Override
  public void close() {
    metrics.close();
  }
}
