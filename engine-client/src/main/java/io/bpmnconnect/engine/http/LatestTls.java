package io.bpmnconnect.engine.http;

import java.net.SocketAddress;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;

/**
 * Opens each connection with the TLS material that was read last.
 *
 * <p>The client must check the host name itself, too: up to 5.6.3 the check that is built into Java
 * was never turned on by the asynchronous client (CVE-2026-71290), and any trusted certificate was
 * good for any host.
 */
final class LatestTls implements TlsStrategy {

  /** Sessions are resumed within one context only, so it lives as long as its material. */
  private record Made(SSLContext context, TlsStrategy strategy) {}

  private final TlsMaterial material;
  private volatile Made made;

  LatestTls(TlsMaterial material) {
    this.material = material;
  }

  private TlsStrategy strategy() {
    SSLContext context = material.context();
    Made last = made;
    if (last == null || last.context() != context) {
      last =
          new Made(
              context,
              new DefaultClientTlsStrategy(
                  context,
                  TlsMaterial.PROTOCOLS.toArray(String[]::new),
                  null,
                  SSLBufferMode.STATIC,
                  HostnameVerificationPolicy.BOTH,
                  HttpsSupport.getDefaultHostnameVerifier()));
      made = last;
    }
    return last.strategy();
  }

  @Override
  public void upgrade(
      TransportSecurityLayer connection,
      NamedEndpoint server,
      Object attachment,
      Timeout handshakeTimeout,
      FutureCallback<TransportSecurityLayer> callback) {
    strategy().upgrade(connection, server, attachment, handshakeTimeout, callback);
  }

  @Override
  @Deprecated
  public boolean upgrade(
      TransportSecurityLayer connection,
      HttpHost host,
      SocketAddress localAddress,
      SocketAddress remoteAddress,
      Object attachment,
      Timeout handshakeTimeout) {
    upgrade(connection, host, attachment, handshakeTimeout, null);
    return true;
  }
}
