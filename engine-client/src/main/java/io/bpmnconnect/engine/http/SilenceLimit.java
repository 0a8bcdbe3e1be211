package io.bpmnconnect.engine.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.EndpointInfo;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.util.Timeout;

/**
 * The response timeout of HTTP/2, where the client has none of its own (5.6): ends an exchange in
 * which the server keeps silent for so long, and with it its connection, which carries no other.
 */
final class SilenceLimit implements AsyncExecChainHandler {

  @Override
  public void execute(
      HttpRequest request,
      AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      throws HttpException, IOException {
    EndpointInfo endpoint = scope.execRuntime.getEndpointInfo();
    Timeout limit = scope.clientContext.getRequestConfigOrDefault().getResponseTimeout();
    boolean limited =
        limit != null && endpoint != null && HttpVersion.HTTP_2.equals(endpoint.getProtocol());
    chain.proceed(request, body, scope, limited ? new Watched(callback, limit).begun() : callback);
  }

  /** The I/O thread and the timer race for the end: the first to set it may tell it. */
  private static final class Watched extends CallbackDecorator implements AsyncDataConsumer {
    private final Timeout limit;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile long heardAt = System.nanoTime();
    private volatile Alarm alarm = Alarm.NONE;
    private volatile AsyncDataConsumer consumer;

    Watched(AsyncExecCallback callback, Timeout limit) {
      super(callback);
      this.limit = limit;
    }

    Watched begun() {
      listen(limit.toNanoseconds());
      return this;
    }

    private void listen(long nanos) {
      alarm = Alarm.after(nanos, TimeUnit.NANOSECONDS, this::check);
      if (ended.get()) {
        alarm.off();
      }
    }

    private void check() {
      long left = limit.toNanoseconds() - (System.nanoTime() - heardAt);
      if (left > 0) {
        listen(left);
      } else if (end()) {
        callback.failed(new SocketTimeoutException(limit.toString()));
      }
    }

    private boolean end() {
      boolean first = ended.compareAndSet(false, true);
      alarm.off();
      return first;
    }

    @Override
    public AsyncDataConsumer handleResponse(HttpResponse response, EntityDetails body)
        throws HttpException, IOException {
      heardAt = System.nanoTime();
      consumer = callback.handleResponse(response, body);
      return consumer == null ? null : this;
    }

    @Override
    public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
      heardAt = System.nanoTime();
      callback.handleInformationResponse(response);
    }

    @Override
    public void completed() {
      if (end()) {
        callback.completed();
      }
    }

    @Override
    public void failed(Exception fault) {
      if (end()) {
        callback.failed(fault);
      }
    }

    @Override
    public void updateCapacity(CapacityChannel capacity) throws IOException {
      consumer.updateCapacity(capacity);
    }

    @Override
    public void consume(ByteBuffer part) throws IOException {
      heardAt = System.nanoTime();
      consumer.consume(part);
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) throws HttpException, IOException {
      consumer.streamEnd(trailers);
    }

    @Override
    public void releaseResources() {
      if (consumer != null) {
        consumer.releaseResources();
      }
    }
  }
}
