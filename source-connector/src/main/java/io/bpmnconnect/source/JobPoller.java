package io.bpmnconnect.source;

import io.bpmnconnect.connect.delivery.LoginAdvice;
import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one request for jobs open, of one type or of all types of the task, as long as the limit of
 * jobs in flight leaves room; and counts the jobs that a {@link JobStreamer} brings against the
 * same limit.
 *
 * <p>Invariants, guarded by this object's monitor: at most one request is open or scheduled ({@code
 * asking}); for each type, {@code inFlight} and the jobs that an open request can bring ({@code
 * asked}) never exceed the {@code target}. That is the type's part of the limit or, with a stream,
 * somewhat less: what the engine has pushed when a stream is closed comes all the same. A type
 * without room is left out of a request, so that its slow workers hold up no other type.
 *
 * <p>Threads: the engine's threads bring answers, the timer starts a request after a pause, and any
 * thread may say that a job left. The engine and the receiver are called outside of the monitor.
 */
final class JobPoller {

  private static final Logger log = LoggerFactory.getLogger(JobPoller.class);

  /** An empty answer that comes sooner did not wait for jobs; asking again at once would spin. */
  private static final Duration SHORTEST_LONG_POLL = Duration.ofMillis(50);

  /** How long a request stays open at most while a type without room is left out of it. */
  private static final Duration WITH_A_FULL_TYPE = Duration.ofSeconds(1);

  private static final Duration NO_LONG_POLL = Duration.ofMillis(-1);

  private final List<String> types;
  private final JobConfig config;
  private final ProcessEngine engine;
  private final RetryPolicy retries;
  private final ScheduledExecutorService timer;
  private final TaskFailure failure;
  private final Consumer<FetchedJob> receiver;
  private final int limit;
  private final int target;
  private final int maxActivate;
  private final int leastRoom;
  private final JobDelivery delivery;

  private Runnable change = () -> {};
  private final Map<String, Integer> inFlight = new HashMap<>();
  private Set<String> askedFor = Set.of();
  private int asked;
  private boolean backlog = true;
  private Future<?> nextLook = CompletableFuture.completedFuture(null);
  private boolean started;
  private boolean asking;
  private boolean closed;
  private CompletableFuture<?> request = CompletableFuture.completedFuture(null);
  private int failures;
  private boolean forbidden;

  /**
   * @param types one, unless the engine takes all types in one request; then they are polled
   * @param receiver takes each job, from any thread, jobs that arrive after {@link #close()}
   *     included; must not block
   */
  JobPoller(
      List<String> types,
      JobConfig config,
      ProcessEngine engine,
      RetryPolicy retries,
      ScheduledExecutorService timer,
      TaskFailure failure,
      Consumer<FetchedJob> receiver) {
    this.types = types;
    this.config = config;
    this.engine = engine;
    this.retries = retries;
    this.timer = timer;
    this.failure = failure;
    this.receiver = receiver;
    this.limit = config.maxInFlightPerType();
    this.delivery = config.of(types.get(0)).delivery();
    this.target = delivery.streams() ? limit - reserve(limit) : limit;
    this.maxActivate =
        types.stream().mapToInt(type -> config.of(type).maxActivate()).min().orElseThrow();
    this.leastRoom = leastRoom(target, delivery.streams() ? target : maxActivate);
  }

  /**
   * The room that is worth a request: asking for a few jobs at a time costs the engine as much as
   * asking for many. More than one request may bring is not waited for, so that slow workers have
   * nearly as many jobs as they may.
   */
  private static int leastRoom(int target, int most) {
    return Math.max(1, Math.min(target * 3 / 10, most));
  }

  /** The room for jobs that are on their way when a stream is closed; none where one job fits. */
  private static int reserve(int limit) {
    return limit == 1 ? 0 : Math.max(1, limit / 10);
  }

  /**
   * Sets who is told when the room or the backlog may have changed; from any thread, outside of the
   * monitor. To be set before the first request.
   */
  void onChange(Runnable told) {
    change = told;
  }

  /** How many jobs a stream may still bring. */
  synchronized int room() {
    return room(types.get(0));
  }

  private int room(String type) {
    return target - inFlight.getOrDefault(type, 0) - (askedFor.contains(type) ? asked : 0);
  }

  /**
   * Whether a stream is worth being opened: jobs that wait are for requests, which bring as many as
   * there is room for.
   */
  synchronized boolean wantsStream() {
    return !closed && !backlog && room() >= leastRoom;
  }

  /**
   * A stream has brought a job.
   *
   * @param beyond takes it in place of the receiver when it is beyond the limit
   */
  void pushed(ActivatedJob job, Consumer<FetchedJob> beyond) {
    boolean fits;
    synchronized (this) {
      fits = inFlight.merge(job.type(), 1, Integer::sum) <= limit;
    }
    FetchedJob fetched = new FetchedJob(job, this);
    if (fits) {
      receiver.accept(fetched);
    } else {
      beyond.accept(fetched);
    }
  }

  /** A stream was closed: jobs may wait now, so a request is due. */
  void streamClosed() {
    boolean due;
    synchronized (this) {
      backlog = true;
      due = nextLook.cancel(false);
      asking = asking && !due;
    }
    if (due) {
      ask();
    }
  }

  /**
   * Asks for jobs, unless a request is open already or too little room is left. The first request
   * waits for a random part of the start-up jitter.
   */
  void ask() {
    if (!waitsForStart()) {
      askNow();
    }
  }

