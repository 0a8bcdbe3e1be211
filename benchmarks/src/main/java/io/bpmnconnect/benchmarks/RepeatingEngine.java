package io.bpmnconnect.benchmarks;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ForwardingEngine;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Tries refused commands again, as a policy says, whoever limits them. Safe for any thread. */
final class RepeatingEngine extends ForwardingEngine {

  private final RetryPolicy policy;

  RepeatingEngine(ProcessEngine engine, RetryPolicy policy) {
    super(engine);
    this.policy = policy;
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    attempt(command, result, System.nanoTime(), 1);
    return result;
  }

  private void attempt(
      EngineCommand command, CompletableFuture<CommandResult> result, long first, int number) {
    forward(command)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                result.complete(answer);
                return;
              }
              EngineException refusal = EngineException.from(failure);
              Duration elapsed = Duration.ofNanos(System.nanoTime() - first);
              if (!policy.retries(command, refusal, number, elapsed)) {
                result.completeExceptionally(refusal);
                return;
              }
              after(policy.pause(command, refusal, number, elapsed))
                  .execute(() -> attempt(command, result, first, number + 1));
            });
  }

  private static Executor after(Duration pause) {
    return CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS);
  }
}
