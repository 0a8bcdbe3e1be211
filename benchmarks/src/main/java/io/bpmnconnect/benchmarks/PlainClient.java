package io.bpmnconnect.benchmarks;

import java.net.URI;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;

/**
 * What anybody would write around Apache HttpClient 5: so many requests in flight, no retries, no
 * limits, and a glance at the status. Used by one thread.
 */
final class PlainClient implements AutoCloseable {

  private final URI server;
  private final int inFlight;
  private final Semaphore free;
  private final LongAdder refused = new LongAdder();
  private final CloseableHttpAsyncClient client;

  PlainClient(URI server, int inFlight) {
    this.server = server;
    this.inFlight = inFlight;
    this.free = new Semaphore(inFlight);
    this.client =
        HttpAsyncClients.custom()
            .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(2).build())
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(inFlight)
                    .setMaxConnTotal(inFlight)
                    .build())
            .disableAutomaticRetries()
            .build();
    client.start();
  }

  /** Sends a request as soon as one of those in flight is answered. */
  void post(String path, byte[] body) throws InterruptedException {
    SimpleHttpRequest request =
        SimpleRequestBuilder.post(server.resolve(path))
            .setBody(body, ContentType.APPLICATION_JSON)
            .build();
    free.acquire();
    client.execute(
        request,
        new FutureCallback<>() {
          @Override
          public void completed(SimpleHttpResponse response) {
            answered(response.getCode() < 300);
          }

          @Override
          public void failed(Exception e) {
            answered(false);
          }

          @Override
          public void cancelled() {
            answered(false);
          }
        });
  }

  private void answered(boolean accepted) {
    if (!accepted) {
      refused.increment();
    }
    free.release();
  }

  /** Waits until nothing is in flight. */
  void awaitAnswers() throws InterruptedException {
    free.acquire(inFlight);
    free.release(inFlight);
  }

  /** Requests that were refused, or not answered. */
  long refused() {
    return refused.sum();
  }

  @Override
  public void close() {
    client.close(CloseMode.GRACEFUL);
  }
}
