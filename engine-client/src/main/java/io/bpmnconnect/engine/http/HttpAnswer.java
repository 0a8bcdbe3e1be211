package io.bpmnconnect.engine.http;

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
}
