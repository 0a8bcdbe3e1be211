package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A job on its way through the task: one activation of it. Compared by identity: two activations of
 * one job are two fetched jobs.
 *
 * <p>Invariant: it counts against the limit of its poller from its activation until it has left,
 * and leaves once. Safe for use by any thread.
 */
final class FetchedJob {

  private enum State {
    /** To be given back when the task stops. */
    OPEN,
    /** Kafka has its record, or it is being settled. */
    HANDLED,
    LEFT
  }

  private final JobPoller poller;
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final long fetchedNanos = System.nanoTime();
  private volatile ActivatedJob job;
  private volatile long writtenNanos;
  private volatile Future<?> nextLook;

  FetchedJob(ActivatedJob job, JobPoller poller) {
    this.job = job;
    this.poller = poller;
  }

  /** The job; without its variables once its record is written, since they may be large. */
  ActivatedJob job() {
    return job;
  }

  String key() {
    return job.key();
  }

  /** When the engine gave it to us, on the clock of {@link System#nanoTime()}. */
  long fetchedNanos() {
    return fetchedNanos;
  }

  /** When Kafka had its record, on the clock of {@link System#nanoTime()}; empty before that. */
  OptionalLong writtenNanos() {
    return writtenNanos == 0 ? OptionalLong.empty() : OptionalLong.of(writtenNanos);
  }

  /** Kafka has its record. */
  void written() {
    writtenNanos = System.nanoTime();
    job = job.withoutVariables();
  }

  /**
   * It need not be given back any more: Kafka has its record, or it is being settled.
   *
   * @return false if it has left before
   */
  boolean handled() {
    return state.compareAndSet(State.OPEN, State.HANDLED);
  }

  boolean isOpen() {
    return state.get() == State.OPEN;
  }

  boolean hasLeft() {
    return state.get() == State.LEFT;
  }

  /** Remembers what will look after it next, so that it is not kept in memory for that only. */
  void lookAgain(Future<?> look) {
    nextLook = look;
    if (hasLeft()) {
      look.cancel(false);
    }
  }

  /**
   * The job no longer counts against the limit of its poller.
   *
   * @return false if it has left before
   */
  boolean leave() {
    if (state.getAndSet(State.LEFT) == State.LEFT) {
      return false;
    }
    Future<?> look = nextLook;
    if (look != null) {
      look.cancel(false);
    }
    poller.leave(job.type());
    return true;
  }
}
