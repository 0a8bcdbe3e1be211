package io.bpmnconnect.connect.delivery;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The reason for which a task must stop, found on any thread and thrown on the task's own. The
 * first reason stays. Safe for use by any thread.
 */
public final class TaskFailure {

  private final AtomicReference<ConnectException> first = new AtomicReference<>();

  public void set(ConnectException reason) {
    first.compareAndSet(null, reason);
  }

  public boolean isSet() {
    return first.get() != null;
  }

  /**
   * Fails the task.
   *
   * @throws ConnectException the reason, if there is one
   */
  public void throwIfSet() {
    ConnectException reason = first.get();
    if (reason != null) {
      throw reason;
    }
  }
}
