package io.bpmnconnect.engine.gobpmn;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Starts one asynchronous work after the other's end, in the order they came. Safe for use by any
 * thread; has none of its own.
 */
final class InTurn {

  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

  <T> CompletionStage<T> run(Supplier<CompletionStage<T>> work) {
    CompletableFuture<?> before;
    CompletableFuture<Void> ended = new CompletableFuture<>();
    synchronized (this) {
      before = last;
      last = ended;
    }
    return before
        .thenCompose(unused -> work.get())
        .whenComplete((result, failure) -> ended.complete(null));
  }
}
