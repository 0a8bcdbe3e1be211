package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.RestCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The deployed processes. The engine cannot be asked for one by its BPMN id, nor for the newest
 * version of it, so all are asked for and kept for a moment: a version that is deployed is seen
 * after at most {@link #KEPT}. Ids grow, so the newest version has the largest one.
 *
 * <p>Safe for use by any thread. Invariant, guarded by this object's monitor: at most one query is
 * under way, and who asks meanwhile waits for it.
 */
final class Processes {

  static final Duration KEPT = Duration.ofSeconds(5);

  private static final int PAGE = 1_000;

  private final Api api;
  private CompletableFuture<List<ProcessVersion>> known;
  private long askedNanos;

  Processes(Api api) {
    this.api = api;
  }

  /** The newest version of a process; fails as not found when there is none. */
  CompletionStage<ProcessVersion> latest(String bpmnProcessId) {
    return find(
        process -> process.bpmnProcessId().equals(bpmnProcessId),
        "process \"" + bpmnProcessId + "\"");
  }

  /** The process of an id; fails as not found when there is none. */
  CompletionStage<ProcessVersion> byId(String id) {
    return find(process -> String.valueOf(process.id()).equals(id), "process with key " + id);
  }

  /** Every version of a process, or the one that is given; empty when none is deployed (yet). */
  CompletionStage<List<ProcessVersion>> versions(String bpmnProcessId, Optional<String> version) {
    return all()
        .thenApply(
            processes ->
                processes.stream()
                    .filter(process -> process.bpmnProcessId().equals(bpmnProcessId))
                    .filter(process -> version.map(process.version()::equals).orElse(true))
                    .toList());
  }

  /** What is not among the kept ones may have been deployed a moment ago. */
  private CompletionStage<ProcessVersion> find(Predicate<ProcessVersion> wanted, String described) {
    return all()
        .thenCompose(
            processes ->
                last(processes, wanted)
                    .<CompletionStage<ProcessVersion>>map(CompletableFuture::completedFuture)
                    .orElseGet(
                        () -> {
                          forget();
                          return all()
                              .thenApply(
                                  again ->
                                      last(again, wanted).orElseThrow(() -> missing(described)));
                        }));
  }

  private static EngineException missing(String described) {
    return EngineException.of(ErrorKind.NOT_FOUND, described + " is not deployed");
  }

  private static Optional<ProcessVersion> last(
      List<ProcessVersion> processes, Predicate<ProcessVersion> wanted) {
    return processes.stream().filter(wanted).reduce((older, newer) -> newer);
  }

  /** The next question goes to the engine: what was kept has proved wrong. */
  synchronized void forget() {
    if (known != null && known.isDone()) {
      known = null;
    }
  }

  private CompletableFuture<List<ProcessVersion>> all() {
    CompletableFuture<List<ProcessVersion>> asking;
    synchronized (this) {
      boolean fresh = System.nanoTime() - askedNanos < KEPT.toNanos();
      if (known != null && (!known.isDone() || (fresh && !known.isCompletedExceptionally()))) {
        return known;
      }
      asking = new CompletableFuture<>();
      known = asking;
      askedNanos = System.nanoTime();
    }
    page(new ArrayList<>())
        .whenComplete(
            (processes, failure) -> {
              if (failure == null) {
                asking.complete(List.copyOf(processes));
              } else {
                asking.completeExceptionally(EngineException.from(failure));
              }
            });
    return asking;
  }

  private CompletionStage<List<ProcessVersion>> page(List<ProcessVersion> found) {
    return api.send(
            RestCall.post("processes/query?limit=" + PAGE + "&offset=" + found.size(), Map.of()))
        .thenCompose(
            answer -> {
              JsonNode results = JsonReads.list(answer, "results");
              results.forEach(process -> found.add(read(process)));
              return results.size() < PAGE ? CompletableFuture.completedFuture(found) : page(found);
            });
  }

  private static ProcessVersion read(JsonNode json) {
    return new ProcessVersion(
        json.path("id").asInt(),
        JsonReads.required(json, "bpmnProcessId"),
        JsonReads.required(json, "version"));
  }
}
