package io.bpmnconnect.engine;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The one exception of the port: a command or request that did not succeed, and why. */
public final class EngineException extends RuntimeException {

  private final ErrorKind kind;
  private final Integer status;
  private final String title;
  private final String detail;
  private final boolean ambiguous;

  private EngineException(
      ErrorKind kind,
      String message,
      Integer status,
      String title,
      String detail,
      boolean ambiguous,
      Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.ambiguous = ambiguous || kind == ErrorKind.TIMEOUT;
  }

  /** An error found on our side of the connection. */
  public static EngineException of(ErrorKind kind, String message) {
    return new EngineException(kind, message, null, null, null, false, null);
  }

  /** An error found on our side of the connection, with its cause. */
  public static EngineException of(ErrorKind kind, String message, Throwable cause) {
    return new EngineException(kind, message, null, null, null, false, cause);
  }

  /**
   * An error answered by the engine.
   *
   * @param status the protocol's own status code
   * @param title the short form of the problem, as the engine put it
   * @param detail the long form, as the engine put it; may be empty
   */
  public static EngineException answered(ErrorKind kind, int status, String title, String detail) {
    String message =
        "engine answered " + status + " " + title + (detail.isBlank() ? "" : ": " + detail);
    return new EngineException(kind, message, status, title, detail, false, null);
  }

  /** The engine's error inside whatever a {@code CompletionStage} wrapped around it. */
  public static EngineException from(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof EngineException e
        ? e
        : of(ErrorKind.INTERNAL, "unexpected failure: " + cause, cause);
  }

  /** The same error, its message preceded by what was being done. */
  public EngineException during(String activity) {
    return new EngineException(
        kind, activity + ": " + getMessage(), status, title, detail, ambiguous, getCause());
  }

  /** The same error, where the command may have been carried out all the same. */
  public EngineException ambiguous() {
    return new EngineException(kind, getMessage(), status, title, detail, true, getCause());
  }

  public ErrorKind kind() {
    return kind;
  }

  /**
   * Whether the command may have been carried out: it was sent, and no answer, or none that can be
   * read, has come.
   */
  public boolean isAmbiguous() {
    return ambiguous;
  }

  /** The protocol's status code, when the engine answered at all. */
  public OptionalInt status() {
    return status == null ? OptionalInt.empty() : OptionalInt.of(status);
  }

  public Optional<String> title() {
    return Optional.ofNullable(title);
  }

  public Optional<String> detail() {
    return Optional.ofNullable(detail);
  }
}
