package io.bpmnconnect.benchmarks;

/** One of the things compared. It works while it is on. Used by one thread. */
interface Side extends AutoCloseable {

  void on() throws Exception;

  /** What it has begun may still come to its end after the return. */
  void off() throws Exception;

  /** Ends it for good; it is off. */
  @Override
  default void close() {}
}
