package io.bpmnconnect.source;

import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobStream;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the engine push the jobs of one type, while there is room for them and none waits. A stream
 * cannot be slowed down: without room it is closed, and the {@link JobPoller}, which asks for as
 * many jobs as there is room for, takes over until no job waits any more. See decision record 15.
 *
 * <p>Invariant, guarded by this object's monitor: at most one stream is open ({@code current}).
 *
 * <p>Threads: the engine's threads bring jobs, the timer opens a stream after a pause, and any
 * thread may tell that the room has changed. The engine and the receivers are called outside of the
 * monitor; the poller's monitor may be taken inside of it, never the other way round.
 */
final class JobStreamer {

  private static final Logger log = LoggerFactory.getLogger(JobStreamer.class);

  private final JobActivation activation;
  private final JobPoller poller;
  private final ProcessEngine engine;
  private final RetryPolicy retries;
  private final ScheduledExecutorService timer;
  private final TaskFailure failure;
  private final Consumer<FetchedJob> beyond;

  private Open current;
  private boolean pausing;
  private boolean closed;
  private int failures;

  /**
   * @param poller counts the jobs in flight, and takes those that fit
   * @param beyond takes each job beyond the limit, from any thread, to be given back; must not
   *     block
   */
  JobStreamer(
      JobActivation activation,
      JobPoller poller,
      ProcessEngine engine,
      RetryPolicy retries,
      ScheduledExecutorService timer,
      TaskFailure failure,
      Consumer<FetchedJob> beyond) {
    this.activation = activation;
    this.poller = poller;
    this.engine = engine;
    this.retries = retries;
    this.timer = timer;
    this.failure = failure;
    this.beyond = beyond;
  }

  /** Opens or closes the stream, as the poller has it. */
  void look() {
    Open opening = null;
    Open full = null;
    synchronized (this) {
      if (current == null) {
        if (!closed && !pausing && poller.wantsStream()) {
          opening = new Open();
          current = opening;
        }
      } else if (poller.room() <= 0) {
        full = current;
      }
    }
    if (opening != null) {
      opening.open();
    }
    if (full != null) {
      full.close();
    }
  }

  /**
   * Opens no more streams.
   *
   * @return complete when the receivers have all that the open stream brings
   */
  CompletableFuture<?> close() {
    Open last;
    synchronized (this) {
      closed = true;
      last = current;
    }
    if (last == null) {
      return CompletableFuture.completedFuture(null);
    }
    last.close();
    return last.ended;
  }

  private synchronized void ended(Open stream) {
    if (current == stream) {
      current = null;
    }
  }

  private void failed(EngineException error) {
    if (error.isTransient()) {
      // EngineHealth warns when this lasts.
      log.debug(
          "The stream of jobs of type \"{}\" has ended: {}",
          activation.onlyType().type(),
          error.getMessage());
      openAgain();
    } else {
      failure.set(
          new ConnectException(
              "jobs of type \""
                  + activation.onlyType().type()
                  + "\" cannot be streamed: "
                  + error.getMessage(),
              error));
    }
  }

  private void openAgain() {
    Duration pause;
    synchronized (this) {
      if (closed) {
        return;
      }
      failures++;
      pausing = true;
      pause = retries.pause(failures);
    }
    try {
      timer.schedule(
          () -> {
            synchronized (this) {
              pausing = false;
            }
            look();
          },
          pause.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      log.debug("Stopped streaming jobs of type \"{}\"", activation.onlyType().type());
    }
  }

  /** One stream. The engine may tell of its end before it has returned it. */
  private final class Open implements JobStream.Listener {
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<JobStream> stream = new CompletableFuture<>();
    private volatile boolean closing;

    void open() {
      stream.complete(engine.openJobStream(activation, this));
    }

    void close() {
      closing = true;
      CompletableFuture<Void> unused = stream.thenAccept(JobStream::close);
    }

    @Override
    public void activated(ActivatedJob job) {
      synchronized (JobStreamer.this) {
        failures = 0;
      }
      poller.pushed(job, beyond);
      look();
    }

    @Override
    public void ended(Optional<EngineException> error) {
      JobStreamer.this.ended(this);
      if (error.isPresent() && !closing) {
        failed(error.get());
      } else if (!closing) {
        openAgain(); // the gateway has gone in good order
      }
      poller.streamClosed();
      ended.complete(null);
    }
  }
}
