package io.bpmnconnect.stack.camunda8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Requests that are held until there is a job, and streams that jobs are pushed to. Not
 * thread-safe; what waits is told by another thread.
 */
final class JobWaiters {
  /** How long an engine holds a request that does not say (seen on 8.6.0). */
  private static final Duration OWN_TIME = Duration.ofSeconds(10);

  private record Waiter(JobRequest request, CompletableFuture<List<ActivatedJob>> answer) {}

  /** A stream of jobs. */
  record Stream(JobRequest request, Consumer<ActivatedJob> receiver) {}

  private final Jobs jobs;
  private final Timers timers;
  private final List<Waiter> waiting = new ArrayList<>();
  private final List<Stream> streams = new ArrayList<>();

  JobWaiters(Jobs jobs, Timers timers) {
    this.jobs = jobs;
    this.timers = timers;
  }

  CompletableFuture<List<ActivatedJob>> ask(JobRequest request) {
    List<ActivatedJob> now = jobs.take(request);
    if (!now.isEmpty() || request.longPoll().isNegative()) {
      return CompletableFuture.completedFuture(now);
    }
    Waiter waiter = new Waiter(request, new CompletableFuture<>());
    waiting.add(waiter);
    Duration wait = request.longPoll().isZero() ? OWN_TIME : request.longPoll();
    timers.at(
        System.currentTimeMillis() + wait.toMillis(),
        () -> {
          if (waiting.remove(waiter)) {
            timers.outside(() -> waiter.answer().complete(List.of()));
          }
        });
    return waiter.answer();
  }

  /** Takes a request back whose client has gone. */
  void forget(CompletableFuture<List<ActivatedJob>> answer) {
    waiting.removeIf(waiter -> waiter.answer() == answer);
  }

  void open(Stream stream) {
    streams.add(stream);
  }

  void close(Stream stream) {
    streams.remove(stream);
  }

  /** Gives a job that has become free to who waits for it; streams come first. */
  void free(Job job) {
    for (Stream stream : streams) {
      if (stream.request().type().equals(job.type) && jobs.fits(job, stream.request())) {
        ActivatedJob given = jobs.activate(job, stream.request());
        // The next job goes to the next stream.
        streams.remove(stream);
        streams.add(stream);
        timers.outside(() -> stream.receiver().accept(given));
        return;
      }
    }
    Iterator<Waiter> all = waiting.iterator();
    while (all.hasNext()) {
      Waiter waiter = all.next();
      if (waiter.request().type().equals(job.type) && jobs.fits(job, waiter.request())) {
        all.remove();
        ActivatedJob given = jobs.activate(job, waiter.request());
        timers.outside(() -> waiter.answer().complete(List.of(given)));
        return;
      }
    }
  }
}
