package io.bpmnconnect.engine.zeebe;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins what the resolvers of several gateways find. A gateway that cannot be resolved is left out
 * while another can be.
 *
 * <p>Confined to the channel's synchronization context, but for its creation.
 */
final class GatewayListResolver extends NameResolver {

  private final List<NameResolver> resolvers;
  private final SynchronizationContext context;
  private final List<StatusOr<List<EquivalentAddressGroup>>> found = new ArrayList<>();

  GatewayListResolver(List<NameResolver> resolvers, SynchronizationContext context) {
    this.resolvers = resolvers;
    this.context = context;
    resolvers.forEach(resolver -> found.add(null));
  }

  /** For gateways without a name of their own; see {@link #named}. */
  @Override
  public String getServiceAuthority() {
    return resolvers.get(0).getServiceAuthority();
  }

  @Override
  public void start(Listener2 listener) {
    for (int i = 0; i < resolvers.size(); i++) {
      int index = i;
      resolvers
          .get(i)
          .start(
              new Listener2() {
                @Override
                public void onResult(ResolutionResult result) {
                  context.execute(() -> onResult2(result));
                }

                @Override
                public Status onResult2(ResolutionResult result) {
                  return note(index, result.getAddressesOrError(), listener);
                }

                @Override
                public void onError(Status error) {
                  context.execute(() -> note(index, StatusOr.fromStatus(error), listener));
                }
              });
    }
  }

  /** Tells the channel, as soon as there is something to tell of each gateway. */
  private Status note(
      int index, StatusOr<List<EquivalentAddressGroup>> outcome, Listener2 listener) {
    found.set(index, outcome);
    if (found.contains(null)) {
      return Status.OK;
    }
    List<EquivalentAddressGroup> all = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).hasValue()) {
        String authority = resolvers.get(i).getServiceAuthority();
        found.get(i).getValue().forEach(group -> all.add(named(group, authority)));
      }
    }
    return listener.onResult2(
        ResolutionResult.newBuilder()
            .setAddressesOrError(
                all.isEmpty() ? StatusOr.fromStatus(outcome.getStatus()) : StatusOr.fromValue(all))
            .build());
  }

  /** Each gateway is asked for the certificate of its own name. */
  private static EquivalentAddressGroup named(EquivalentAddressGroup group, String authority) {
    Attributes attributes =
        group.getAttributes().toBuilder()
            .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, authority)
            .build();
    return new EquivalentAddressGroup(group.getAddresses(), attributes);
  }

  @Override
  public void refresh() {
    resolvers.forEach(NameResolver::refresh);
  }

  @Override
  public void shutdown() {
    resolvers.forEach(NameResolver::shutdown);
  }
}
