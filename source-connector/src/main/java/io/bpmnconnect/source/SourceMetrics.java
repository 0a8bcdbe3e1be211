package io.bpmnconnect.source;

import io.bpmnconnect.connect.metrics.Counter;
import io.bpmnconnect.connect.metrics.Latency;
import io.bpmnconnect.connect.metrics.TaskMetrics;
import io.bpmnconnect.engine.EngineCommand.JobCommand;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * What a source task tells of itself; docs/operations.md lists it. Safe for use by any thread.
 *
 * <p>Owns the task's metrics: closing this takes them away.
 */
final class SourceMetrics implements AutoCloseable {

  private final TaskMetrics metrics;
  private final Counter written;
  private final Counter released;
  private final Counter activatedAgain;
  private final Counter lockExtensions;
  private final Counter expired;
  private final Latency engine;
  private final Latency activationToTopic;
  private final Latency topicToReply;
  private final Latency replyToSettled;

  SourceMetrics(TaskMetrics metrics) {
    this.metrics = metrics;
    written = counter("written-total", "Jobs whose records Kafka has");
    released = counter("released-total", "Jobs given back unprocessed");
    activatedAgain =
        counter("activated-again-total", "Jobs that came again before this task saw their end");
    lockExtensions = counter("lock-extensions-total", "Locks of waiting jobs that were extended");
    expired = counter("expired-total", "Jobs that were failed since no reply came in time");
    engine = metrics.latency("engine-latency-ms", "From a command to the engine's answer");
    activationToTopic =
        metrics.latency("activation-to-topic-latency-ms", "From a job's activation to Kafka");
    topicToReply = metrics.latency("topic-to-reply-latency-ms", "From Kafka to the job's reply");
    replyToSettled =
        metrics.latency("reply-to-settled-latency-ms", "From a reply's timestamp to its effect");
  }

  private Counter counter(String name, String description) {
    return metrics.counter(name, description, Map.of());
  }

  void gauge(String name, String description, DoubleSupplier value) {
    metrics.gauge(name, description, value);
  }

  void activated(String jobType, int jobs) {
    metrics
        .counter(
            "activated-total", "Jobs that the engine gave, by type", Map.of("job-type", jobType))
        .add(jobs);
  }

  /** Kafka has a job's record. */
  void written(FetchedJob job) {
    written.increment();
    job.writtenNanos().ifPresent(at -> activationToTopic.record(at - job.fetchedNanos()));
  }

  /** A reply for a job of this task was seen, perhaps before Kafka's word on the job's record. */
  void answered(FetchedJob job) {
    topicToReply.record(System.nanoTime() - job.writtenNanos().orElseGet(System::nanoTime));
  }

  void settled(Operation operation, SettlementOutcome outcome) {
    metrics
        .counter(
            "settled-total",
            "The connector's own commands for jobs by operation and outcome",
            Map.of("operation", operation.toString(), "outcome", outcome.toString()))
        .increment();
  }

  /**
   * Counts a reply whose outcome is known. What is read again after a restart, and was settled long
   * before, says nothing of how long it took.
   *
   * @param timestamp of the reply's record, in milliseconds since 1970
   */
  void replied(ReplyOutcome outcome, Optional<JobCommand> command, long timestamp) {
    if (outcome == ReplyOutcome.SETTLED) {
      replyToSettled.record(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - timestamp));
    }
    metrics
        .counter(
            "replies-total",
            "Replies by operation and outcome",
            Map.of(
                "operation",
                command.map(asked -> asked.operation().toString()).orElse("none"),
                "outcome",
                outcome.toString()))
        .increment();
  }

  void error(ErrorKind kind) {
    metrics
        .counter(
            "errors-total",
            "Failed attempts by kind of error",
            Map.of("kind", kind.name().toLowerCase(Locale.ROOT).replace('_', '-')))
        .increment();
  }

  void released() {
    released.increment();
  }

  void activatedAgain() {
    activatedAgain.increment();
  }

  void lockExtended() {
    lockExtensions.increment();
  }

  void expired() {
    expired.increment();
  }

  /** Of one command to the engine. */
  Latency engine() {
    return engine;
  }

  @Override
  public void close() {
    metrics.close();
  }
}
