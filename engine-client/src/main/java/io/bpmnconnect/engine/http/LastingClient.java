package io.bpmnconnect.engine.http;

import java.nio.channels.ClosedSelectorException;
import java.util.function.IntSupplier;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.function.Callback;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.ConnPoolControl;
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

  /** A client and its connections. */
  record Running(CloseableHttpAsyncClient client, ConnPoolControl<HttpRoute> connections) {}

  /** Opens a client, which tells its faults. */
  @FunctionalInterface
  interface Opener {
    Running open(IntSupplier maxConnections, Callback<Exception> onFault);
  }

  private final Opener opener;
  private volatile int maxConnections;
  private volatile Running running;
  private volatile boolean closed;

  /**
   * Opens the first client.
   *
   * @param maxConnections the most connections held open at once
   */
  LastingClient(int maxConnections, Opener opener) {
    this.opener = opener;
    this.maxConnections = maxConnections;
    this.running = open();
  }

  private Running open() {
    Running opened = opener.open(() -> maxConnections, this::onFault);
    limit(opened);
    return opened;
  }

  /** Changes how many connections may be open at once; those that are stay open. */
  synchronized void limit(int connections) {
    maxConnections = connections;
    limit(running);
  }

  private void limit(Running limited) {
    limited.connections().setMaxTotal(maxConnections);
    limited.connections().setDefaultMaxPerRoute(maxConnections);
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
    Running current = running;
    if (current.client().getStatus().compareTo(IOReactorStatus.ACTIVE) > 0) {
      current = successor(current);
    }
    current.client().execute(request, answer, context, callback);
  }

  private synchronized Running successor(Running dead) {
    if (running.equals(dead) && !closed) {
      log.error("The I/O threads of an HTTP client have ended; another one takes its place");
      running = open();
      dead.client().close(CloseMode.IMMEDIATE);
    }
    return running;
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
    running.client().close(CloseMode.IMMEDIATE);
  }
}
