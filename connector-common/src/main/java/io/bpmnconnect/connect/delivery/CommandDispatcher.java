package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.SendingLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Sends commands to the engine: those of one lane one after the other, lanes beside each other, up
 * to a limit in flight.
 *
 * <p>Invariants: a lane has at most one command in flight; a lane is in {@code ready} exactly when
 * it has a waiting command and none in flight; {@code inFlight} never exceeds the limit. All three
 * are guarded by this object's monitor. The engine and the deliveries are called outside of it.
 *
 * <p>Any thread may submit. The engine's threads report back and start what comes next, so the
 * object needs no thread of its own.
 */
public final class CommandDispatcher {

  /** What waits in one lane, in order. */
  private record Lane(Object name, Queue<Delivery> waiting) {}

  /** A command that may be sent. */
  private record Next(Lane lane, Delivery delivery) {}

  private final ProcessEngine engine;
  private final int maxInFlight;
  private final TaskFailure failure;

  private final Map<Object, Lane> lanes = new HashMap<>();
  private final Queue<Lane> ready = new ArrayDeque<>();
  private final SendingLoop<Next> sending = new SendingLoop<>(this::takeReady, this::send);
  private int inFlight;
  private boolean held;

  /**
   * Makes the dispatcher of a task.
   *
   * @param failure once it is set, nothing is sent any more: what failed is not overtaken by what
   *     follows in its lane. Set here when an outcome was lost
   */
  public CommandDispatcher(ProcessEngine engine, int maxInFlight, TaskFailure failure) {
    this.engine = engine;
    this.maxInFlight = maxInFlight;
    this.failure = failure;
  }

  /** Takes a command; sends it as soon as its lane and the limit allow. Never blocks. */
  public void submit(Delivery delivery) {
    synchronized (this) {
      Lane lane = lanes.get(delivery.lane());
      if (lane == null) {
        lane = new Lane(delivery.lane(), new ArrayDeque<>(1));
        lanes.put(lane.name(), lane);
        ready.add(lane);
      }
      lane.waiting().add(delivery);
    }
    sending.run();
  }

  /** Starts no more commands until {@link #release()}; those in flight go on. */
  public synchronized void hold() {
    held = true;
  }

  /** Starts commands again, unless the task has failed. */
  public void release() {
    synchronized (this) {
      if (!held) {
        return;
      }
      held = false;
    }
    sending.run();
  }

  /**
   * Waits until no command is in flight and, unless nothing is sent now, none waits to be sent.
   *
   * @return whether that came to be within the time
   */
  public synchronized boolean awaitQuiet(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      while (inFlight > 0 || (!isStopped() && !lanes.isEmpty())) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Lanes that have a command waiting or in flight. */
  public synchronized int lanes() {
    return lanes.size();
  }

  /** Commands sent and not yet answered, those waiting for another attempt included. */
  public synchronized int inFlight() {
    return inFlight;
  }

  private void send(Next next) {
    Delivery delivery = next.delivery();
    if (!delivery.isWanted()) {
      finished(next.lane());
      return;
    }
    execute(delivery)
        .whenComplete(
            (result, refusal) -> {
              try {
                tell(delivery, result, refusal);
              } catch (RuntimeException | Error e) {
                lost(delivery, e);
              } finally {
                finished(next.lane());
                sending.run();
              }
            });
  }

  /** The command would stay open for ever: it comes again when the task does. */
  private void lost(Delivery delivery, Throwable reason) {
    EngineCommand command = delivery.command();
    failure.set(
        new ConnectException(
            "the outcome of "
                + command.operation()
                + " of "
                + command.subject()
                + " was lost: "
                + reason,
            reason));
  }

  /** An engine that throws, which it must not, fails one command, not the lane behind it. */
  private CompletionStage<CommandResult> execute(Delivery delivery) {
    try {
      return engine.execute(delivery.command(), delivery::attemptFailed);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static void tell(Delivery delivery, CommandResult result, Throwable refusal) {
    if (refusal == null) {
      delivery.succeeded(result);
    } else {
      delivery.failed(EngineException.from(refusal));
    }
  }

  private synchronized Next takeReady() {
    if (isStopped() || inFlight >= maxInFlight) {
      return null;
    }
    Lane lane = ready.poll();
    if (lane == null) {
      return null;
    }
    inFlight++;
    return new Next(lane, lane.waiting().remove());
  }

  private boolean isStopped() {
    return held || failure.isSet();
  }

  private synchronized void finished(Lane lane) {
    inFlight--;
    if (lane.waiting().isEmpty()) {
      lanes.remove(lane.name());
    } else {
      ready.add(lane);
    }
    notifyAll();
  }
}
