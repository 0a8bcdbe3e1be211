package io.bpmnconnect.source;

import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The locks of a task's worker, in an engine where they do not end by themselves: those that a
 * predecessor left when it crashed are given back before anything is fetched, and its own when the
 * task stops. Where locks end, an engine ends the requests that are open at a stop, or has nothing
 * to do. Has no thread of its own.
 */
final class HeldLocks {

  private static final Logger log = LoggerFactory.getLogger(HeldLocks.class);

  private final ProcessEngine engine;
  private final String worker;
  private final RetryPolicy retries;
  private final ScheduledExecutorService timer;
  private final TaskFailure failure;

  HeldLocks(
      ProcessEngine engine,
      String worker,
      RetryPolicy retries,
      ScheduledExecutorService timer,
      TaskFailure failure) {
    this.engine = engine;
    this.worker = worker;
    this.retries = retries;
    this.timer = timer;
    this.failure = failure;
  }

  /** Gives back what a predecessor held, and then runs what comes next. An engine is waited for. */
  void giveBackThen(Runnable next) {
    attempt(1, next);
  }

  private void attempt(int number, Runnable next) {
    engine
        .unlockJobs(worker)
        .whenComplete(
            (done, problem) -> {
              if (problem == null) {
                next.run();
              } else {
                refused(EngineException.from(problem), number, next);
              }
            });
  }

  private void refused(EngineException refusal, int number, Runnable next) {
    if (!refusal.isTransient()) {
      failure.set(
          new ConnectException(
              "the jobs of worker " + worker + " cannot be unlocked: " + refusal.getMessage(),
              refusal));
      return;
    }
    log.debug("The jobs of {} cannot be unlocked: {}", worker, refusal.getMessage());
    try {
      timer.schedule(
          () -> attempt(number + 1, next), retries.pause(number).toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      log.debug("The jobs of {} stay locked: the task stops", worker);
    }
  }

  /**
   * Gives back what the task holds, and waits for it for a bounded time. What fails is left to the
   * next start.
   */
  CompletableFuture<?> giveBack(Duration atMost) {
    CompletableFuture<Void> unlocked =
        engine
            .unlockJobs(worker)
            .toCompletableFuture()
            .exceptionally(
                problem -> {
                  log.warn(
                      "The jobs of {} stay locked until this task starts again: {}",
                      worker,
                      EngineException.from(problem).getMessage());
                  return null;
                });
    try {
      unlocked.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      log.debug("The jobs of {} are not unlocked yet", worker);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return unlocked;
  }
}
