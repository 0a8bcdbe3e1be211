package io.bpmnconnect.stack.camunda8;

/** A command that the stand-in does not carry out, as the engine would not. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The engine's own code of a refusal. */
  public enum Kind {
    INVALID_ARGUMENT,
    NOT_FOUND,
    ALREADY_EXISTS,
    INVALID_STATE,
    /** A key of a partition that the cluster does not have. */
    NO_SUCH_PARTITION,
    /** More than the engine can write at once. */
    EXCEEDED_BATCH_RECORD_SIZE,
    /** More than a request may have. */
    MALFORMED_REQUEST,
    /** The engine has not ended in time what was waited for. */
    DEADLINE_EXCEEDED
  }

  private final Kind kind;

  public Refusal(Kind kind, String detail) {
    super(detail, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** What the engine says in words. */
  public String detail() {
    return getMessage();
  }
}
