package io.bpmnconnect.engine.zeebe;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.internal.DnsNameResolverProvider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a channel have several gateways: {@code gateways:///one:26500,two:26500}. Found by gRPC as a
 * service; stateless.
 */
public final class GatewayListProvider extends NameResolverProvider {

  static final String SCHEME = "gateways";

  private static final int STANDARD_PRIORITY = 5;

  private final NameResolverProvider dns = new DnsNameResolverProvider();

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    if (!SCHEME.equals(target.getScheme())) {
      return null;
    }
    List<NameResolver> resolvers = new ArrayList<>();
    for (String gateway : target.getPath().substring(1).split(",", -1)) {
      resolvers.add(dns.newNameResolver(URI.create("dns:///" + gateway), args));
    }
    return new GatewayListResolver(resolvers, args.getSynchronizationContext());
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return STANDARD_PRIORITY;
  }
}
