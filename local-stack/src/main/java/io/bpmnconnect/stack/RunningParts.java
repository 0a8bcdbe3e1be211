package io.bpmnconnect.stack;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The parts to be stopped when the stack is closed. Thread-safe: a part is in here before it has a
 * process, and none is let in after the stop, so that none escapes a stop by the shutdown hook
 * while other threads are starting parts.
 */
final class RunningParts {
  private final Deque<StackPart> lastStartedFirst = new ArrayDeque<>();
  private boolean stopped;

  /**
   * Adds a part and starts it.
   *
   * @throws StackException when it cannot be started, or the stack is closed
   */
  void start(StackPart part) {
    add(part);
    part.start();
  }

  private synchronized void add(StackPart part) {
    if (stopped) {
      throw new StackException("the stack is closed, it cannot start " + part.name());
    }
    lastStartedFirst.push(part);
  }

  /** Stops all, the last started first; one that cannot be stopped does not keep the others. */
  void stop() {
    StackException failure = null;
    for (StackPart part : closed()) {
      try {
        part.stop();
      } catch (StackException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private synchronized List<StackPart> closed() {
    stopped = true;
    return List.copyOf(lastStartedFirst);
  }
}
