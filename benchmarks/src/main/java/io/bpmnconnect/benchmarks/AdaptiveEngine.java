package io.bpmnconnect.benchmarks;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.ConcurrencyLimit;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ForwardingEngine;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.SendingLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Holds commands back as the connectors' own limit says, in the way that {@link LimitedEngine} does
 * for the others. Safe for use by any thread.
 */
final class AdaptiveEngine extends ForwardingEngine {

  private record Waiting(EngineCommand command, CompletableFuture<CommandResult> result) {}

  private record Next(Waiting waiting, long ticket) {}

  private final ConcurrencyLimit limit;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private final SendingLoop<Next> sending = new SendingLoop<>(this::take, this::send);

  AdaptiveEngine(ProcessEngine engine, int most) {
    super(engine);
    this.limit = new ConcurrencyLimit(most);
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    synchronized (this) {
      waiting.add(new Waiting(command, result));
    }
    sending.run();
    return result;
  }

  private synchronized Next take() {
    return limit.hasRoom() && !waiting.isEmpty() ? new Next(waiting.remove(), limit.sent()) : null;
  }

  private void send(Next next) {
    forward(next.waiting().command())
        .whenComplete(
            (answer, failure) -> {
              EngineException refusal = failure == null ? null : EngineException.from(failure);
              synchronized (this) {
                limit.answered(next.ticket(), refusal);
              }
              if (refusal == null) {
                next.waiting().result().complete(answer);
              } else {
                next.waiting().result().completeExceptionally(refusal);
              }
              sending.run();
            });
  }
}
