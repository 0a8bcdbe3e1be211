package io.bpmnconnect.engine;

import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.MDC;

/**
 * Makes the threads and timers of one task. Connect puts a task's name into the logging context
 * (MDC) of the thread that it runs the task on; everything that is made or run here has the same
 * context, so that every line of the log says which connector it is about.
 *
 * <p>All threads are daemons: none keeps a worker from its end. Immutable; safe for use by any
 * thread.
 */
public final class TaskThreads {

  private final Map<String, String> context;

  private TaskThreads(Map<String, String> context) {
    this.context = context;
  }

  /** Those of the task whose context the calling thread has. */
  public static TaskThreads ofThisContext() {
    Map<String, String> context = MDC.getCopyOfContextMap();
    return new TaskThreads(context == null ? Map.of() : Map.copyOf(context));
  }

  /** A thread that is not started yet. */
  public Thread thread(String name, Runnable work) {
    Thread thread = new Thread(() -> run(work), name);
    thread.setDaemon(true);
    return thread;
  }

  /** A timer with one thread; what is cancelled is not kept. To be shut down by its owner. */
  public ScheduledThreadPoolExecutor timer(String name) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, work -> thread(name, work));
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** Runs something on the calling thread, which has its own context again afterwards. */
  public void run(Runnable work) {
    Map<String, String> own = MDC.getCopyOfContextMap();
    set(context);
    try {
      work.run();
    } finally {
      set(own == null ? Map.of() : own);
    }
  }

  private static void set(Map<String, String> context) {
    if (context.isEmpty()) {
      MDC.clear();
    } else {
      MDC.setContextMap(context);
    }
  }
}
