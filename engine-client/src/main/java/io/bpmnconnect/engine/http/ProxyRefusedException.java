package io.bpmnconnect.engine.http;

import java.io.IOException;

/** A proxy that does not lead to the server: the server has seen nothing of the request. */
public final class ProxyRefusedException extends IOException {

  private final int status;
  private final String reason;

  /**
   * Of its answer.
   *
   * @param reason the phrase beside the status, or an empty text
   */
  public ProxyRefusedException(int status, String reason) {
    super("the proxy answered " + status + " " + reason);
    this.status = status;
    this.reason = reason;
  }

  int status() {
    return status;
  }

  String reason() {
    return reason;
  }
}
