package io.bpmnconnect.stack;

/**
 * A part of the local stack could not be started, reached or used. The message names the part, the
 * reason and, where there is one, the log file with its last lines.
 */
public final class StackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StackException(String message) {
    super(message);
  }

  StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
