package io.bpmnconnect.sink;

import java.util.Locale;

/** What became of a record. The text form is the one used in results, headers and metrics. */
enum Outcome {
  /** The engine has carried out the record's command. */
  SUCCEEDED,
  /** The engine had carried out the record's command before. */
  ALREADY_DONE,
  /**
   * The engine has created the process instance, whose end was awaited and did not come in time.
   */
  AWAIT_TIMED_OUT,
  /** The record was handed to Connect's dead letter queue. */
  REPORTED,
  /** The record was not delivered, and configuration says to go on without it. */
  IGNORED,
  /** The record was not delivered, and stops the task. */
  FAILED;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Whether the engine has done what the record asks for. */
  boolean delivered() {
    return this == SUCCEEDED || this == ALREADY_DONE || this == AWAIT_TIMED_OUT;
  }

  /** The outcome as written in results, such as {@code already-done}. */
  @Override
  public String toString() {
    return text;
  }
}
