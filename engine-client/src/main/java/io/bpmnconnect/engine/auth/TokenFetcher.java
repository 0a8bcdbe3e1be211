package io.bpmnconnect.engine.auth;

import java.util.concurrent.CompletionStage;

/** Gets one token. Safe for use by any thread; never blocks. */
interface TokenFetcher extends AutoCloseable {

  /**
   * Asks for a new token.
   *
   * @return completes within a bounded time; fails with an {@link
   *     io.bpmnconnect.engine.EngineException}
   */
  CompletionStage<Token> fetch();

  /** Ends what is open. */
  @Override
  void close();
}
