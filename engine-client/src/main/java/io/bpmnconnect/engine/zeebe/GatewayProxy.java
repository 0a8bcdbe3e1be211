package io.bpmnconnect.engine.zeebe;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.ProxySettings;
import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.ProxiedSocketAddress;
import io.grpc.ProxyDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Leads connections to gateways through a tunnel of the configured proxy, with TLS and without; and
 * directly where none is configured, whatever the properties of this Java process say. The proxy
 * looks up the names of the gateways. Immutable.
 */
record GatewayProxy(Optional<ProxySettings> settings) implements ProxyDetector {

  /** Looks up the name of the proxy, on the thread that gRPC has for host names. */
  @Override
  public ProxiedSocketAddress proxyFor(SocketAddress gateway) throws IOException {
    InetSocketAddress target = (InetSocketAddress) gateway;
    Optional<ProxySettings> proxy =
        settings.filter(configured -> !configured.isBypassedFor(target.getHostString()));
    return proxy.isEmpty() ? null : through(proxy.get(), target);
  }

  private static ProxiedSocketAddress through(ProxySettings proxy, InetSocketAddress target)
      throws IOException {
    InetAddress host = InetAddress.getByName(proxy.url().getHost());
    return HttpConnectProxiedSocketAddress.newBuilder()
        .setTargetAddress(target)
        .setProxyAddress(new InetSocketAddress(host, proxy.url().getPort()))
        .setUsername(proxy.login().map(Authentication.Basic::username).orElse(null))
        .setPassword(proxy.login().map(Authentication.Basic::password).orElse(null))
        .build();
  }
}
