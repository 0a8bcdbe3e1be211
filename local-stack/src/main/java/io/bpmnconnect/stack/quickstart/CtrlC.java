package io.bpmnconnect.stack.quickstart;

import java.io.PrintStream;

/**
 * Knows whether this JVM is being ended from outside, by Ctrl-C or TERM. The stack stops by itself
 * then; what fails from there on fails because of that, and is not worth a word. Thread-safe: the
 * flag is set by the shutdown hook and read by the thread that runs the example.
 */
final class CtrlC implements AutoCloseable {

  private final Thread hook;
  private volatile boolean pressed;

  CtrlC(PrintStream progress) {
    hook =
        new Thread(
            () -> {
              pressed = true;
              progress.println("\nStopping ...");
            },
            "quickstart-ctrl-c");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  boolean pressed() {
    return pressed;
  }

  /** From here on the end of the JVM is an orderly one. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already, and the hook has done its part.
    }
  }
}
