package io.bpmnconnect.engine;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.MDC;

/**
 * The logging context (MDC) of the thread that captured it, for work that goes on elsewhere: log
 * lines then name the connector and task that they are about, whatever thread writes them.
 * Immutable; safe for use by any thread.
 */
public final class LogContext {

  private final Optional<Map<String, String>> entries;

  private LogContext(Optional<Map<String, String>> entries) {
    this.entries = entries;
  }

  /** Captures that of the calling thread; later changes there do not show here. */
  public static LogContext current() {
    return new LogContext(Optional.ofNullable(MDC.getCopyOfContextMap()));
  }

  /** Runs an action in this context, and gives the calling thread its own back. */
  public void run(Runnable action) {
    LogContext before = current();
    set();
    try {
      action.run();
    } finally {
      before.set();
    }
  }

  /**
   * Has whatever depends on a stage run in this context.
   *
   * @return completes as the stage does, the same failure included; to cancel it does not cancel
   *     the stage
   */
  public <T> CompletionStage<T> carriedBy(CompletionStage<T> stage) {
    CompletableFuture<T> carrying = new CompletableFuture<>();
    stage.whenComplete(
        (result, failure) ->
            run(
                () -> {
                  if (failure == null) {
                    carrying.complete(result);
                  } else {
                    carrying.completeExceptionally(failure);
                  }
                }));
    return carrying;
  }

  private void set() {
    entries.ifPresentOrElse(MDC::setContextMap, MDC::clear);
  }
}
