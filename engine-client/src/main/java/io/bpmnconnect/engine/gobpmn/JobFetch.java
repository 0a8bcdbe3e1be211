package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.JobActivation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * One request for jobs, held open on this side since the engine does not: it is asked at the pace
 * until there are jobs or the request's time is over. Safe for use by any thread; the waiting costs
 * none.
 *
 * <p>Invariant: a job that was locked for this request is in its result, or is unlocked again.
 */
final class JobFetch {

  /** What is assumed when a request leaves the long-polling time to the engine. */
  private static final Duration STANDARD_TIME = Duration.ofSeconds(10);

  private final JobActivation activation;
  private final Subscription subscription;
  private final Processes processes;
  private final JobLocks locks;
  private final JobReader reader;
  private final Pace pace;
  private final long endNanos;
  private final CompletableFuture<List<ActivatedJob>> result = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  JobFetch(
      JobActivation activation, Processes processes, JobLocks locks, JobReader reader, Pace pace) {
    this.activation = activation;
    this.subscription =
        Subscription.parse(activation.onlyType().type(), activation.onlyType().kinds());
    this.processes = processes;
    this.locks = locks;
    this.reader = reader;
    this.pace = pace;
    this.endNanos = System.nanoTime() + time(activation).toNanos();
  }

  private static Duration time(JobActivation activation) {
    Duration asked = activation.requestTimeout();
    if (asked.isZero()) {
      return STANDARD_TIME;
    }
    return asked.isNegative() ? Duration.ZERO : asked;
  }

  String worker() {
    return activation.worker();
  }

  CompletableFuture<List<ActivatedJob>> start() {
    ask();
    return result;
  }

  /** Comes to its end without jobs, after the question that is under way. */
  CompletionStage<?> end() {
    ended.complete(null);
    return result.exceptionally(failure -> List.of());
  }

  /** Fails at once, whatever is under way. */
  void fail(EngineException failure) {
    ended.complete(null);
    result.completeExceptionally(failure);
  }

  private void ask() {
    if (ended.isDone()) {
      result.complete(List.of());
      return;
    }
    once()
        .whenComplete(
            (jobs, failure) -> {
              if (failure != null) {
                result.completeExceptionally(EngineException.from(failure));
              } else if (!jobs.isEmpty()) {
                pace.found();
                result.complete(jobs);
              } else {
                pause();
              }
            });
  }

  /** The pause ends early when the request does. */
  private void pause() {
    long left = endNanos - System.nanoTime();
    long pause = pace.foundNone(activation.pauses()).toNanos();
    if (left <= 0) {
      result.complete(List.of());
      return;
    }
    CompletableFuture<Void> over =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, Math.min(pause, left), TimeUnit.NANOSECONDS);
    CompletableFuture<Void> unused =
        CompletableFuture.anyOf(over, ended)
            .thenRun(
                () -> {
                  over.complete(null);
                  if (pause < left) {
                    ask();
                  } else {
                    result.complete(List.of());
                  }
                });
  }

  private CompletionStage<List<ActivatedJob>> once() {
    return processes
        .versions(subscription.bpmnProcessId(), subscription.version())
        .thenCompose(
            found ->
                locks
                    .lock(subscription, found, activation.worker(), activation.maxJobs())
                    .thenCompose(
                        jobs -> {
                          List<JsonNode> gone = new ArrayList<>();
                          return reader
                              .read(jobs, found, activation, gone)
                              .thenCompose(read -> kept(read, gone))
                              .exceptionallyCompose(failure -> givenBack(jobs, failure));
                        }));
  }

  private CompletionStage<List<ActivatedJob>> kept(List<ActivatedJob> jobs, List<JsonNode> gone) {
    return locks.giveBack(gone, activation.worker()).thenApply(done -> jobs);
  }

  private CompletionStage<List<ActivatedJob>> givenBack(List<JsonNode> jobs, Throwable failure) {
    return locks
        .giveBack(jobs, activation.worker())
        .thenCompose(done -> CompletableFuture.failedFuture(failure));
  }
}
