package io.bpmnconnect.engine.camunda7;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.rest.RestCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The requests for jobs. A request that the engine holds open outlives its client: the engine goes
 * on to lock jobs for it until its time is over. So requests are not cut off but come to their end,
 * and what one that was lost has locked is unlocked where it can be told from others, which is when
 * each has a worker's name of its own.
 *
 * <p>Safe for use by any thread.
 */
final class JobFetches {

  private static final int LONGEST_WORKER = 255;

  private final Camunda7Api api;
  private final Duration requestTimeout;
  private final VariableReader variables;
  private final ForeignValues foreign;
  private final Map<JobFetch, CompletableFuture<?>> open = new ConcurrentHashMap<>();

  /** Workers' names of lost requests, and when the engine has given up on them. */
  private final Map<String, Long> lost = new ConcurrentHashMap<>();

  /** Keeps names apart from those of other processes, and of this one before it was restarted. */
  private final String start =
      Long.toString(System.currentTimeMillis(), Character.MAX_RADIX)
          + Long.toString(ThreadLocalRandom.current().nextLong(1 << 20), Character.MAX_RADIX);

  private final AtomicLong counter = new AtomicLong();

  JobFetches(Camunda7Api api, Duration requestTimeout, VariableReader variables) {
    this.api = api;
    this.requestTimeout = requestTimeout;
    this.variables = variables;
    this.foreign = new ForeignValues(api);
  }

  CompletionStage<List<ActivatedJob>> fetch(JobActivation activation) {
    boolean ownName = activation.withLease();
    String worker = ownName ? fresh(activation.worker()) : activation.worker();
    JobFetch fetch = new JobFetch(api, variables, foreign, activation, worker);
    unlockLost();
    CompletableFuture<List<ActivatedJob>> jobs = fetch.start(requestTimeout).toCompletableFuture();
    open.put(fetch, jobs);
    return jobs.whenComplete(
        (done, failure) -> {
          open.remove(fetch);
          if (failure != null && ownName && EngineException.from(failure).isAmbiguous()) {
            Duration left = FetchRequest.longPoll(activation).plus(requestTimeout);
            lost.put(worker, System.nanoTime() + left.toNanos());
          }
        });
  }

  private String fresh(String worker) {
    String suffix = "/" + start + "-" + counter.incrementAndGet();
    return worker.substring(0, Math.min(worker.length(), LONGEST_WORKER - suffix.length()))
        + suffix;
  }

  /**
   * Ends the requests of a worker: they come to their end without jobs, because what they bring is
   * unlocked.
   *
   * @return complete after as long as the engine holds the requests open; never fails
   */
  CompletionStage<Void> end(String worker) {
    List<CompletableFuture<?>> ending = new ArrayList<>();
    open.forEach(
        (fetch, jobs) -> {
          if (fetch.activation().worker().equals(worker)) {
            fetch.end();
            ending.add(jobs.exceptionally(failure -> null));
          }
        });
    return CompletableFuture.allOf(ending.toArray(CompletableFuture<?>[]::new));
  }

  private void unlockLost() {
    long now = System.nanoTime();
    for (Map.Entry<String, Long> each : List.copyOf(lost.entrySet())) {
      if (now - each.getValue() >= 0 && lost.remove(each.getKey(), each.getValue())) {
        unlock(each.getKey())
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    lost.put(each.getKey(), each.getValue()); // with the next request
                  }
                });
      }
    }
  }

  private CompletionStage<Void> unlock(String worker) {
    return api.send(
            RestCall.get("external-task?locked=true&workerId=" + Camunda7Api.encoded(worker)))
        .thenCompose(
            answer -> {
              List<String> ids = new ArrayList<>();
              for (JsonNode task : Camunda7Api.list(answer)) {
                ids.add(task.path("id").asText(""));
              }
              return JobFetch.unlock(api, ids);
            });
  }
}
