package io.bpmnconnect.engine;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Sends one thing after the other, as long as there is one.
 *
 * <p>An engine may answer while it is being called. That answer must not send the next command from
 * inside of the call, or a long run of such answers would overflow the stack: the loop that is
 * already running on the thread sends it.
 *
 * <p>Safe for use by any thread; each runs a loop of its own.
 */
public final class SendingLoop<T> {

  /** Whether a thread's loop is running; touched by that thread only. */
  private static final class Flag {
    private boolean up;
  }

  private final ThreadLocal<Flag> flags = ThreadLocal.withInitial(Flag::new);
  private final Supplier<T> next;
  private final Consumer<T> send;

  /**
   * @param next takes what may be sent now; {@code null} when there is nothing
   */
  public SendingLoop(Supplier<T> next, Consumer<T> send) {
    this.next = next;
    this.send = send;
  }

  /** Sends what there is, unless a loop on this thread does so already. */
  public void run() {
    Flag running = flags.get();
    if (running.up) {
      return;
    }
    running.up = true;
    try {
      for (T one = next.get(); one != null; one = next.get()) {
        send.accept(one);
      }
    } finally {
      running.up = false;
    }
  }
}
