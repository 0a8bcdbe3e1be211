package io.bpmnconnect.engine.zeebe;

import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.http.TlsMaterial;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes channels to gateways. An address such as {@code http://one:26500,two:26500} names several;
 * calls take turns among all of them, and among all addresses that a host name has.
 */
final class GatewayChannels {

  /**
   * As the engine's own clients do; a gateway refuses pings that come more often than each 30 s.
   */
  private static final long KEEP_ALIVE_SECONDS = 45;

  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 20;

  /** Refusals travel in the metadata, and quote what they refuse. */
  private static final int MAX_METADATA_BYTES = 64 * 1024;

  private static final int TLS_PORT = 443;
  private static final int PLAIN_PORT = 26_500;

  private GatewayChannels() {}

  /** Opens a channel: it connects with its first call, and is to be closed by the caller. */
  static ManagedChannel open(EngineSettings settings) {
    return NettyChannelBuilder.forTarget(target(settings.url()), credentials(settings))
        .defaultLoadBalancingPolicy("round_robin")
        .proxyDetector(new GatewayProxy(settings.network().proxy()))
        .disableServiceConfigLookUp()
        .disableRetry() // decorators of the port retry, and they must know of each attempt
        .directExecutor() // nobody blocks in a callback
        .userAgent(settings.userAgent())
        .maxInboundMessageSize(settings.network().maxResponseBytes())
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .withOption(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(settings.connectTimeout().toMillis()))
        .build();
  }

  private static ChannelCredentials credentials(EngineSettings settings) {
    if (!isTls(settings.url())) {
      return InsecureChannelCredentials.create();
    }
    TlsMaterial material = TlsMaterial.of(settings.network().tls());
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    material.trustManager().ifPresent(tls::trustManager);
    material.keyManager().ifPresent(tls::keyManager);
    return tls.build();
  }

  static String target(URI url) {
    int port = isTls(url) ? TLS_PORT : PLAIN_PORT;
    List<String> gateways =
        Arrays.stream(url.getAuthority().split(","))
            .map(gateway -> hasPort(gateway) ? gateway : gateway + ":" + port)
            .toList();
    return gateways.size() == 1
        ? "dns:///" + gateways.get(0)
        : GatewayListProvider.SCHEME + ":///" + String.join(",", gateways);
  }

  private static boolean hasPort(String gateway) {
    return gateway.matches(".*:\\d+");
  }

  private static boolean isTls(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }
}
