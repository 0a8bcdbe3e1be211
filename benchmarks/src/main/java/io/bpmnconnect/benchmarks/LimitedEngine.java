package io.bpmnconnect.benchmarks;

import com.netflix.concurrency.limits.Limit;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.ForwardingEngine;
import io.bpmnconnect.engine.ProcessEngine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Holds commands back as a limit of the concurrency-limits library says: a way to try its
 * algorithms in the place of ours. Safe for use by any thread.
 */
final class LimitedEngine extends ForwardingEngine {

  private record Waiting(EngineCommand command, CompletableFuture<CommandResult> result) {}

  private final Limit limit;
  private final Supplier<Duration> pause;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private int inFlight;

  /**
   * @param pause how long each command waits beside that
   */
  LimitedEngine(ProcessEngine engine, Limit limit, Supplier<Duration> pause) {
    super(engine);
    this.limit = limit;
    this.pause = pause;
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    synchronized (this) {
      waiting.add(new Waiting(command, result));
    }
    sendWaiting();
    return result;
  }

  private void sendWaiting() {
    for (Waiting next = take(); next != null; next = take()) {
      Waiting taken = next;
      Duration wait = pause.get();
      if (wait.isZero()) {
        send(taken);
      } else {
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)
            .execute(() -> send(taken));
      }
    }
  }

  private synchronized Waiting take() {
    if (inFlight >= limit.getLimit() || waiting.isEmpty()) {
      return null;
    }
    inFlight++;
    return waiting.remove();
  }

  private void send(Waiting next) {
    long start = System.nanoTime();
    int together = inFlight();
    engine
        .execute(next.command())
        .whenComplete(
            (answer, failure) -> {
              boolean dropped =
                  failure != null && EngineException.from(failure).kind() == ErrorKind.BACKPRESSURE;
              synchronized (this) {
                inFlight--;
                limit.onSample(start, System.nanoTime() - start, together, dropped);
              }
              if (failure == null) {
                next.result().complete(answer);
              } else {
                next.result().completeExceptionally(failure);
              }
              sendWaiting();
            });
  }

  private synchronized int inFlight() {
    return inFlight;
  }
}
