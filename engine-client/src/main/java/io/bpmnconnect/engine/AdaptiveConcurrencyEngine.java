package io.bpmnconnect.engine;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Sends no more commands at once than the engine takes: an engine that is asked for more refuses
 * them as {@link ErrorKind#BACKPRESSURE}, and each refusal costs it work and us a pause.
 *
 * <p>The limit is a {@link CubicLimit}, lowered once for all commands that were sent under the same
 * limit. It grows only while it is used up: an idle time proves nothing.
 *
 * <p>Commands that settle jobs are neither held nor counted: engines exempt them from backpressure,
 * since they take load away.
 *
 * <p>Invariants, guarded by this object's monitor: {@code inFlight} does not exceed the limit but
 * for a moment after a decrease; a command waits only while it does not fall below the limit. The
 * engine is called, and results are completed, outside of the monitor. Safe for use by any thread.
 */
public final class AdaptiveConcurrencyEngine extends ForwardingEngine {

  private record Waiting(EngineCommand command, CompletableFuture<CommandResult> result) {}

  /**
   * What may be sent now.
   *
   * @param after how often the limit had been lowered before
   */
  private record Next(Waiting waiting, long after) {}

  private final LongSupplier nanoTime;
  private final CubicLimit limit;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private final SendingLoop<Next> sending = new SendingLoop<>(this::take, this::send);
  private int inFlight;
  private long decreases;
  private boolean closed;

  /**
   * Takes over the engine: closing this closes it.
   *
   * @param most the bound that the limit does not pass
   */
  public AdaptiveConcurrencyEngine(ProcessEngine engine, int most) {
    this(engine, most, System::nanoTime);
  }

  AdaptiveConcurrencyEngine(ProcessEngine engine, int most, LongSupplier nanoTime) {
    super(engine);
    this.limit = new CubicLimit(most);
    this.nanoTime = nanoTime;
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    if (command instanceof EngineCommand.JobCommand) {
      return engine.execute(command);
    }
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    synchronized (this) {
      if (!closed) {
        waiting.add(new Waiting(command, result));
      } else {
        result.completeExceptionally(EngineException.closed());
      }
    }
    sending.run();
    return result;
  }

  /** The limit as it is now. */
  public synchronized int limit() {
    return limit.get();
  }

  private synchronized Next take() {
    if (inFlight >= limit.get() || waiting.isEmpty()) {
      return null;
    }
    inFlight++;
    return new Next(waiting.remove(), decreases);
  }

  private void send(Next next) {
    Waiting sent = next.waiting();
    forward(sent.command())
        .whenComplete(
            (answer, failure) -> {
              learn(failure, next.after());
              if (failure == null) {
                sent.result().complete(answer);
              } else {
                sent.result().completeExceptionally(failure);
              }
              sending.run();
            });
  }

  private synchronized void learn(Throwable failure, long sentAfter) {
    boolean usedUp = inFlight >= limit.get();
    inFlight--;
    if (failure == null) {
      if (usedUp) {
        limit.raise(nanoTime.getAsLong());
      }
    } else if (EngineException.from(failure).kind() == ErrorKind.BACKPRESSURE
        && sentAfter == decreases) {
      limit.lower(nanoTime.getAsLong());
      decreases++;
    }
  }

  @Override
  public void close() {
    List<Waiting> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(waiting);
      waiting.clear();
    }
    engine.close();
    left.forEach(one -> one.result().completeExceptionally(EngineException.closed()));
  }
}
