package io.bpmnconnect.engine.http;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.nio.AsyncClientConnectionOperator;
import org.apache.hc.client5.http.nio.ManagedAsyncClientConnection;
import org.apache.hc.core5.concurrent.ComplexFuture;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks host names up on a thread of its own. Java's look-up blocks, for many seconds when a name
 * server is away; the HTTP client does it on the thread that sends the request, which may be one of
 * Connect's, or on the one that reads all answers.
 */
final class BackgroundConnects extends PoolingAsyncClientConnectionManagerBuilder {

  private static final Logger log = LoggerFactory.getLogger(BackgroundConnects.class);

  private static final long IDLE_SECONDS = 5;

  private final IntSupplier maxConnections;

  /**
   * @param maxConnections at most twice as many connects wait at once
   */
  BackgroundConnects(IntSupplier maxConnections) {
    this.maxConnections = maxConnections;
  }

  @Override
  protected AsyncClientConnectionOperator createConnectionOperator(
      TlsStrategy tls, SchemePortResolver ports, DnsResolver names) {
    return new Operator(super.createConnectionOperator(tls, ports, names), thread());
  }

  /**
   * One daemon thread, which ends when it has nothing to do. How much may wait for it is not the
   * queue's to say, since the number of connections may change.
   */
  private Executor thread() {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread connects = new Thread(task, "engine-connects");
              connects.setDaemon(true);
              return connects;
            });
    thread.allowCoreThreadTimeOut(true);
    return connect -> {
      if (thread.getQueue().size() >= 2 * maxConnections.getAsInt()) {
        throw new RejectedExecutionException("too many connects wait for a look-up of their host");
      }
      thread.execute(connect);
    };
  }

  record Operator(AsyncClientConnectionOperator connections, Executor thread)
      implements AsyncClientConnectionOperator {

    @Override
    public Future<ManagedAsyncClientConnection> connect(
        ConnectionInitiator initiator,
        HttpHost host,
        SocketAddress localAddress,
        Timeout timeout,
        Object attachment,
        FutureCallback<ManagedAsyncClientConnection> callback) {
      return connect(
          initiator, host, null, null, localAddress, timeout, attachment, null, callback);
    }

    @Override
    public Future<ManagedAsyncClientConnection> connect(
        ConnectionInitiator initiator,
        HttpHost host,
        NamedEndpoint name,
        SocketAddress localAddress,
        Timeout timeout,
        Object attachment,
        HttpContext context,
        FutureCallback<ManagedAsyncClientConnection> callback) {
      return connect(
          initiator, host, null, name, localAddress, timeout, attachment, context, callback);
    }

    @Override
    public Future<ManagedAsyncClientConnection> connect(
        ConnectionInitiator initiator,
        HttpHost host,
        Path domainSocket,
        NamedEndpoint name,
        SocketAddress localAddress,
        Timeout timeout,
        Object attachment,
        HttpContext context,
        FutureCallback<ManagedAsyncClientConnection> callback) {
      ComplexFuture<ManagedAsyncClientConnection> connection = new ComplexFuture<>(callback);
      try {
        thread.execute(
            () -> {
              try {
                connection.setDependency(
                    connections.connect(
                        initiator,
                        host,
                        domainSocket,
                        name,
                        localAddress,
                        timeout,
                        attachment,
                        context,
                        passingOn(connection)));
              } catch (RuntimeException closed) {
                fail(connection, closed); // a client that is being closed throws
              }
            });
      } catch (RejectedExecutionException full) {
        connection.failed(full);
      }
      return connection;
    }

    /** A pool that was closed meanwhile has forgotten the connection, and complains of it. */
    private static void fail(ComplexFuture<?> connection, RuntimeException reason) {
      try {
        connection.failed(reason);
      } catch (IllegalStateException forgotten) {
        log.debug("A connect ended after its client: {}", forgotten.getMessage());
      }
    }

    private static FutureCallback<ManagedAsyncClientConnection> passingOn(
        ComplexFuture<ManagedAsyncClientConnection> connection) {
      return new FutureCallback<>() {
        @Override
        public void completed(ManagedAsyncClientConnection opened) {
          if (!connection.completed(opened)) {
            opened.close(CloseMode.IMMEDIATE); // nobody waits for it any more
          }
        }

        @Override
        public void failed(Exception fault) {
          connection.failed(fault);
        }

        @Override
        public void cancelled() {
          connection.cancel();
        }
      };
    }

    @Override
    public void upgrade(ManagedAsyncClientConnection connection, HttpHost host, Object attachment) {
      connections.upgrade(connection, host, attachment);
    }

    @Override
    public void upgrade(
        ManagedAsyncClientConnection connection,
        HttpHost host,
        NamedEndpoint name,
        Object attachment,
        HttpContext context,
        FutureCallback<ManagedAsyncClientConnection> callback) {
      connections.upgrade(connection, host, name, attachment, context, callback);
    }
  }
}
