package io.bpmnconnect.engine;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries refused commands again, as its {@link RetryPolicy} says. Job activation passes through: its
 * caller polls anyway.
 *
 * <p>Invariant: every stage handed out is in {@code open} until it completes, so that {@link
 * #close()} can complete what is waiting for its next attempt. One daemon thread, owned by this
 * object, starts the later attempts; it never runs anything that blocks.
 */
public final class RetryingEngine implements ProcessEngine {

  private static final Logger log = LoggerFactory.getLogger(RetryingEngine.class);

  private final ProcessEngine engine;
  private final RetryPolicy policy;
  private final ScheduledExecutorService scheduler;
  private final Set<CompletableFuture<CommandResult>> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Takes over the engine: closing this closes it. */
  public RetryingEngine(ProcessEngine engine, RetryPolicy policy) {
    this.engine = engine;
    this.policy = policy;
    this.scheduler =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "bpmn-engine-retry");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    open.add(result);
    result.whenComplete((answer, failure) -> open.remove(result));
    attempt(command, result, 1, System.nanoTime());
    return result;
  }

  private void attempt(
      EngineCommand command, CompletableFuture<CommandResult> result, int number, long firstNanos) {
    if (closed) {
      result.completeExceptionally(closedException());
      return;
    }
    send(command)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                result.complete(answer);
              } else {
                onFailure(command, result, number, firstNanos, EngineException.from(failure));
              }
            });
  }

  /** An engine that throws must not leave a stage open for ever. */
  private CompletionStage<CommandResult> send(EngineCommand command) {
    try {
      return engine.execute(command);
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private void onFailure(
      EngineCommand command,
      CompletableFuture<CommandResult> result,
      int attempts,
      long firstNanos,
      EngineException failure) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - firstNanos);
    if (closed || !policy.retries(command, failure.kind(), elapsed)) {
      result.completeExceptionally(
          attempts == 1 ? failure : failure.during("after " + attempts + " attempts"));
      return;
    }
    Duration pause = policy.pause(attempts);
    log.debug(
        "{} of {}: attempt {} failed, next in {} ms: {}",
        command.operation(),
        command.subject(),
        attempts,
        pause.toMillis(),
        failure.getMessage());
    try {
      scheduler.schedule(
          () -> attempt(command, result, attempts + 1, firstNanos),
          pause.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      result.completeExceptionally(closedException());
    }
  }

  @Override
  public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
    return engine.activateJobs(activation);
  }

  @Override
  public CompletionStage<EngineInfo> info() {
    return engine.info();
  }

  @Override
  public void close() {
    closed = true;
    scheduler.shutdownNow();
    engine.close();
    open.forEach(result -> result.completeExceptionally(closedException()));
  }

  private static EngineException closedException() {
    return EngineException.of(ErrorKind.UNAVAILABLE, "the connection to the engine was closed");
  }
}
