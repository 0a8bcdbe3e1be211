package io.bpmnconnect.engine;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Bears it for a while when the engine, or the server that gives the tokens, refuses credentials:
 * an engine that has lost its database may say so of credentials that are good. Until the time is
 * over, a refusal is marked as a {@linkplain EngineException#grace() passing one}, which its caller
 * tries again.
 *
 * <p>Meanwhile nothing goes to the engine but one request after each pause. All others fail here,
 * as the last one did: some engines lock a user after a few wrong passwords, and longer each time.
 * The first request that the engine accepts lets all of them through.
 *
 * <p>Also borne for a while is the refusal of jobs of one type (403), which says nothing of other
 * requests.
 *
 * <p>Invariant, guarded by this object's monitor: {@code refusal} is what a held request fails
 * with, and is null exactly while requests go out as they come. The engine is called outside of the
 * monitor. Safe for use by any thread.
 */
public final class LoginGuard extends ForwardingEngine {

  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** Longer than an engine of the Camunda 7 family locks a user after the first few refusals. */
  private static final Duration FIRST_PAUSE_OF_LOCKED_USERS = Duration.ofSeconds(15);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A request that is not refused by then waits for jobs, or for an engine that hangs. */
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(5);

  /** A request that may go out. */
  private record Admission(Optional<EngineException> refused, boolean probe) {}

  private final Duration grace;
  private final Duration firstPause;
  private final Duration longestPause;
  private final LongSupplier nanoClock;
  private final long born;
  private final Map<String, Long> forbiddenSince = new HashMap<>();

  private boolean worked;
  private EngineException refusal;
  private long refusedSince;
  private boolean engineWentAway;
  private Duration pause;
  private long nextProbe;
  private boolean closed;

  /**
   * Takes over the engine: closing this closes it.
   *
   * @param grace how long refusals are borne; zero for not at all
   * @param firstPause without requests after the first refusal; doubles with each further one, up
   *     to half a minute, or to four times this where that is longer
   */
  public LoginGuard(ProcessEngine engine, Duration grace, Duration firstPause) {
    this(engine, grace, firstPause, System::nanoTime);
  }

  /** The first pause for the engines of an adapter. */
  public static Duration firstPause(EngineAdapter adapter) {
    return adapter.has(EngineTrait.LOCKS_USERS_OUT) ? FIRST_PAUSE_OF_LOCKED_USERS : FIRST_PAUSE;
  }

  LoginGuard(ProcessEngine engine, Duration grace, Duration firstPause, LongSupplier nanoClock) {
    super(engine);
    this.grace = grace;
    this.firstPause = firstPause;
    this.longestPause = longer(firstPause.multipliedBy(4), LONGEST_PAUSE);
    this.nanoClock = nanoClock;
    this.born = nanoClock.getAsLong();
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    return guarded(() -> forward(command), result -> accepted(), this::judged);
  }

  @Override
  public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
    String type = types(activation);
    return guarded(
        () -> engine.activateJobs(activation),
        jobs -> {
          accepted();
          allowed(type);
        },
        (failure, probe) -> judgedForJobs(type, failure, probe));
  }

  /** Where there is nothing to unlock, no engine was asked. */
  @Override
  public CompletionStage<Void> unlockJobs(String worker) {
    return guarded(() -> engine.unlockJobs(worker), done -> unproven(), this::judged);
  }

  /** Some engines tell anybody who they are. */
  @Override
  public CompletionStage<EngineInfo> info() {
    return guarded(engine::info, info -> unproven(), this::judged);
  }

  /** Never the one request: an engine that accepts a stream says so with the first job only. */
  @Override
  public JobStream openJobStream(JobActivation activation, JobStream.Listener listener) {
    Optional<EngineException> held = held();
    if (held.isPresent()) {
      listener.ended(held);
      return () -> {};
    }
    String type = types(activation);
    return engine.openJobStream(
        activation,
        new JobStream.Listener() {
          @Override
          public void activated(ActivatedJob job) {
            accepted();
            allowed(type);
            listener.activated(job);
          }

          @Override
          public void ended(Optional<EngineException> failure) {
            listener.ended(failure.map(error -> judgedForJobs(type, error, false)));
          }
        });
  }

  private <T> CompletionStage<T> guarded(
      Supplier<CompletionStage<T>> request,
      Consumer<T> succeeded,
      BiFunction<EngineException, Boolean, EngineException> failed) {
    Admission admission = admit();
    if (admission.refused().isPresent()) {
      return CompletableFuture.failedFuture(admission.refused().get());
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    request
        .get()
        .whenComplete(
            (result, failure) -> {
              if (failure == null) {
                succeeded.accept(result);
                answer.complete(result);
              } else {
                answer.completeExceptionally(
                    failed.apply(EngineException.from(failure), admission.probe()));
              }
            });
    return answer;
  }

  private static String types(JobActivation activation) {
    return activation.types().stream().map(JobActivation.OfType::type).collect(joining(","));
  }

  private synchronized Optional<EngineException> held() {
    return closed ? Optional.empty() : Optional.ofNullable(refusal);
  }

  private synchronized Admission admit() {
    if (refusal == null || closed) {
      return new Admission(Optional.empty(), false);
    }
    long now = nanoClock.getAsLong();
    if (now - nextProbe < 0) {
      return new Admission(Optional.of(refusal), false);
    }
    nextProbe = now + longer(pause, PROBE_PATIENCE).toNanos();
    return new Admission(Optional.empty(), true);
  }

  private synchronized void accepted() {
    worked = true;
    refusal = null;
  }

  /** The next request need not wait: this one was no refusal. */
  private synchronized void unproven() {
    if (refusal != null) {
      nextProbe = nanoClock.getAsLong();
    }
  }

  private synchronized void allowed(String jobType) {
    forbiddenSince.remove(jobType);
  }

  /** A failure as the caller is to see it. */
  private synchronized EngineException judged(EngineException failure, boolean probe) {
    if (isProof(failure)) {
      accepted();
      return failure;
    }
    if (failure.kind() == ErrorKind.UNAUTHENTICATED && !failure.isOfProxy()) {
      return refused(failure, probe);
    }
    if (probe) {
      // Its refusals may have been the last words of an engine that went down: time begins anew.
      engineWentAway = true;
      nextProbe = nanoClock.getAsLong() + pause.toNanos();
      refusal =
          EngineException.of(ErrorKind.UNAVAILABLE, "not sent: " + failure.getMessage(), failure);
    }
    return failure;
  }

  /** Whether the engine has looked at the request itself, and so has accepted the credentials. */
  private static boolean isProof(EngineException failure) {
    return switch (failure.kind()) {
      case INVALID, FORBIDDEN, NOT_FOUND, CONFLICT, LOCK_LOST, SUSPENDED, CONTENTION ->
          failure.status().isPresent() && !failure.isLogin();
      case UNAUTHENTICATED, BACKPRESSURE, UNAVAILABLE, TIMEOUT, INTERNAL, UNSUPPORTED -> false;
    };
  }

  private EngineException refused(EngineException failure, boolean probe) {
    long now = nanoClock.getAsLong();
    if (refusal == null) {
      if (grace.isZero() || (!worked && now - born >= grace.toNanos())) {
        return failure;
      }
      refusedSince = now;
      pause = firstPause;
    } else if (!probe) {
      return failure.passing(grace); // sent before the first one was refused
    } else {
      pause = shorter(pause.multipliedBy(2), longestPause);
      if (engineWentAway) {
        refusedSince = now;
      }
    }
    engineWentAway = false;
    long left = refusedSince + grace.toNanos() - now;
    nextProbe = now + (left > 0 ? Math.min(left, pause.toNanos()) : pause.toNanos());
    refusal = left > 0 ? failure.passing(grace) : failure.forGood(history());
    return refusal;
  }

  private String history() {
    return (worked ? "; the credentials had worked before, and were" : "; the credentials were")
        + " refused for "
        + grace.toSeconds()
        + " s";
  }

  private synchronized EngineException judgedForJobs(
      String type, EngineException failure, boolean probe) {
    EngineException judged = judged(failure, probe);
    if (judged.kind() != ErrorKind.FORBIDDEN) {
      return judged;
    }
    long now = nanoClock.getAsLong();
    long since = forbiddenSince.computeIfAbsent(type, first -> now);
    return now - since < grace.toNanos() ? judged.passing(grace) : judged;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true; // what comes now, the engine refuses
    }
    engine.close();
  }
}
