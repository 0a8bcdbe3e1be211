package io.bpmnconnect.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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
public final class RetryingEngine extends ForwardingEngine {

  private static final Logger log = LoggerFactory.getLogger(RetryingEngine.class);

  /** One command on its way: what stays the same from attempt to attempt. */
  private record Attempts(
      EngineCommand command,
      Consumer<EngineException> failedAttempt,
      CompletableFuture<CommandResult> result,
      long firstNanos,
      AtomicReference<Long> refusedNanos) {

    /**
     * Whether the credentials were refused to this command again and again for as long as that is
     * borne. While others succeed, it is this command that is refused.
     */
    boolean refusedForLong(EngineException failure, long now) {
      if (failure.grace().isEmpty()) {
        refusedNanos.set(null);
        return false;
      }
      refusedNanos.compareAndSet(null, now);
      return now - refusedNanos.get() >= failure.grace().get().toNanos();
    }
  }

  private final RetryPolicy policy;
  private final ScheduledExecutorService scheduler;
  private final Set<CompletableFuture<CommandResult>> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Takes over the engine: closing this closes it. */
  public RetryingEngine(ProcessEngine engine, RetryPolicy policy) {
    super(engine);
    this.policy = policy;
    this.scheduler = TaskThreads.ofThisContext().timer("bpmn-engine-retry");
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    return execute(command, failure -> {});
  }

  @Override
  public CompletionStage<CommandResult> execute(
      EngineCommand command, Consumer<EngineException> failedAttempt) {
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    open.add(result);
    result.whenComplete((answer, failure) -> open.remove(result));
    attempt(
        new Attempts(command, failedAttempt, result, System.nanoTime(), new AtomicReference<>()),
        1);
    return result;
  }

  private void attempt(Attempts attempts, int number) {
    if (closed) {
      attempts.result().completeExceptionally(EngineException.closed());
      return;
    }
    forward(attempts.command())
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                attempts.result().complete(answer);
              } else {
                onFailure(attempts, number, EngineException.from(failure));
              }
            });
  }

  private void onFailure(Attempts attempts, int number, EngineException failure) {
    long now = System.nanoTime();
    Duration elapsed = Duration.ofNanos(now - attempts.firstNanos());
    tell(attempts.failedAttempt(), failure);
    if (closed
        || attempts.refusedForLong(failure, now)
        || !policy.retries(attempts.command(), failure, elapsed)) {
      attempts
          .result()
          .completeExceptionally(
              number == 1 ? failure : failure.during("after " + number + " attempts"));
      return;
    }
    Duration pause = policy.pause(attempts.command(), failure, number, elapsed);
    log.debug(
        "{} of {}: attempt {} failed, next in {} ms: {}",
        attempts.command().operation(),
        attempts.command().subject(),
        number,
        pause.toMillis(),
        failure.getMessage());
    try {
      scheduler.schedule(
          () -> attempt(attempts, number + 1), pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closing) {
      attempts.result().completeExceptionally(EngineException.closed());
    }
  }

  /** Who listens must not keep a command from its next attempt. */
  private static void tell(Consumer<EngineException> failedAttempt, EngineException failure) {
    try {
      failedAttempt.accept(failure);
    } catch (RuntimeException e) {
      log.error("A failed attempt could not be told of", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    scheduler.shutdownNow();
    engine.close();
    open.forEach(result -> result.completeExceptionally(EngineException.closed()));
  }
}