  /** Whether this is the first time; then the timer asks. */
  private boolean waitsForStart() {
    Duration wait;
    synchronized (this) {
      if (started || closed) {
        return false;
      }
      started = true;
      wait = Duration.ofMillis(jitter(config.startJitter().toMillis()));
      if (wait.isZero()) {
        return false;
      }
      asking = true;
    }
    askAfter(wait);
    return true;
  }

  private static long jitter(long most) {
    return ThreadLocalRandom.current().nextLong(most + 1);
  }

  private void askNow() {
    JobActivation activation;
    CompletableFuture<Void> answered = new CompletableFuture<>();
    synchronized (this) {
      if (closed || asking) {
        return;
      }
      List<String> withRoom = types.stream().filter(type -> room(type) >= leastRoom).toList();
      if (withRoom.isEmpty()) {
        return;
      }
      asking = true;
      request = answered;
      int room = withRoom.stream().mapToInt(this::room).min().orElseThrow();
      asked = Math.min(maxActivate, delivery.streams() ? halfOf(room) : room);
      askedFor = Set.copyOf(withRoom);
      activation = config.activation(withRoom, asked, longPoll(withRoom.size() < types.size()));
    }
    long begin = System.nanoTime();
    activate(activation)
        .whenComplete(
            (jobs, error) -> {
              if (error == null) {
                receive(jobs);
                answered.complete(null);
                boolean all = jobs.size() < activation.maxJobs();
                askOn(jobs.isEmpty(), all, Duration.ofNanos(System.nanoTime() - begin));
              } else {
                answered.complete(null);
                refused(EngineException.from(error));
              }
            });
  }

  /** The other half is for the stream. */
  private static int halfOf(int room) {
    return Math.max(1, room / 2);
  }

  /**
   * Whether jobs wait has to be known soon where a stream depends on it. And a type that was left
   * out may have room at any moment, but cannot join a request that is open.
   */
  private Duration longPoll(boolean someLeftOut) {
    if (delivery == JobDelivery.STREAM || (delivery == JobDelivery.BOTH && backlog)) {
      return NO_LONG_POLL;
    }
    Duration configured = config.requestTimeout();
    return someLeftOut && configured.compareTo(WITH_A_FULL_TYPE) > 0
        ? WITH_A_FULL_TYPE
        : configured;
  }

  /** An engine that throws, which it must not, fails one request, not the polling. */
  private CompletionStage<List<ActivatedJob>> activate(JobActivation activation) {
    try {
      return engine.activateJobs(activation);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void receive(List<ActivatedJob> jobs) {
    synchronized (this) {
      jobs.forEach(job -> inFlight.merge(job.type(), 1, Integer::sum));
      askedFor = Set.of();
      asked = 0;
    }
    jobs.forEach(job -> receiver.accept(new FetchedJob(job, this)));
  }

  /**
   * @param all whether the engine had no more jobs than it gave
   */
  private void askOn(boolean empty, boolean all, Duration took) {
    Duration pause = Duration.ZERO;
    if (delivery == JobDelivery.STREAM && all) {
      pause = config.requestTimeout();
    } else if (empty && took.compareTo(SHORTEST_LONG_POLL) < 0) {
      pause = SHORTEST_LONG_POLL;
    }
    synchronized (this) {
      failures = 0;
      forbidden = false;
      backlog = !all;
      asking = !pause.isZero();
    }
    if (pause.isZero()) {
      ask();
    } else {
      askAfter(pause);
    }
    change.run();
  }

  private void refused(EngineException error) {
    if (!error.isTransient()) {
      failure.set(
          new ConnectException(
              "jobs of "
                  + described()
                  + " cannot be fetched: "
                  + error.getMessage()
                  + LoginAdvice.of(error),
              error));
      return;
    }
    Duration pause;
    synchronized (this) {
      if (closed) {
        return;
      }
      failures++;
      askedFor = Set.of();
      asked = 0;
      pause = retries.pause(failures);
      if (error.kind() != ErrorKind.FORBIDDEN) {
        forbidden = false;
      } else if (!forbidden) {
        forbidden = true;
        log.warn(
            "Jobs of {} are refused; tried again for {} s before the task fails: {}",
            described(),
            error.grace().orElse(Duration.ZERO).toSeconds(),
            error.getMessage());
      }
    }
    // EngineHealth warns when this lasts.
    log.debug("Jobs of {} cannot be fetched: {}", described(), error.getMessage());
    askAfter(pause);
  }

  private void askAfter(Duration pause) {
    try {
      Future<?> look =
          timer.schedule(
              () -> {
                synchronized (this) {
                  asking = false;
                }
                ask();
              },
              pause.toMillis(),
              TimeUnit.MILLISECONDS);
      synchronized (this) {
        nextLook = look;
      }
    } catch (RejectedExecutionException closing) {
      log.debug("Stopped asking for jobs of {}", described());
    }
  }

  private String described() {
    String quoted = "\"" + String.join("\", \"", types) + "\"";
    return (types.size() == 1 ? "type " : "types ") + quoted;
  }

  /** A job of a type no longer counts against the limit. */
  void leave(String type) {
    synchronized (this) {
      inFlight.merge(type, -1, Integer::sum);
    }
    ask();
    change.run();
  }

  /**
   * Asks no more. The engine can still give jobs to a request that is open: it does not notice when
   * its client goes away.
   *
   * @return complete when the open request is answered and the receiver has its jobs
   */
  synchronized CompletableFuture<?> close() {
    closed = true;
    return request;
  }
}
