package io.bpmnconnect.engine.http;

import java.io.IOException;

/** A proxy that does not lead to the server: the server has seen nothing of the request. */
final class ProxyRefusedException extends IOException {

  private final int status;
  private final String reason;

  ProxyRefusedException(int status, String reason) {
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
