package io.bpmnconnect.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The one exception of the port: a command or request that did not succeed, and why. */
public final class EngineException extends RuntimeException {

  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  private final ErrorKind kind;
  private final Integer status;
  private final String title;
  private final String detail;
  private final boolean ambiguous;
  private final boolean login;
  private final Duration grace;

  private EngineException(
      ErrorKind kind,
      String message,
      Integer status,
      String title,
      String detail,
      boolean ambiguous,
      boolean login,
      Duration grace,
      Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.ambiguous = ambiguous || kind == ErrorKind.TIMEOUT;
    this.login = login;
    this.grace = grace;
  }

  /** An error found on our side of the connection. */
  public static EngineException of(ErrorKind kind, String message) {
    return new EngineException(kind, message, null, null, null, false, false, null, null);
  }

  /** An error found on our side of the connection, with its cause. */
  public static EngineException of(ErrorKind kind, String message, Throwable cause) {
    return new EngineException(kind, message, null, null, null, false, false, null, cause);
  }

  /** What becomes of a request to an engine whose connection is closed meanwhile. */
  public static EngineException closed() {
    return of(ErrorKind.UNAVAILABLE, "the connection to the engine was closed");
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
    return new EngineException(kind, message, status, title, detail, false, false, null, null);
  }

  /**
   * An error met before the engine was asked: its credentials could not be had.
   *
   * @param kind {@link ErrorKind#UNAUTHENTICATED} when the authorization server refuses them,
   *     {@link ErrorKind#UNAVAILABLE} when it gives no usable answer for now
   */
  public static EngineException login(ErrorKind kind, String message, Throwable cause) {
    return new EngineException(kind, message, null, null, null, false, true, null, cause);
  }

  /**
   * A refusal of credentials by an authorization server.
   *
   * @param error the OAuth 2.0 error code (RFC 6749, section 5.2), or an empty string
   */
  public static EngineException loginRefused(int status, String error, String message) {
    return new EngineException(
        ErrorKind.UNAUTHENTICATED, message, status, error, null, false, true, null, null);
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
    return with(activity + ": " + getMessage(), ambiguous, grace);
  }

  /** The same error, its message preceded by its subject: who refuses, or gives no answer. */
  public EngineException by(String subject) {
    return with(subject + " " + getMessage(), ambiguous, grace);
  }

  /** The same error, where the command may have been carried out all the same. */
  public EngineException ambiguous() {
    return with(getMessage(), true, grace);
  }

  /** The same refusal for good, its message followed by what speaks for that. */
  EngineException forGood(String why) {
    return with(getMessage() + why, ambiguous, null);
  }

  /**
   * The same refusal, where it may be no more than a passing one.
   *
   * @param borne how long it is borne
   */
  public EngineException passing(Duration borne) {
    return with(getMessage(), ambiguous, borne);
  }

  private EngineException with(String message, boolean ambiguously, Duration borne) {
    return new EngineException(
        kind, message, status, title, detail, ambiguously, login, borne, getCause());
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

  /**
   * Whether the engine was not asked at all, because its credentials could not be had: of the token
   * endpoint, not of the engine, tell the message, the status and, as its OAuth 2.0 error code, the
   * title.
   */
  public boolean isLogin() {
    return login;
  }

  /**
   * How long a refusal is borne that may be a passing one: of credentials that had worked, by an
   * engine in trouble. Empty for every other error.
   */
  public Optional<Duration> grace() {
    return Optional.ofNullable(grace);
  }

  /** Whether the same request is worth another attempt after a pause, whoever makes it. */
  public boolean isTransient() {
    return switch (kind) {
      case BACKPRESSURE, UNAVAILABLE, TIMEOUT, CONTENTION, SUSPENDED, INTERNAL -> true;
      case INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, LOCK_LOST, UNSUPPORTED ->
          grace != null;
    };
  }

  /**
   * Whether the engine could not be asked at all: it, or the server that its credentials come from,
   * cannot be reached or cannot serve. Says nothing about the command.
   */
  public boolean isAway() {
    return kind == ErrorKind.UNAVAILABLE;
  }

  /** Whether it is a proxy that asks for other credentials (status 407 of HTTP), and no server. */
  public boolean isOfProxy() {
    return kind == ErrorKind.UNAUTHENTICATED
        && Objects.equals(status, PROXY_AUTHENTICATION_REQUIRED);
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
