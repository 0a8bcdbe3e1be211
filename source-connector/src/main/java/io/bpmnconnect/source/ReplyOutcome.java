package io.bpmnconnect.source;

import java.util.Locale;

/** What became of a reply. */
enum ReplyOutcome {
  /** The engine took it. */
  SETTLED,
  /** Its job was settled before, or is somebody else's by now. */
  SETTLED_BEFORE,
  /** The engine will never take it. */
  REFUSED,
  /** Nobody knows which job it is for, or what to do with it. */
  UNREADABLE;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The outcome as written in metrics, such as {@code settled-before}. */
  @Override
  public String toString() {
    return text;
  }
}
