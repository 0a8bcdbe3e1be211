package io.bpmnconnect.engine.http;

/** A store of certificates or keys cannot be used. The message shows no secret. */
public final class TlsStoreException extends Exception {

  /** What about a store is wrong, so that the right setting can be blamed. */
  public enum Part {
    CERTIFICATES,
    KEY,
    PASSWORD,
    KEY_PASSWORD
  }

  private final Part part;

  TlsStoreException(Part part, String message) {
    super(message);
    this.part = part;
  }

  TlsStoreException(Part part, String message, Throwable cause) {
    super(message, cause);
    this.part = part;
  }

  public Part part() {
    return part;
  }
}
