package io.bpmnconnect.engine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A connection to one process engine.
 *
 * <p>No method blocks its caller. Every returned stage completes, at the latest when the engine is
 * closed; the cause of a failed one is always an {@link EngineException} ({@link
 * EngineException#from} unwraps it). Implementations are safe for use by any number of threads;
 * stages may complete on a thread of the transport, so dependent actions must not block.
 */
public interface ProcessEngine extends AutoCloseable {

  /** Sends one command to the engine. */
  CompletionStage<CommandResult> execute(EngineCommand command);

  /**
   * Activates jobs of one type. The stage completes with an empty list when no job became available
   * within the request's long-polling time.
   */
  CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation);

  /**
   * Has the engine push the jobs of one type as soon as they are there. Jobs that are there already
   * are for {@link #activateJobs}.
   *
   * @param activation its number of jobs and its request timeout mean nothing here
   * @param listener told of all that happens, an engine without such streams included ({@link
   *     ErrorKind#UNSUPPORTED}); possibly before this method returns
   * @return never fails; closing it again does nothing
   */
  default JobStream openJobStream(JobActivation activation, JobStream.Listener listener) {
    listener.ended(
        Optional.of(
            EngineException.of(
                ErrorKind.UNSUPPORTED, "this engine does not push jobs to streams")));
    return () -> {};
  }

  /**
   * Ends this connection's open requests of a worker without jobs and, where locks have no end,
   * gives back every job that is locked for the worker, whoever locked it under that name. Where
   * locks end, jobs that were given out stay with who has them. An engine that notices when a
   * client goes away has nothing to do.
   */
  default CompletionStage<Void> unlockJobs(String worker) {
    return CompletableFuture.completedFuture(null);
  }

  /** Asks the engine who it is; also the cheapest way to learn whether it can be reached. */
  CompletionStage<EngineInfo> info();

  /**
   * Releases connections and threads. Stages not yet complete fail. Calling it again does nothing.
   */
  @Override
  void close();
}
