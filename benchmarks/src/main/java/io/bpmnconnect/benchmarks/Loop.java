package io.bpmnconnect.benchmarks;

import java.util.concurrent.atomic.AtomicReference;

/** A side that does one step after the other on a thread of its own. */
abstract class Loop implements Side {

  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private volatile boolean on;
  private Thread thread;

  /** Called again and again, by one thread at a time. */
  abstract void step() throws Exception;

  @Override
  public final void on() {
    on = true;
    thread = new Thread(this::run, getClass().getSimpleName());
    thread.start();
  }

  private void run() {
    try {
      while (on) {
        step();
      }
    } catch (Exception e) {
      failure.set(e);
    }
  }

  /** That of this process, in which nothing else goes on but the null engine. */
  @Override
  public final long cpuNanos() {
    return OwnCpu.nanos();
  }

  @Override
  public final void off() throws Exception {
    on = false;
    thread.join();
    if (failure.get() != null) {
      throw failure.get();
    }
  }
}
