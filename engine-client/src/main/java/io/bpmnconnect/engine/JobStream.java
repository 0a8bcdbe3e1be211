package io.bpmnconnect.engine;

import java.util.Optional;

/**
 * An open stream of jobs that an engine pushes as soon as they are there.
 *
 * <p>The engine pushes as fast as the stream is read, and does not ask how many are wanted. Who has
 * no room left closes the stream, and opens another one later. Safe for use by any thread.
 */
public interface JobStream extends AutoCloseable {

  /** Takes what comes. Called by the engine's threads, one call after the other; must not block. */
  interface Listener {

    /** The engine has locked a job for us. Can still be called after the stream was closed. */
    void activated(ActivatedJob job);

    /**
     * Nothing more comes; always the last call, and always made.
     *
     * @param failure why the stream has ended; empty when it was closed here, or when the engine
     *     has ended it without a reason
     */
    void ended(Optional<EngineException> failure);
  }

  /**
   * Ends the stream. Jobs that the engine had sent, but that have not arrived, are lost to us: the
   * engine offers them again when their lock ends.
   */
  @Override
  void close();
}
