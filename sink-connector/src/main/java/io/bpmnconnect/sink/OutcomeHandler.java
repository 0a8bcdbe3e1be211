package io.bpmnconnect.sink;

import io.bpmnconnect.connect.delivery.ErrantReports;
import io.bpmnconnect.connect.delivery.LoginAdvice;
import io.bpmnconnect.connect.delivery.OffsetTracker.Tracked;
import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a record once its outcome is known, and does it: result, dead letter
 * queue, metrics, offset; or the end of the task.
 *
 * <p>Safe for use by any thread; nothing here blocks. A record is done last of all, so that its
 * offset is not committed before everything else about it is acknowledged.
 */
final class OutcomeHandler {

  private static final Logger log = LoggerFactory.getLogger(OutcomeHandler.class);

  private final ErrorPolicy policy;
  private final SinkMetrics metrics;
  private final Optional<ResultTopic> results;
  private final ErrantReports<DeliveryReport> errants;
  private final TaskFailure failure;

  OutcomeHandler(
      SinkSettings settings,
      SinkMetrics metrics,
      Optional<ResultTopic> results,
      ErrantReports<DeliveryReport> errants,
      TaskFailure failure) {
    this.policy = settings.errors();
    this.metrics = metrics;
    this.results = results;
    this.errants = errants;
    this.failure = failure;
  }

  /** Notes an attempt that failed, whether or not there will be another one. */
  void attemptFailed(EngineCommand command, EngineException attempt, boolean retry) {
    if (retry) {
      metrics.retried();
    }
    if (isAmbiguous(command, attempt)) {
      metrics.ambiguous();
    }
  }

  /** Whether the command must not be carried out twice, and may have been carried out. */
  boolean isAmbiguous(EngineCommand command, EngineException attempt) {
    return attempt.isAmbiguous() && !policy.ambiguity().isRepeatable(command.operation());
  }

  /** The engine has carried out the record's command. */
  void succeeded(DeliveryReport report, Tracked tracked) {
    if (report.attempts() > 1) {
      metrics.retried();
    }
    if (log.isDebugEnabled()) {
      log.debug("{}: {}", report.describe(), report.operation().orElseThrow());
    }
    finish(report, tracked::done);
  }

  /** The engine has refused the record's command for good. */
  void refused(
      DeliveryReport report,
      Route route,
      EngineCommand command,
      boolean ambiguousBefore,
      Duration lasted,
      Tracked tracked) {
    if (!tracked.isOpen()) {
      return; // the partition was taken away, or the task is stopping
    }
    EngineException refusal = report.refusal().orElseThrow();
    if (policy.alreadyDone(command.operation(), refusal.kind(), ambiguousBefore)) {
      if (log.isDebugEnabled()) {
        log.debug("{}: done before: {}", report.describe(), refusal.getMessage());
      }
      finish(report.as(Outcome.ALREADY_DONE), tracked::done);
      return;
    }
    if (policy.awaitTimedOut(command, refusal, lasted)) {
      log.warn(
          "{}: the end of its instance was not awaited: {}",
          report.describe(),
          refusal.getMessage());
      finish(report.as(Outcome.AWAIT_TIMED_OUT).because(refusal.getMessage()), tracked::done);
      return;
    }
    String reason =
        report.describe()
            + ": "
            + command.operation()
            + " of "
            + command.subject()
            + " failed: "
            + refusal.getMessage()
            + LoginAdvice.of(refusal);
    decide(
        policy.behavior(command.operation(), route.chosenByRecord(), refusal),
        report,
        reason,
        refusal,
        tracked);
  }

  /**
   * Does what configuration says with a record that is not delivered.
   *
   * @param cause may be {@code null}
   */
  void decide(
      Behavior behavior, DeliveryReport report, String reason, Throwable cause, Tracked tracked) {
    ConnectException exception = new ConnectException(reason, cause);
    switch (behavior) {
      case FAIL -> {
        metrics.outcome(report.operation(), Outcome.FAILED);
        failure.set(exception);
        DeliveryReport failed = report.as(Outcome.FAILED).because(reason);
        results.ifPresent(topic -> topic.write(failed, () -> {}, this::failWithoutResult));
      }
      case REPORT -> {
        DeliveryReport reported = report.as(Outcome.REPORTED).because(reason);
        finish(reported, () -> errants.add(reported, exception, tracked));
      }
      case IGNORE -> {
        log.debug("Ignored: {}", reason);
        finish(report.as(Outcome.IGNORED).because(reason), tracked::done);
      }
    }
  }

  /** Counts the record and writes its result; what is next is done when that is acknowledged. */
  private void finish(DeliveryReport report, Runnable next) {
    metrics.outcome(report.operation(), report.outcome());
    Long timestamp = report.record().timestamp();
    if (timestamp != null) {
      metrics.endToEnd(Duration.ofMillis(System.currentTimeMillis() - timestamp));
    }
    if (results.isEmpty()) {
      next.run();
    } else {
      results.get().write(report, next, this::failWithoutResult);
    }
  }

  /** Without effect on a task that has failed before: its first failure is the one it tells. */
  private void failWithoutResult(Exception lost) {
    failure.set(new ConnectException(lost.getMessage(), lost));
  }
}
