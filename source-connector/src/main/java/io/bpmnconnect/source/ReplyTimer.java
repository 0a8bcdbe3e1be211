package io.bpmnconnect.source;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the jobs that wait for their reply: extends their locks before they end, so that
 * nobody else gets them, and fails those whose reply does not come.
 *
 * <p>Costs the engine one command for each waiting job in each two thirds of the lock's time. Has
 * no thread of its own: the timer's thread starts commands, and the engine's threads bring their
 * answers.
 */
final class ReplyTimer {

  private static final Logger log = LoggerFactory.getLogger(ReplyTimer.class);

  private final Duration lock;
  private final Duration longestWait;
  private final JobCommands commands;
  private final SourceMetrics metrics;
  private final ScheduledExecutorService timer;

  /**
   * Makes the timer of a task.
   *
   * @param lock how long the engine locks a job each time
   * @param longestWait how long a reply may take, counted from the write of the job's record
   */
  ReplyTimer(
      Duration lock,
      Duration longestWait,
      JobCommands commands,
      SourceMetrics metrics,
      ScheduledExecutorService timer) {
    this.lock = lock;
    this.longestWait = longestWait;
    this.commands = commands;
    this.metrics = metrics;
    this.timer = timer;
  }

  /** Kafka has the job's record; from now on it waits for its reply. */
  void waitFor(FetchedJob job) {
    schedule(job, Duration.ofNanos(System.nanoTime() - job.fetchedNanos()));
  }

  private void schedule(FetchedJob job, Duration sinceLocked) {
    Duration untilLockEnds = lock.multipliedBy(2).dividedBy(3).minus(sinceLocked);
    Duration untilTooLate = longestWait.minus(waited(job));
    Duration pause = untilLockEnds.compareTo(untilTooLate) < 0 ? untilLockEnds : untilTooLate;
    try {
      job.lookAgain(
          timer.schedule(() -> look(job), Math.max(0, pause.toMillis()), TimeUnit.MILLISECONDS));
    } catch (RejectedExecutionException closing) {
      log.debug("Job {} is left to its lock: the task stops", job.key());
    }
  }

  private void look(FetchedJob job) {
    if (job.hasLeft()) {
      return;
    }
    Duration waited = waited(job);
    if (waited.compareTo(longestWait) >= 0) {
      metrics.expired();
      String reason = "no reply came within " + longestWait.toMillis() + " ms";
      log.warn("Job {} of type \"{}\": {}", job.key(), job.job().type(), reason);
      commands.fail(job, Math.max(0, job.job().retries() - 1), reason);
      return;
    }
    commands.extend(job, lock, () -> schedule(job, Duration.ZERO));
  }

  private static Duration waited(FetchedJob job) {
    return Duration.ofNanos(System.nanoTime() - job.writtenNanos().orElseGet(System::nanoTime));
  }
}
