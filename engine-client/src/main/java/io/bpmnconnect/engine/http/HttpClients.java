package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.NetworkSettings;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.core5.function.Callback;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Makes HTTP clients that do nothing by themselves: what the server says is what they give. */
public final class HttpClients {

  /** Proxies and servers drop idle connections silently; ours are not used again after this. */
  private static final TimeValue VALIDATE_AFTER_INACTIVITY = TimeValue.ofSeconds(2);

  /** A header has to fit into memory, too: without limits it is read to its end. */
  private static final int MAX_HEADER_LINE = 32 * 1024;

  private static final int MAX_HEADERS = 500;

  private static final Http1Config HTTP_1 =
      Http1Config.custom().setMaxLineLength(MAX_HEADER_LINE).setMaxHeaderCount(MAX_HEADERS).build();

  /** The window lets a megabyte of jobs come before the server has to wait for our word. */
  private static final H2Config HTTP_2 =
      H2Config.custom()
          .setPushEnabled(false)
          .setMaxHeaderListSize(8 * MAX_HEADER_LINE)
          .setInitialWindowSize(1024 * 1024)
          .build();

  /** Each client has so many, whatever the number of its connections. */
  static final int IO_THREADS = 2;

  private HttpClients() {}

  /**
   * Opens a client: started, and to be closed by the caller.
   *
   * @throws io.bpmnconnect.engine.EngineException if the configured certificates or keys cannot be
   *     read
   */
  public static LastingClient open(
      NetworkSettings network, Duration connectTimeout, int maxConnections, String userAgent) {
    return open(
        new ClientSettings(
            network, connectTimeout, maxConnections, userAgent, SystemDefaultDnsResolver.INSTANCE));
  }

  /** As {@link #open(NetworkSettings, Duration, int, String)} does. */
  static LastingClient open(ClientSettings settings) {
    return new LastingClient(
        settings.maxConnections(),
        (maxConnections, onFault) -> start(settings, maxConnections, onFault));
  }

  private static LastingClient.Running start(
      ClientSettings settings, IntSupplier maxConnections, Callback<Exception> onFault) {
    NetworkSettings network = settings.network();
    PoolingAsyncClientConnectionManager connections = connections(settings, maxConnections);
    HttpAsyncClientBuilder builder =
        HttpAsyncClients.custom()
            .setUserAgent(settings.userAgent())
            .setIoReactorExceptionCallback(onFault)
            .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(IO_THREADS).build())
            .setHttp1Config(HTTP_1)
            .setH2Config(HTTP_2)
            .setConnectionManager(connections)
            .evictExpiredConnections()
            .evictIdleConnections(TimeValue.of(network.maxConnectionIdle()))
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableConnectionState()
            .addExecInterceptorLast("sending", new Sending())
            .addExecInterceptorLast("silence-limit", new SilenceLimit())
            .addExecInterceptorFirst(
                "response-limit", new ResponseLimit(network.maxResponseBytes()));
    network
        .proxy()
        .ifPresentOrElse(
            proxy -> ProxyTalk.through(proxy, builder), () -> withoutAuthentication(builder));
    CloseableHttpAsyncClient client = builder.build();
    client.start();
    return new LastingClient.Running(client, connections);
  }

  /**
   * Leaves out the element that answers challenges for credentials, which takes the URI of each
   * request apart: only proxies are answered so.
   */
  private static void withoutAuthentication(HttpAsyncClientBuilder builder) {
    builder.replaceExecInterceptor(
        ChainElement.PROTOCOL.name(),
        (request, body, scope, chain, callback) -> chain.proceed(request, body, scope, callback));
  }

  /**
   * HTTP/2 is spoken where the server offers it, with one exchange at a time for each connection: a
   * long poll holds up nothing else, a server's limit of streams is never met, and a broken
   * connection takes one request with it. See decision 0016.
   */
  private static PoolingAsyncClientConnectionManager connections(
      ClientSettings settings, IntSupplier maxConnections) {
    NetworkSettings network = settings.network();
    return new BackgroundConnects(maxConnections)
        .setDnsResolver(settings.names())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.ofMilliseconds(settings.connectTimeout().toMillis()))
                .setValidateAfterInactivity(VALIDATE_AFTER_INACTIVITY)
                .setIdleTimeout(Timeout.ofMilliseconds(network.maxConnectionIdle().toMillis()))
                .setTimeToLive(TimeValue.of(network.maxConnectionAge()))
                .build())
        .setTlsStrategy(new LatestTls(TlsMaterial.of(network.tls())))
        .setDefaultTlsConfig(
            TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.NEGOTIATE).build())
        .setMessageMultiplexing(false)
        .build();
  }
}
