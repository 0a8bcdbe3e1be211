package io.bpmnconnect.engine.http;

import java.nio.channels.ClosedSelectorException;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.function.Callback;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP client that outlives its I/O threads. An {@link Error}, such as a lack of memory, ends
 * the thread that it comes up on, and the next connect ends the whole client (HttpCore 5.4): all
 * later requests would fail as if the server were away. The next request opens another client
 * instead. Those that were on their way may never be told of their end: callers need a time limit
 * of their own.
 *
 * <p>Safe for use by any thread.
 */
public final class LastingClient implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LastingClient.class);

  /** Opens a client, which tells its faults. */
  @FunctionalInterface
  interface Opener {
    CloseableHttpAsyncClient open(Callback<Exception> onFault);
  }

  private final Opener opener;
  private volatile CloseableHttpAsyncClient client;
  private volatile boolean closed;

  LastingClient(Opener opener) {
    this.opener = opener;
    this.client = opener.open(this::onFault);
  }

  /**
   * Sends a request; what comes of it, the callback hears on an I/O thread or on this one.
   *
   * @throws RuntimeException if it cannot be sent, as when this object was closed
   */
  public <T> void execute(
      AsyncRequestProducer request,
      AsyncResponseConsumer<T> answer,
      HttpContext context,
      FutureCallback<T> callback) {
    CloseableHttpAsyncClient current = client;
    if (current.getStatus().compareTo(IOReactorStatus.ACTIVE) > 0) {
      current = successor(current);
    }
    current.execute(request, answer, context, callback);
  }

  private synchronized CloseableHttpAsyncClient successor(CloseableHttpAsyncClient dead) {
    if (client == dead && !closed) {
      log.error("The I/O threads of an HTTP client have ended; another one takes its place");
      client = opener.open(this::onFault);
      dead.close(CloseMode.IMMEDIATE);
    }
    return client;
  }

  private void onFault(Exception fault) {
    if (closed || fault instanceof ClosedSelectorException) {
      log.debug("An HTTP client was cut short", fault);
    } else {
      log.error("An I/O thread of an HTTP client has failed", fault);
    }
  }

  /** Closes every connection at once. */
  @Override
  public synchronized void close() {
    closed = true;
    client.close(CloseMode.IMMEDIATE);
  }
}
