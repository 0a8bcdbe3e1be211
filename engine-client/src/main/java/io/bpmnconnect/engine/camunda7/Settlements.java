package io.bpmnconnect.engine.camunda7;

import static io.bpmnconnect.engine.camunda7.Unsupported.refuse;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.RestCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Settles and changes external tasks. The engine takes a settlement from whoever names the worker
 * that holds the lock, and proves nothing else by it: so the lease of a job is the worker's name of
 * one fetch. Of a job without either, the holder is looked up.
 *
 * <p>Safe for use by any thread.
 */
final class Settlements {

  /** What the engine keeps of an error message, in characters; the details have no limit. */
  private static final int LONGEST_MESSAGE = 666;

  /** For the settlement of a task that nobody holds, which follows at once. */
  private static final Duration SHORT_LOCK = Duration.ofMinutes(1);

  private final Camunda7Api api;
  private final TypedVariables variables;
  private final String client;

  /**
   * Settlements.
   *
   * @param client the worker's name for tasks that nobody holds
   */
  Settlements(Camunda7Api api, TypedVariables variables, String client) {
    this.api = api;
    this.variables = variables;
    this.client = client;
  }

  CompletionStage<CommandResult> complete(CompleteJob command) {
    refuse(command, "a result beside variables", command.result().isPresent());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("variables", variables.encode(command.variables()));
    return settle(command.job(), "complete", body);
  }

  /** Without retries the engine would take 0, which raises an incident. */
  CompletionStage<CommandResult> fail(FailJob command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("retries", command.retries());
    body.put("retryTimeout", Millis.of("retry backoff", command.retryBackOff()));
    command
        .errorMessage()
        .ifPresent(
            message -> {
              body.put("errorMessage", message);
              if (message.length() > LONGEST_MESSAGE) {
                body.put("errorDetails", message);
              }
            });
    body.put("variables", variables.encode(command.variables()));
    return settle(command.job(), "failure", body);
  }

  /** An error that nothing in the model catches ends the instance, and is no failure here. */
  CompletionStage<CommandResult> throwError(ThrowJobError command) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("errorCode", command.errorCode());
    command.errorMessage().ifPresent(message -> body.put("errorMessage", message));
    body.put("variables", variables.encode(command.variables()));
    return settle(command.job(), "bpmnError", body);
  }

  private CompletionStage<CommandResult> settle(
      JobRef job, String action, Map<String, Object> body) {
    String path = path(job);
    return holder(job)
        .map(CompletableFuture::completedStage)
        .orElseGet(() -> lookUp(path))
        .thenCompose(
            worker -> {
              body.put("workerId", worker);
              return api.accepted(RestCall.post(path + "/" + action, body));
            });
  }

  /** The lease is the name of the worker, too, and the one that must still hold the lock. */
  private static Optional<String> holder(JobRef job) {
    return job.lease().or(job::worker);
  }

  private CompletionStage<String> lookUp(String path) {
    return currentHolder(path)
        .thenCompose(
            holder ->
                holder.isPresent()
                    ? CompletableFuture.completedFuture(holder.get())
                    : lock(path).thenApply(locked -> client));
  }

  private CompletionStage<Optional<String>> currentHolder(String path) {
    return api.send(RestCall.get(path)).thenApply(task -> JsonReads.text(task, "workerId"));
  }

  private CompletionStage<CommandResult> lock(String path) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("workerId", client);
    body.put("lockDuration", SHORT_LOCK.toMillis());
    return api.accepted(RestCall.post(path + "/lock", body));
  }

  /**
   * Each part is a call of its own, so one can be carried out alone. The lock comes first: it is
   * the part that the engine refuses to whoever does not hold the task.
   */
  CompletionStage<CommandResult> update(UpdateJob command) {
    String path = path(command.job());
    List<RestCall> calls = new ArrayList<>();
    command
        .retries()
        .ifPresent(
            retries -> calls.add(RestCall.put(path + "/retries", Map.of("retries", retries))));
    command
        .priority()
        .ifPresent(
            priority -> calls.add(RestCall.put(path + "/priority", Map.of("priority", priority))));
    CompletionStage<CommandResult> done =
        command.timeout().isPresent()
            ? extend(command.job(), path, command.timeout().get())
            : whileHeld(command.job(), path);
    for (RestCall call : calls) {
      done = done.thenCompose(before -> api.accepted(call));
    }
    return done;
  }

  private CompletionStage<CommandResult> extend(JobRef job, String path, Duration timeout) {
    long millis = Millis.of("job timeout", timeout);
    return holder(job)
        .map(CompletableFuture::completedStage)
        .orElseGet(
            () ->
                currentHolder(path)
                    .thenApply(holder -> holder.orElseThrow(() -> lost(job, "nobody"))))
        .thenCompose(
            worker -> {
              Map<String, Object> body = new LinkedHashMap<>();
              body.put("workerId", worker);
              body.put("newDuration", millis);
              return api.accepted(RestCall.post(path + "/extendLock", body));
            });
  }

  /**
   * Unlocks a task. The engine asks for no worker's name here, so it is looked up before whether
   * the task is still that worker's. Between the two calls it can be given to somebody else, who
   * loses it then; that takes the lock to end in these milliseconds.
   */
  CompletionStage<CommandResult> release(ReleaseJob command) {
    String path = path(command.job());
    return whileHeld(command.job(), path)
        .thenCompose(held -> api.accepted(RestCall.post(path + "/unlock", Map.of())));
  }

  /** Fails when the task is somebody else's than the job reference says, as far as it does. */
  private CompletionStage<CommandResult> whileHeld(JobRef job, String path) {
    Optional<String> expected = holder(job);
    if (expected.isEmpty()) {
      return CompletableFuture.completedFuture(new CommandResult.Accepted());
    }
    return currentHolder(path)
        .thenApply(
            holder -> {
              if (!holder.equals(expected)) {
                throw lost(job, holder.map(name -> "worker '" + name + "'").orElse("nobody"));
              }
              return new CommandResult.Accepted();
            });
  }

  private static EngineException lost(JobRef job, String holder) {
    return EngineException.of(
        ErrorKind.LOCK_LOST,
        "external task " + job.key() + " is not locked by this worker any more, but by " + holder);
  }

  private static String path(JobRef job) {
    return "external-task/" + Camunda7Api.path("job key", job.key());
  }
}
