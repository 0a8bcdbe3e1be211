package io.bpmnconnect.stack.camunda8;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock of a stand-in, what is done later under it, and what is done outside of it. Thread-safe.
 */
final class Timers implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock(true);
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "camunda8-timers"));
  private final ExecutorService outside =
      Executors.newSingleThreadExecutor(task -> daemon(task, "camunda8-answers"));

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Something that is done under the lock. */
  @FunctionalInterface
  interface Action<T> {
    T run();
  }

  <T> T locked(Action<T> action) {
    lock.lock();
    try {
      return action.run();
    } finally {
      lock.unlock();
    }
  }

  /** Does something under the lock at a time, in milliseconds since 1970. */
  void at(long millis, Runnable action) {
    long delay = Math.max(0, millis - System.currentTimeMillis());
    if (!later.isShutdown()) {
      later.schedule(() -> locked(() -> run(action)), delay, TimeUnit.MILLISECONDS);
    }
  }

  private static boolean run(Runnable action) {
    action.run();
    return true;
  }

  /** Tells somebody something, in order, on another thread and without the lock. */
  void outside(Runnable action) {
    outside.execute(action);
  }

  @Override
  public void close() {
    later.shutdownNow();
    outside.shutdown();
  }
}
