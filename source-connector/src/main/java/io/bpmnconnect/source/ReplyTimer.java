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

  private final JobConfig jobs;
  private final JobCommands commands;
  private final SourceMetrics metrics;
  private final ScheduledExecutorService timer;

  ReplyTimer(
      JobConfig jobs, JobCommands commands, SourceMetrics metrics, ScheduledExecutorService timer) {
    this.jobs = jobs;
    this.commands = commands;
    this.metrics = metrics;
    this.timer = timer;
  }

  /** Kafka has the job's record; from now on it waits for its reply. */
  void waitFor(FetchedJob job) {
    schedule(job, Duration.ofNanos(System.nanoTime() - job.fetchedNanos()));
  }

  private void schedule(FetchedJob job, Duration sinceLocked) {
    Duration pause = options(job).replyTimeout().minus(waited(job));
    if (job.job().lockEnds()) {
      Duration untilLockEnds =
          options(job).timeout().multipliedBy(2).dividedBy(3).minus(sinceLocked);
      pause = untilLockEnds.compareTo(pause) < 0 ? untilLockEnds : pause;
    }
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
    Duration longestWait = options(job).replyTimeout();
    if (waited.compareTo(longestWait) >= 0) {
      metrics.expired();
      String reason = "no reply came within " + longestWait.toMillis() + " ms";
      log.warn("Job {} of type \"{}\": {}", job.key(), job.job().type(), reason);
      commands.fail(job, Math.max(0, job.job().retries() - 1), reason);
      return;
    }
    if (job.job().lockEnds()) {
      commands.extend(job, options(job).timeout(), () -> schedule(job, Duration.ZERO));
    } else {
      schedule(job, Duration.ZERO); // the timer was early
    }
  }

  private JobTypeConfig options(FetchedJob job) {
    return jobs.of(job.job().type());
  }

  private static Duration waited(FetchedJob job) {
    return Duration.ofNanos(System.nanoTime() - job.writtenNanos().orElseGet(System::nanoTime));
  }
}
