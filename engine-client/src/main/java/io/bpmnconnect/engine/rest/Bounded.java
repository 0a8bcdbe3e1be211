package io.bpmnconnect.engine.rest;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

/** Sends a bounded number of requests at a time. */
public final class Bounded {

  private static final int AT_ONCE = 8;

  private Bounded() {}

  /**
   * Does something with each element, a few at a time.
   *
   * @return complete when all is done; fails with the first failure, after which nothing new is
   *     started
   */
  public static <T> CompletionStage<Void> forEach(
      List<T> elements, Function<T, CompletionStage<?>> action) {
    Iterator<T> left = List.copyOf(elements).iterator();
    AtomicBoolean failed = new AtomicBoolean();
    return CompletableFuture.allOf(
        Stream.generate(() -> one(left, failed, action).toCompletableFuture())
            .limit(Math.min(AT_ONCE, elements.size()))
            .toArray(CompletableFuture<?>[]::new));
  }

  private static <T> CompletionStage<?> one(
      Iterator<T> left, AtomicBoolean failed, Function<T, CompletionStage<?>> action) {
    T element;
    synchronized (left) {
      if (failed.get() || !left.hasNext()) {
        return CompletableFuture.completedFuture(null);
      }
      element = left.next();
    }
    return action
        .apply(element)
        .whenComplete((done, failure) -> failed.compareAndSet(false, failure != null))
        .thenCompose(done -> one(left, failed, action));
  }
}
