package io.bpmnconnect.benchmarks;

import java.io.IOException;

/** One of the things compared. It works while it is on. Used by one thread. */
interface Side extends AutoCloseable {

  void on() throws Exception;

  /** What it has begun may still come to its end after the return. */
  void off() throws Exception;

  /**
   * The CPU time that it has used so far, in nanoseconds; always the same where that is unknown.
   */
  long cpuNanos();

  /** Ends it for good; it is off. */
  @Override
  void close() throws IOException;
}
