package io.bpmnconnect.engine.http;

/**
 * A whole HTTP response.
 *
 * @param contentType the media type without parameters, or an empty string
 * @param body may be empty, never {@code null}; not copied, so do not change it
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the transport to one reader, never compared
public record HttpAnswer(int status, String reason, String contentType, byte[] body) {

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
