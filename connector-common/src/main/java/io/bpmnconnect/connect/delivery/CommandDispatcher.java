package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.ConcurrencyLimit;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import io.bpmnconnect.engine.SendingLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands to the engine until each is carried out or refused for good: those of one lane one
 * after the other, lanes beside each other, as many at once as the engine takes.
 *
 * <p>A refused command that is worth another attempt goes back to the head of its lane, which is
 * <em>parked</em> until its time: it holds memory and nothing else. While the engine is away, as a
 * {@link CircuitBreaker} notices, lanes that were refused wait together, and one of them at a time
 * tries the engine; beside it, one that was never tried.
 *
 * <p>Invariants: a lane has at most one command in flight; a lane that has none is in exactly one
 * place: one of the three queues or parked; {@code inFlight} never exceeds the bound. All are
 * guarded by this object's monitor. The engine and the deliveries are called outside of it, but for
 * {@link Delivery#isWanted()}.
 *
 * <p>Any thread may submit. The engine's threads report back and start what comes next; the timer's
 * thread does when a pause is over. No method blocks, but for {@link #awaitQuiet}.
 */
public final class CommandDispatcher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CommandDispatcher.class);

  /** What waits in one lane, in order, and where the lane is. */
  private static final class Lane {
    private final Object name;
    private final Deque<Attempts> waiting = new ArrayDeque<>(1);
    private boolean inFlight;
    private ScheduledFuture<?> parked;
    private long queued;

    Lane(Object name) {
      this.name = name;
    }
  }

  /**
   * A command that is sent.
   *
   * @param ticket of the limit; null for commands that it does not count
   * @param probe which of the two that may try an engine that is away
   */
  private record Next(Lane lane, Attempts attempts, Long ticket, Probe probe) {}

  private enum Probe {
    NONE,
    FRESH,
    TRIED
  }

  private final ProcessEngine engine;
  private final RetryPolicy policy;
  private final int maxInFlight;
  private final ConcurrencyLimit limit;
  private final TaskFailure failure;
  private final ScheduledExecutorService timer;
  private final CircuitBreaker breaker;

  private final Map<Object, Lane> lanes = new HashMap<>();

  /** Lanes whose next command settles a job, which the limit does not count. */
  private final Deque<Lane> settling = new ArrayDeque<>();

  /** Lanes whose next command the limit counts. */
  private final Deque<Lane> ready = new ArrayDeque<>();

  /** Lanes whose next command was refused, while the engine is away. */
  private final Deque<Lane> stricken = new ArrayDeque<>();

  private final SendingLoop<Next> sending = new SendingLoop<>(this::takeReady, this::send);
  private final Map<Probe, Integer> probes = new HashMap<>();
  private long queueings;
  private int inFlight;
  private int parked;
  private boolean held;
  private boolean closed;

  /**
   * Makes the dispatcher of a task.
   *
   * @param policy what is tried again, and after what pause
   * @param maxInFlight the most commands in flight at once
   * @param failure once it is set, nothing is sent any more: what failed is not overtaken by what
   *     follows in its lane. Set here when an outcome was lost
   * @param timer starts later attempts; not shut down here
   */
  public CommandDispatcher(
      ProcessEngine engine,
      RetryPolicy policy,
      int maxInFlight,
      TaskFailure failure,
      ScheduledExecutorService timer) {
    this.engine = engine;
    this.policy = policy;
    this.maxInFlight = maxInFlight;
    this.limit = new ConcurrencyLimit(maxInFlight);
    this.failure = failure;
    this.timer = timer;
    this.breaker = new CircuitBreaker(policy);
  }

  /** Takes a command; sends it as soon as its lane and the limit allow. */
  public void submit(Delivery delivery) {
    synchronized (this) {
      if (closed) {
        return;
      }
      Lane lane = lanes.get(delivery.lane());
      if (lane == null) {
        lane = new Lane(delivery.lane());
        lanes.put(lane.name, lane);
        lane.waiting.add(new Attempts(delivery));
        enqueue(lane);
      } else {
        lane.waiting.add(new Attempts(delivery));
      }
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
   * Forgets every waiting command that is no longer wanted, so that it is never tried again. One
   * that is in flight is forgotten when it is refused.
   */
  public void dropUnwanted() {
    synchronized (this) {
      for (Iterator<Lane> all = lanes.values().iterator(); all.hasNext(); ) {
        Lane lane = all.next();
        boolean changed = lane.waiting.removeIf(one -> !one.delivery().isWanted());
        if (!changed || lane.inFlight) {
          continue;
        }
        leave(lane);
        if (lane.waiting.isEmpty()) {
          all.remove();
        } else {
          enqueue(lane);
        }
      }
      notifyAll();
    }
    sending.run();
  }

  /** Sends nothing any more and forgets what waits, without a word to its deliveries. */
  @Override
  public synchronized void close() {
    closed = true;
    lanes.values().forEach(lane -> lane.waiting.clear());
    lanes.values().forEach(CommandDispatcher::unpark);
    lanes.clear();
    settling.clear();
    ready.clear();
    stricken.clear();
    parked = 0;
    notifyAll();
  }

  /**
   * Waits until no command is in flight and, unless nothing is sent now, none waits to be sent or
   * to be tried again.
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

  /** Commands sent and not yet answered. */
  public synchronized int inFlight() {
    return inFlight;
  }

  /** Lanes whose next command waits for another attempt. */
  public synchronized int parked() {
    return parked + stricken.size();
  }

  /** Whether the engine is taken for away, and one command at a time tries it. */
  public synchronized boolean isProbing() {
    return breaker.isOpen();
  }

  /** How many commands the engine takes at once, as it seems. */
  public synchronized int limit() {
    return limit.get();
  }

  // What is sent next. Everything down to send() is guarded by the monitor.

  private synchronized Next takeReady() {
    while (!isStopped() && inFlight < maxInFlight) {
      Lane lane = nextLane();
      if (lane == null) {
        return null;
      }
      Attempts head = lane.waiting.remove();
      if (head.delivery().isWanted()) {
        return taken(lane, head);
      }
      goOn(lane);
    }
    return null;
  }

  private Next taken(Lane lane, Attempts head) {
    lane.inFlight = true;
    inFlight++;
    Probe probe = Probe.NONE;
    if (breaker.isOpen()) {
      probe = head.isFresh() ? Probe.FRESH : Probe.TRIED;
      probes.merge(probe, 1, Integer::sum);
    }
    boolean counts = ConcurrencyLimit.counts(head.command());
    return new Next(lane, head, counts ? limit.sent() : null, probe);
  }

  private Lane nextLane() {
    if (breaker.isOpen()) {
      return nextProbe();
    }
    Lane settler = settling.peek();
    Lane other = limit.hasRoom() ? ready.peek() : null;
    if (settler == null || (other != null && other.queued < settler.queued)) {
      return other == null ? null : ready.remove();
    }
    return settling.remove();
  }

  private Lane nextProbe() {
    strike(settling);
    strike(ready);
    if (probes.getOrDefault(Probe.FRESH, 0) == 0) {
      Lane fresh = settling.isEmpty() ? ready.poll() : settling.poll();
      if (fresh != null) {
        return fresh;
      }
    }
    boolean due = probes.getOrDefault(Probe.TRIED, 0) == 0 && breaker.isProbeDue(System.nanoTime());
    return due ? stricken.poll() : null;
  }

  /** Puts the lanes at the head that were refused to those that wait for the engine. */
  private void strike(Deque<Lane> queue) {
    while (!queue.isEmpty() && !queue.peek().waiting.element().isFresh()) {
      stricken.add(queue.remove());
    }
  }

  private void enqueue(Lane lane) {
    Attempts head = lane.waiting.element();
    lane.queued = queueings++;
    if (breaker.isOpen() && !head.isFresh()) {
      stricken.add(lane);
    } else {
      (ConcurrencyLimit.counts(head.command()) ? ready : settling).add(lane);
    }
  }

  /** Takes a lane from wherever it is. */
  private void leave(Lane lane) {
    if (unpark(lane)) {
      parked--;
    } else if (!ready.remove(lane) && !settling.remove(lane)) {
      stricken.remove(lane);
    }
  }

  private static boolean unpark(Lane lane) {
    if (lane.parked == null) {
      return false;
    }
    lane.parked.cancel(false);
    lane.parked = null;
    return true;
  }

  private void goOn(Lane lane) {
    if (!lane.waiting.isEmpty()) {
      enqueue(lane);
    } else if (!closed) {
      lanes.remove(lane.name);
      notifyAll();
    }
  }

  private boolean isStopped() {
    return held || closed || failure.isSet();
  }

  // The way of one attempt.

  private void send(Next next) {
    next.attempts().begin(System.nanoTime());
    execute(next.attempts().command())
        .whenComplete(
            (result, problem) -> {
              EngineException refusal = problem == null ? null : EngineException.from(problem);
              Optional<Duration> pause = Optional.empty();
              try {
                pause = answered(next.attempts(), result, refusal);
              } catch (RuntimeException | Error e) {
                lost(next.attempts().command(), e);
              } finally {
                finished(next, refusal, pause);
                sending.run();
              }
            });
  }

  /** An engine that throws, which it must not, fails one command, not the lane behind it. */
  private CompletionStage<CommandResult> execute(EngineCommand command) {
    try {
      return engine.execute(command);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Tells the delivery, and says after what pause it is tried again, if it is. */
  private Optional<Duration> answered(
      Attempts attempts, CommandResult result, EngineException refusal) {
    Delivery delivery = attempts.delivery();
    if (refusal == null) {
      delivery.succeeded(result);
      return Optional.empty();
    }
    long now = System.nanoTime();
    tell(delivery, refusal, attempts.lasted(now));
    Optional<Duration> pause = attempts.failed(refusal, policy, now);
    if (pause.isEmpty()) {
      delivery.failed(attempts.last(refusal));
    } else if (log.isDebugEnabled()) {
      log.debug(
          "{} of {}: attempt {} failed, next in {} ms: {}",
          attempts.command().operation(),
          attempts.command().subject(),
          attempts.count(),
          pause.get().toMillis(),
          refusal.getMessage());
    }
    return pause;
  }

  /** Who listens must not keep a command from its next attempt. */
  private static void tell(Delivery delivery, EngineException refusal, Duration lasted) {
    try {
      delivery.attemptFailed(refusal, lasted);
    } catch (RuntimeException e) {
      log.error("A failed attempt could not be told of", e);
    }
  }

  /** The command would stay open for ever: it comes again when the task does. */
  private void lost(EngineCommand command, Throwable reason) {
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

  private void finished(Next next, EngineException refusal, Optional<Duration> pause) {
    List<Next> over;
    EngineException away;
    synchronized (this) {
      inFlight--;
      next.lane().inFlight = false;
      if (next.ticket() != null) {
        limit.answered(next.ticket(), refusal);
      }
      if (next.probe() != Probe.NONE) {
        probes.merge(next.probe(), -1, Integer::sum);
      }
      long now = System.nanoTime();
      watch(refusal, next.probe() == Probe.TRIED, now);
      if (pause.isPresent() && !closed && next.attempts().delivery().isWanted()) {
        next.lane().waiting.addFirst(next.attempts());
        park(next.lane(), refusal, pause.get());
      } else {
        goOn(next.lane());
      }
      over = breaker.isOpen() && next.probe() == Probe.TRIED ? takeOver(now) : List.of();
      away = breaker.lastWord();
      notifyAll();
    }
    over.forEach(one -> giveUp(one, away));
  }

  /** Lets the circuit breaker learn; sends those that waited for the engine when it is back. */
  private void watch(EngineException refusal, boolean probe, long now) {
    boolean wasOpen = breaker.isOpen();
    breaker.answered(refusal, probe, now);
    if (breaker.isOpen()) {
      if (probe || !wasOpen) {
        after(breaker.untilProbe(now), sending::run);
      }
    } else if (wasOpen) {
      List<Lane> waited = List.copyOf(stricken);
      stricken.clear();
      waited.forEach(this::enqueue);
    }
  }

  private void park(Lane lane, EngineException refusal, Duration pause) {
    if (breaker.isOpen() && refusal.isAway()) {
      enqueue(lane);
      return;
    }
    lane.parked = after(pause, () -> wake(lane));
    if (lane.parked == null) {
      lanes.remove(lane.name); // the task ends, and with it its timer
    } else {
      parked++;
    }
  }

  private ScheduledFuture<?> after(Duration pause, Runnable action) {
    try {
      return timer.schedule(action, pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closing) {
      return null;
    }
  }

  private void wake(Lane lane) {
    synchronized (this) {
      if (lane.parked == null) {
        return; // something else has taken it in the same moment
      }
      lane.parked = null;
      parked--;
      enqueue(lane);
    }
    sending.run();
  }

  /** Takes out what has waited for the engine as long as it may; its lane waits for its end. */
  private List<Next> takeOver(long now) {
    List<Next> over = new ArrayList<>();
    for (Iterator<Lane> all = stricken.iterator(); all.hasNext(); ) {
      Lane lane = all.next();
      if (lane.waiting.element().elapsed(now).compareTo(policy.deliveryTimeout()) >= 0) {
        all.remove();
        lane.inFlight = true;
        inFlight++;
        over.add(new Next(lane, lane.waiting.remove(), null, Probe.NONE));
      }
    }
    return over;
  }

  private void giveUp(Next over, EngineException away) {
    Attempts attempts = over.attempts();
    try {
      if (attempts.delivery().isWanted()) {
        attempts.delivery().failed(attempts.last(away));
      }
    } catch (RuntimeException | Error e) {
      lost(attempts.command(), e);
    } finally {
      synchronized (this) {
        inFlight--;
        over.lane().inFlight = false;
        goOn(over.lane());
        notifyAll();
      }
    }
  }
}
