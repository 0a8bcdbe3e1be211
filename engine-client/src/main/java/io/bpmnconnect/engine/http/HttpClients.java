package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.NetworkSettings;
import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.function.Callback;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Makes HTTP clients that do nothing by themselves: what the server says is what they give. */
public final class HttpClients {

  /** Proxies and servers drop idle connections silently; ours are not used again after this. */
  private static final TimeValue VALIDATE_AFTER_INACTIVITY = TimeValue.ofSeconds(2);

  private HttpClients() {}

  /**
   * Opens a client: started, and to be closed by the caller.
   *
   * @param onFault told when the client itself has failed
   */
  public static CloseableHttpAsyncClient open(
      NetworkSettings network,
      Duration connectTimeout,
      int maxConnections,
      String userAgent,
      Callback<Exception> onFault) {
    CloseableHttpAsyncClient client =
        HttpAsyncClients.custom()
            .setUserAgent(userAgent)
            .setIoReactorExceptionCallback(onFault)
            .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(2).build())
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(maxConnections)
                    .setMaxConnTotal(maxConnections)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(Timeout.ofMilliseconds(connectTimeout.toMillis()))
                            .setValidateAfterInactivity(VALIDATE_AFTER_INACTIVITY)
                            .build())
                    .setTlsStrategy(tls())
                    .setDefaultTlsConfig(
                        TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build())
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .build();
    client.start();
    return client;
  }

  /**
   * The client must check the host name itself, too: up to 5.6.3 the check that is built into Java
   * was never turned on by the asynchronous client (CVE-2026-71290), and any trusted certificate
   * was good for any host.
   */
  private static TlsStrategy tls() {
    return new DefaultClientTlsStrategy(
        SSLContexts.createDefault(),
        HostnameVerificationPolicy.BOTH,
        HttpsSupport.getDefaultHostnameVerifier());
  }
}
