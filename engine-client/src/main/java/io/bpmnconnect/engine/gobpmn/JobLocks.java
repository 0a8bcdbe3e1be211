package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.rest.Bounded;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.RestCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks and unlocks jobs. The engine can choose jobs by their process only, and gives out those
 * that are due the longest first. So a sweep keeps locked what it does not want, until it has
 * enough or there is no more, and then unlocks that: otherwise jobs that nobody here wants would
 * hide those behind them for ever.
 *
 * <p>A lock never ends by itself, so none may be forgotten. Invariant: a worker that may hold a
 * lock that this object does not know of, since an answer was lost or an unlocking failed, is in
 * {@code unclean}, and everything of it is unlocked before it locks anything more. Jobs that are
 * worked on are then given out once more, which is the lesser evil.
 *
 * <p>Sweeps take turns: two at a time would hide each other's jobs. Safe for use by any thread.
 */
final class JobLocks {

  private static final Logger log = LoggerFactory.getLogger(JobLocks.class);

  /** What the engine takes in one request. */
  private static final int MOST_PROCESSES = 100;

  private static final int MOST_JOBS = 1_000;

  /** How many unwanted jobs a sweep holds for a moment before it gives up looking behind them. */
  private static final int MOST_UNWANTED = 10_000;

  private final Api api;
  private final InTurn turns = new InTurn();
  private final Set<String> unclean = ConcurrentHashMap.newKeySet();

  JobLocks(Api api) {
    this.api = api;
  }

  /**
   * Locks jobs.
   *
   * @param processes those that the subscription means; none locks nothing
   * @param most the most jobs to lock
   */
  CompletionStage<List<JsonNode>> lock(
      Subscription subscription, List<ProcessVersion> processes, String worker, int most) {
    if (processes.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return turns.run(
        () ->
            cleanUp(worker)
                .thenCompose(clean -> new Sweep(subscription, processes, worker, most).next())
                .whenComplete((jobs, failure) -> noteIfUnclean(worker, failure)));
  }

  /** Unlocks one job. */
  CompletionStage<Boolean> unlock(EngineKey job, String worker) {
    Map<String, Object> unlock = Settlements.conditions(job);
    unlock.put("workerId", worker);
    return api.send(RestCall.post("jobs/unlock", unlock))
        .thenApply(answer -> answer.path("count").asInt() > 0);
  }

  /**
   * Unlocks jobs that are not wanted after all; what cannot be unlocked is so before the next lock.
   */
  CompletionStage<Void> giveBack(List<JsonNode> jobs, String worker) {
    return Bounded.forEach(jobs, job -> unlock(EngineKey.read(job, "id"), worker))
        .exceptionally(
            failure -> {
              unclean.add(worker);
              log.warn(
                  "Jobs that are not wanted stay locked for {} until the engine can be asked again:"
                      + " {}",
                  worker,
                  EngineException.from(failure).getMessage());
              return null;
            });
  }

  /** Unlocks everything that is locked for a worker. */
  CompletionStage<Void> unlockAll(String worker) {
    return turns.run(() -> send(worker));
  }

  private CompletionStage<Void> cleanUp(String worker) {
    return unclean.contains(worker) ? send(worker) : CompletableFuture.completedFuture(null);
  }

  private CompletionStage<Void> send(String worker) {
    return api.send(RestCall.post("jobs/unlock", Map.of("workerId", worker)))
        .thenAccept(
            answer -> {
              unclean.remove(worker);
              int count = answer.path("count").asInt();
              if (count > 0) {
                log.info("Unlocked {} jobs that were locked for {}", count, worker);
              }
            });
  }

  private void noteIfUnclean(String worker, Throwable failure) {
    if (failure != null && EngineException.from(failure).isAmbiguous()) {
      unclean.add(worker);
    }
  }

  /** One search for jobs, process by process. */
  private final class Sweep {
    private final Subscription subscription;
    private final String worker;
    private final int most;
    private final Queue<List<Integer>> processes = new ArrayDeque<>();
    private final List<JsonNode> wanted = new ArrayList<>();
    private final List<JsonNode> unwanted = new ArrayList<>();
    private int page;

    Sweep(Subscription subscription, List<ProcessVersion> processes, String worker, int most) {
      this.subscription = subscription;
      this.worker = worker;
      this.most = most;
      this.page = Math.min(most, MOST_JOBS);
      List<Integer> ids = processes.stream().map(ProcessVersion::id).toList();
      for (int from = 0; from < ids.size(); from += MOST_PROCESSES) {
        this.processes.add(ids.subList(from, Math.min(ids.size(), from + MOST_PROCESSES)));
      }
    }

    CompletionStage<List<JsonNode>> next() {
      if (processes.isEmpty() || wanted.size() >= most || unwanted.size() >= MOST_UNWANTED) {
        return end();
      }
      int limit = page;
      Map<String, Object> lock = new LinkedHashMap<>();
      lock.put("processIds", processes.peek());
      lock.put("limit", limit);
      lock.put("workerId", worker);
      return api.send(RestCall.post("jobs/lock", lock))
          .handle(
              (answer, failure) -> {
                if (failure == null) {
                  take(JsonReads.list(answer, "jobs"), limit);
                  return next();
                }
                return brokenOff(failure);
              })
          .thenCompose(rest -> rest);
    }

    /** What was locked before a failure is not lost by it. */
    private CompletionStage<List<JsonNode>> brokenOff(Throwable failure) {
      noteIfUnclean(worker, failure);
      return wanted.isEmpty() && unwanted.isEmpty()
          ? CompletableFuture.failedFuture(failure)
          : end();
    }

    private CompletionStage<List<JsonNode>> end() {
      return giveBack(unwanted, worker).thenApply(done -> wanted);
    }

    /** Where many are not wanted, larger steps come to their end sooner. */
    private void take(JsonNode jobs, int limit) {
      int before = unwanted.size();
      for (JsonNode job : jobs) {
        boolean take = wanted.size() < most && subscription.takes(job);
        (take ? wanted : unwanted).add(job);
      }
      if (jobs.size() < limit) {
        processes.remove();
      }
      page =
          unwanted.size() > before
              ? Math.min(MOST_JOBS, limit * 2)
              : Math.max(1, Math.min(MOST_JOBS, most - wanted.size()));
    }
  }
}
