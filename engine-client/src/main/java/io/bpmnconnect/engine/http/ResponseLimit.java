package io.bpmnconnect.engine.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.CapacityChannel;

/**
 * Breaks off a response that is larger than it may be, after decompression: whoever collects it
 * would run out of memory. Immutable.
 */
record ResponseLimit(int maxBytes) implements AsyncExecChainHandler {

  @Override
  public void execute(
      HttpRequest request,
      AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      throws HttpException, IOException {
    chain.proceed(request, body, scope, new Limited(callback));
  }

  private final class Limited extends CallbackDecorator {

    Limited(AsyncExecCallback callback) {
      super(callback);
    }

    @Override
    public AsyncDataConsumer handleResponse(HttpResponse response, EntityDetails body)
        throws HttpException, IOException {
      if (body != null && body.getContentLength() > maxBytes) {
        throw new ResponseTooLargeException(maxBytes);
      }
      AsyncDataConsumer consumer = super.handleResponse(response, body);
      return consumer == null ? null : new Counted(consumer);
    }
  }

  private final class Counted implements AsyncDataConsumer {
    private final AsyncDataConsumer consumer;
    private long bytes;

    Counted(AsyncDataConsumer consumer) {
      this.consumer = consumer;
    }

    @Override
    public void updateCapacity(CapacityChannel capacity) throws IOException {
      consumer.updateCapacity(capacity);
    }

    @Override
    public void consume(ByteBuffer part) throws IOException {
      bytes += part.remaining();
      if (bytes > maxBytes) {
        throw new ResponseTooLargeException(maxBytes);
      }
      consumer.consume(part);
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) throws HttpException, IOException {
      consumer.streamEnd(trailers);
    }

    @Override
    public void releaseResources() {
      consumer.releaseResources();
    }
  }
}
