package io.bpmnconnect.engine.http;

import java.io.IOException;

/** A response that was broken off because it is larger than it may be. */
final class ResponseTooLargeException extends IOException {

  ResponseTooLargeException(int maxBytes) {
    super("the response has more than " + maxBytes + " bytes");
  }
}
