package io.bpmnconnect.engine;

import java.util.Locale;

/** What can be asked of an engine. The text form is the one used in configuration and logs. */
public enum Operation {
  CREATE_PROCESS_INSTANCE,
  PUBLISH_MESSAGE,
  CORRELATE_MESSAGE,
  BROADCAST_SIGNAL,
  COMPLETE_JOB,
  FAIL_JOB,
  THROW_JOB_ERROR,
  UPDATE_JOB,
  RELEASE_JOB,
  CANCEL_PROCESS_INSTANCE,
  SET_VARIABLES,
  RESOLVE_INCIDENT,
  EVALUATE_DECISION,
  EVALUATE_CONDITIONALS;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Whether each time that it is carried out can start process instances. */
  public boolean startsInstances() {
    return this == CREATE_PROCESS_INSTANCE || this == EVALUATE_CONDITIONALS;
  }

  /** The operation as written in configuration, such as {@code publish-message}. */
  @Override
  public String toString() {
    return text;
  }
}
