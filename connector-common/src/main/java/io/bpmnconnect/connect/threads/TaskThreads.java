package io.bpmnconnect.connect.threads;

import io.bpmnconnect.engine.LogContext;
import io.bpmnconnect.engine.ProcessEngine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Makes the threads and timers of one task. All of them are daemons, since none may keep a worker
 * from its end, and all carry the logging context (MDC) in which Connect started the task: without
 * it, a line cannot be assigned to one of several connectors of a worker.
 *
 * <p>Callbacks on threads that others made, such as those of the engine's or Kafka's clients, get
 * the same context by {@link #engine} and {@link #run}. Immutable; safe for use by any thread.
 */
public final class TaskThreads {

  private final LogContext context;

  private TaskThreads(LogContext context) {
    this.context = context;
  }

  /** Those of the task that the calling thread is starting. */
  public static TaskThreads ofThisTask() {
    return new TaskThreads(LogContext.current());
  }

  /** A thread that is not started yet. */
  public Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(() -> context.run(work), name);
    thread.setDaemon(true);
    return thread;
  }

  /** Makes threads of one name. */
  public ThreadFactory named(String name) {
    return work -> daemon(name, work);
  }

  /**
   * A timer with one thread. It forgets what is cancelled at once: most looks at a job are
   * cancelled long before they are due. Its owner shuts it down.
   */
  public ScheduledExecutorService timer(String name) {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named(name));
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** Runs a short action once after a time, on a thread of the JDK; nothing cancels it. */
  public void after(Duration pause, Runnable action) {
    CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> context.run(action));
  }

  /** Runs a callback on the calling thread, whoever made that. */
  public void run(Runnable callback) {
    context.run(callback);
  }

  /**
   * Has the callbacks of an engine run in the task's context.
   *
   * @return takes over the engine: closing it closes the engine
   */
  public ProcessEngine engine(ProcessEngine engine) {
    return new ContextEngine(engine, context);
  }
}
