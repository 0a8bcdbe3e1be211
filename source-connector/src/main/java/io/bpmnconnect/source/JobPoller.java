package io.bpmnconnect.source;

import io.bpmnconnect.connect.delivery.LoginAdvice;
import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one request for jobs of one type open, as long as the limit of jobs in flight leaves room.
 *
 * <p>Invariants, guarded by this object's monitor: at most one request is open or scheduled ({@code
 * asking}); {@code inFlight} and the jobs that an open request can bring never exceed the limit.
 *
 * <p>Threads: the engine's threads bring answers, the timer starts a request after a pause, and any
 * thread may say that a job left. The engine and the receiver are called outside of the monitor.
 */
final class JobPoller {

  private static final Logger log = LoggerFactory.getLogger(JobPoller.class);

  /** An empty answer that comes sooner did not wait for jobs; asking again at once would spin. */
  private static final Duration SHORTEST_LONG_POLL = Duration.ofMillis(50);

  private final String type;
  private final JobConfig config;
  private final ProcessEngine engine;
  private final RetryPolicy retries;
  private final ScheduledExecutorService timer;
  private final TaskFailure failure;
  private final Consumer<FetchedJob> receiver;
  private final int limit;

  private int inFlight;
  private boolean started;
  private boolean asking;
  private boolean closed;
  private CompletableFuture<?> request = CompletableFuture.completedFuture(null);
  private int failures;

  /**
   * @param receiver takes each job, from any thread, jobs that arrive after {@link #close()}
   *     included; must not block
   */
  JobPoller(
      String type,
      JobConfig config,
      ProcessEngine engine,
      RetryPolicy retries,
      ScheduledExecutorService timer,
      TaskFailure failure,
      Consumer<FetchedJob> receiver) {
    this.type = type;
    this.config = config;
    this.engine = engine;
    this.retries = retries;
    this.timer = timer;
    this.failure = failure;
    this.receiver = receiver;
    this.limit = config.maxInFlightPerType();
  }

  /**
   * Asks for jobs, unless a request is open already or too little room is left. The first request
   * waits for a random part of the start-up jitter.
   */
  void ask() {
    if (!waitsForStart()) {
      askNow();
    }
  }

  /** Whether this is the first time; then the timer asks. */
  private boolean waitsForStart() {
    Duration wait;
    synchronized (this) {
      if (started || closed) {
        return false;
      }
      started = true;
      wait = Duration.ofMillis(jitter(config.startJitter().toMillis()));
      if (wait.isZero()) {
        return false;
      }
      asking = true;
    }
    askAfter(wait);
    return true;
  }

  private static long jitter(long most) {
    return ThreadLocalRandom.current().nextLong(most + 1);
  }

  private void askNow() {
    JobActivation activation;
    CompletableFuture<Void> answered = new CompletableFuture<>();
    synchronized (this) {
      int room = limit - inFlight;
      // Asking for a few jobs at a time costs the engine as much as asking for many.
      if (closed || asking || room < Math.max(1, limit * 3 / 10)) {
        return;
      }
      asking = true;
      request = answered;
      activation = config.activation(type, Math.min(config.of(type).maxActivate(), room));
    }
    long asked = System.nanoTime();
    activate(activation)
        .whenComplete(
            (jobs, error) -> {
              if (error == null) {
                receive(jobs);
                answered.complete(null);
                askOn(jobs.isEmpty(), Duration.ofNanos(System.nanoTime() - asked));
              } else {
                answered.complete(null);
                refused(EngineException.from(error));
              }
            });
  }

  /** An engine that throws, which it must not, fails one request, not the polling. */
  private CompletionStage<List<ActivatedJob>> activate(JobActivation activation) {
    try {
      return engine.activateJobs(activation);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void receive(List<ActivatedJob> jobs) {
    synchronized (this) {
      inFlight += jobs.size();
    }
    jobs.forEach(job -> receiver.accept(new FetchedJob(job, this)));
  }

  private void askOn(boolean empty, Duration took) {
    boolean pause = empty && took.compareTo(SHORTEST_LONG_POLL) < 0;
    synchronized (this) {
      failures = 0;
      asking = pause;
    }
    if (pause) {
      askAfter(SHORTEST_LONG_POLL);
    } else {
      ask();
    }
  }

  private void refused(EngineException error) {
    switch (error.kind()) {
      case BACKPRESSURE, UNAVAILABLE, TIMEOUT, INTERNAL -> {
        Duration pause;
        synchronized (this) {
          if (closed) {
            return;
          }
          failures++;
          pause = retries.pause(failures);
        }
        // EngineHealth warns when this lasts.
        log.debug("Jobs of type \"{}\" cannot be fetched: {}", type, error.getMessage());
        askAfter(pause);
      }
      default ->
          failure.set(
              new ConnectException(
                  "jobs of type \""
                      + type
                      + "\" cannot be fetched: "
                      + error.getMessage()
                      + LoginAdvice.of(error),
                  error));
    }
  }

  private void askAfter(Duration pause) {
    try {
      timer.schedule(
          () -> {
            synchronized (this) {
              asking = false;
            }
            ask();
          },
          pause.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      log.debug("Stopped asking for jobs of type \"{}\"", type);
    }
  }

  /** A job no longer counts against the limit. */
  void leave() {
    synchronized (this) {
      inFlight--;
    }
    ask();
  }

  /**
   * Asks no more. The engine can still give jobs to a request that is open: it does not notice when
   * its client goes away.
   *
   * @return complete when the open request is answered and the receiver has its jobs
   */
  synchronized CompletableFuture<?> close() {
    closed = true;
    return request;
  }
}
