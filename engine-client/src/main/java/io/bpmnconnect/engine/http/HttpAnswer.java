package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.ErrorKind;

/**
 * A whole HTTP response.
 *
 * @param contentType the media type without parameters, or an empty string
 * @param location where a redirect leads, as the server put it, or an empty string; may hold
 *     secrets such as the state of a log-in
 * @param body may be empty, never {@code null}; not copied, so do not change it
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the transport to one reader, never compared
public record HttpAnswer(
    int status, String reason, String contentType, String location, byte[] body) {

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** What the status of a failure says where nothing else does (RFC 9110). */
  public ErrorKind kind() {
    return switch (status) {
      case 401, 407 -> ErrorKind.UNAUTHENTICATED;
      case 403 -> ErrorKind.FORBIDDEN;
      case 404 -> ErrorKind.NOT_FOUND;
      case 408, 504 -> ErrorKind.TIMEOUT;
      case 409, 412 -> ErrorKind.CONFLICT;
      case 429 -> ErrorKind.BACKPRESSURE;
      case 501 -> ErrorKind.UNSUPPORTED;
      case 502, 503 -> ErrorKind.UNAVAILABLE;
      default -> status >= 500 ? ErrorKind.INTERNAL : ErrorKind.INVALID;
    };
  }
}
