package io.bpmnconnect.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.nio.AsyncClientConnectionOperator;
import org.apache.hc.client5.http.nio.ManagedAsyncClientConnection;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.reactor.IOReactorShutdownException;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;

class BackgroundConnectsTest {

  /** What a client does that is being closed. */
  private static final AsyncClientConnectionOperator CLOSED =
      new AsyncClientConnectionOperator() {
        @Override
        public Future<ManagedAsyncClientConnection> connect(
            ConnectionInitiator initiator,
            HttpHost host,
            SocketAddress localAddress,
            Timeout timeout,
            Object attachment,
            FutureCallback<ManagedAsyncClientConnection> callback) {
          throw new IOReactorShutdownException("closed");
        }

        @Override
        public void upgrade(
            ManagedAsyncClientConnection connection, HttpHost host, Object attachment) {}
      };

  /** Its pool forgets its connections at that very moment, and says so by an exception. */
  @Test
  void aConnectThatEndsWithItsClientEndsNoThread() {
    List<Exception> told = new ArrayList<>();
    AsyncClientConnectionOperator operator = new BackgroundConnects.Operator(CLOSED, Runnable::run);

    operator.connect(
        null,
        new HttpHost("localhost", 1),
        null,
        Timeout.ofSeconds(1),
        null,
        new FutureCallback<>() {
          @Override
          public void completed(ManagedAsyncClientConnection connection) {}

          @Override
          public void failed(Exception reason) {
            told.add(reason);
            throw new IllegalStateException(
                "Pool entry is not present in the set of leased entries");
          }

          @Override
          public void cancelled() {}
        });

    assertThat(told).singleElement().isInstanceOf(IOReactorShutdownException.class);
  }
}
