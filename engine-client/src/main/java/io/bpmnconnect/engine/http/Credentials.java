package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.EngineException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What proves to an engine who sends a request, while a connection is open: it may have to be
 * fetched, and it may expire. Safe for use by any thread; never blocks.
 */
public interface Credentials extends AutoCloseable {

  /**
   * The headers to send with one request, by name; empty when the engine asks for none.
   *
   * @return fails with an {@link EngineException} when they cannot be had
   */
  CompletionStage<Map<String, String>> headers();

  /**
   * Tells that an engine did not accept these headers (401).
   *
   * @return whether the same request is worth one more attempt, with the headers that are given
   *     next
   */
  boolean refused(Map<String, String> headers);

  @Override
  void close();

  /** Headers that never change: there is no use in trying them again. */
  static Credentials fixed(Map<String, String> headers) {
    return new Credentials() {
      @Override
      public CompletionStage<Map<String, String>> headers() {
        return CompletableFuture.completedFuture(headers);
      }

      @Override
      public boolean refused(Map<String, String> refused) {
        return false;
      }

      @Override
      public void close() {}
    };
  }
}
