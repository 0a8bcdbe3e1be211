package io.bpmnconnect.engine.camunda7;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.rest.Bounded;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.RestCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One request for jobs. Safe for use by any thread.
 *
 * <p>Invariant: a job that the engine is known to have locked for this request is in its result, or
 * is unlocked again.
 */
final class JobFetch {

  private final Camunda7Api api;
  private final VariableReader variables;
  private final ForeignValues foreign;
  private final JobActivation activation;
  private final String worker;
  private volatile boolean ended;

  /**
   * A request.
   *
   * @param worker the name to lock jobs for
   */
  JobFetch(
      Camunda7Api api,
      VariableReader variables,
      ForeignValues foreign,
      JobActivation activation,
      String worker) {
    this.api = api;
    this.variables = variables;
    this.foreign = foreign;
    this.activation = activation;
    this.worker = worker;
  }

  JobActivation activation() {
    return activation;
  }

  /** What the engine still locks for this request is given back. */
  void end() {
    ended = true;
  }

  CompletionStage<List<ActivatedJob>> start(Duration requestTimeout) {
    RestCall call = FetchRequest.of(activation, worker);
    return api.exchange(call, FetchRequest.longPoll(activation).plus(requestTimeout))
        .thenApply(JobFetch::tasks)
        .thenCompose(
            tasks -> {
              if (ended) {
                return giveBack(tasks).thenApply(done -> List.<ActivatedJob>of());
              }
              return read(tasks)
                  .exceptionallyCompose(
                      failure ->
                          giveBack(tasks)
                              .thenCompose(done -> CompletableFuture.failedFuture(failure)));
            });
  }

  private static List<JsonNode> tasks(HttpAnswer answer) {
    if (!answer.isSuccess()) {
      throw Refusals.read(answer);
    }
    List<JsonNode> tasks = new ArrayList<>();
    Camunda7Api.list(JsonReads.tree(answer)).forEach(tasks::add);
    return tasks;
  }

  private CompletionStage<List<ActivatedJob>> read(List<JsonNode> tasks) {
    try {
      List<ActivatedJob> jobs = new ArrayList<>();
      List<Foreign> open = new ArrayList<>();
      for (JsonNode task : tasks) {
        VariableReader.Read read = variables.read(task.path("variables"));
        Map<String, Object> values = new LinkedHashMap<>(read.values());
        ActivatedJob job = JobReader.read(task, values, activation);
        jobs.add(job);
        read.foreign().forEach(name -> open.add(new Foreign(job, name, values)));
      }
      return Bounded.forEach(open, each -> foreign.read(each.job(), each.name(), each.values()))
          .thenApply(done -> jobs);
    } catch (EngineException unreadable) {
      return CompletableFuture.failedFuture(unreadable);
    }
  }

  /**
   * A variable that only the engine can read.
   *
   * @param values the job's, which take it
   */
  private record Foreign(ActivatedJob job, String name, Map<String, Object> values) {}

  /** As far as it can be: what stays locked comes again when its lock ends. */
  private CompletionStage<Void> giveBack(List<JsonNode> tasks) {
    List<String> ids =
        tasks.stream().map(task -> task.path("id").asText("")).filter(id -> !id.isEmpty()).toList();
    return unlock(api, ids);
  }

  static CompletionStage<Void> unlock(Camunda7Api api, List<String> ids) {
    return Bounded.forEach(
        ids,
        id ->
            api.accepted(
                    RestCall.post("external-task/" + Camunda7Api.encoded(id) + "/unlock", Map.of()))
                .exceptionally(gone -> null));
  }
}
