package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.RestCall;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Settles jobs by their keys alone. The engine takes a settlement only in the name of the worker
 * that holds the lock, but a reply may be read by another task than the one that locked the job,
 * and after a restart the job may be locked for nobody. So a settlement that is refused is looked
 * into: it is sent again in the name of the holder, or the job is locked for it first.
 *
 * <p>Safe for use by any thread.
 */
final class Settlements {

  /**
   * Between a look and the command, the lock can change hands; once is bad luck, often is a war.
   */
  private static final int LOOKS = 3;

  private final Api api;
  private final String client;

  /**
   * The worker of this connection, whose jobs need no look. A wrong guess costs a refusal, nothing
   * else.
   */
  private volatile Optional<String> likelyHolder = Optional.empty();

  /**
   * @param client the worker name for jobs that nobody holds
   */
  Settlements(Api api, String client) {
    this.api = api;
    this.client = client;
  }

  /** This connection locks jobs in the name of a worker. */
  void likelyHolder(String worker) {
    likelyHolder = Optional.of(worker);
  }

  Optional<String> likelyHolder() {
    return likelyHolder;
  }

  /**
   * Settles a job.
   *
   * @param worker the one that the job was locked for, as far as it is known
   * @param body the settlement without the worker
   * @return the job as it was settled; fails as not found when it was settled before
   */
  CompletionStage<JsonNode> settle(
      EngineKey job, Optional<String> worker, Map<String, Object> body) {
    Optional<String> holder = worker.or(() -> likelyHolder);
    return holder.isPresent() ? settleAs(holder.get(), job, body, LOOKS) : look(job, body, LOOKS);
  }

  private CompletionStage<JsonNode> settleAs(
      String worker, EngineKey job, Map<String, Object> body, int looks) {
    Map<String, Object> whole = new LinkedHashMap<>(body);
    whole.put("workerId", worker);
    return api.send(RestCall.patch("jobs/" + job + "/complete", whole))
        .exceptionallyCompose(
            failure -> {
              EngineException refusal = EngineException.from(failure);
              return refusal.kind() == ErrorKind.CONFLICT && looks > 0
                  ? look(job, body, looks)
                  : CompletableFuture.failedFuture(refusal);
            });
  }

  private CompletionStage<JsonNode> look(EngineKey key, Map<String, Object> body, int looks) {
    return api.send(RestCall.post("jobs/query", conditions(key)))
        .thenCompose(
            answer -> {
              JsonNode job = JsonReads.list(answer, "results").path(0);
              if (job.isMissingNode()) {
                throw notFound(key, "could not be found");
              }
              if (job.hasNonNull("completedAt")) {
                throw notFound(key, "is settled already");
              }
              return job.hasNonNull("lockedBy")
                  ? settleAs(job.path("lockedBy").asText(), key, body, looks - 1)
                  : lock(key, body, looks - 1);
            });
  }

  private CompletionStage<JsonNode> lock(EngineKey key, Map<String, Object> body, int looks) {
    String worker = likelyHolder.orElse(client);
    Map<String, Object> lock = conditions(key);
    lock.put("limit", 1);
    lock.put("workerId", worker);
    return api.send(RestCall.post("jobs/lock", lock))
        .thenCompose(
            answer -> {
              if (!JsonReads.list(answer, "jobs").isEmpty()) {
                return settleAs(worker, key, body, looks);
              }
              if (looks > 0) {
                return look(key, body, looks); // somebody else was faster
              }
              throw EngineException.of(
                  ErrorKind.CONFLICT, "job " + key + " is not due yet, and so cannot be settled");
            });
  }

  static Map<String, Object> conditions(EngineKey key) {
    Map<String, Object> conditions = new LinkedHashMap<>();
    conditions.put("partition", key.partition().toString());
    conditions.put("id", key.id());
    return conditions;
  }

  private static EngineException notFound(EngineKey key, String why) {
    return EngineException.of(ErrorKind.NOT_FOUND, "job " + key + " " + why);
  }
}
