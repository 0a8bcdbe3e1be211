package io.bpmnconnect.engine.auth;

import io.bpmnconnect.engine.http.HttpAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/** Reads an answer up to a size that none of a log-in comes near. Used by one I/O thread. */
final class BoundedAnswer extends AbstractBinResponseConsumer<HttpAnswer> {

  /** Tokens with many claims have some ten kilobytes. */
  static final int MOST_BYTES = 256 * 1024;

  /** An answer that is too large to be one of a log-in. */
  static final class TooLarge extends IOException {
    TooLarge() {
      super("its answer is larger than " + MOST_BYTES / 1024 + " KiB");
    }
  }

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private HttpResponse response;
  private String contentType = "";

  @Override
  protected void start(HttpResponse started, ContentType type) {
    response = started;
    contentType = type == null ? "" : type.getMimeType().toLowerCase(Locale.ROOT);
  }

  @Override
  protected int capacityIncrement() {
    return MOST_BYTES;
  }

  @Override
  protected void data(ByteBuffer content, boolean endOfStream) throws IOException {
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    if (body.size() + bytes.length > MOST_BYTES) {
      throw new TooLarge();
    }
    body.writeBytes(bytes);
  }

  @Override
  protected HttpAnswer buildResult() {
    Header location = response.getFirstHeader(HttpHeaders.LOCATION);
    return new HttpAnswer(
        response.getCode(),
        response.getReasonPhrase() == null ? "" : response.getReasonPhrase(),
        contentType,
        location == null || location.getValue() == null ? "" : location.getValue(),
        body.toByteArray());
  }

  @Override
  public void releaseResources() {
    body.reset();
  }
}
