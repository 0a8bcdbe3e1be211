package io.bpmnconnect.it.campaign;

import io.bpmnconnect.it.Toxiproxy;
import io.bpmnconnect.it.Toxiproxy.Stream;
import io.bpmnconnect.stack.StackPart;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/** What can go wrong. Each begins and ends; when it has ended, all parts are up and unhindered. */
@SuppressWarnings("ImmutableEnumChecker") // what the acts hold does not change
enum Nemesis {
  ENGINE_KILLED(killed(Nemesis::engine), started(Nemesis::engine)),
  ENGINE_HANGS(suspended(Nemesis::engine), resumed(Nemesis::engine)),
  KAFKA_KILLED(killed(Nemesis::kafka), started(Nemesis::kafka)),
  KAFKA_HANGS(suspended(Nemesis::kafka), resumed(Nemesis::kafka)),
  WORKER_KILLED(killed(Nemesis::worker), started(Nemesis::worker)),
  WORKER_HANGS(suspended(Nemesis::worker), resumed(Nemesis::worker)),

  /** Tasks move to the second worker, and back when it leaves in order. */
  WORKER_JOINS_AND_LEAVES(
      (site, choice) -> site.second().joins(), (site, choice) -> site.second().leaves()),
  WORKER_JOINS_AND_IS_KILLED(
      (site, choice) -> site.second().joins(), (site, choice) -> site.second().isKilled()),
  WORKER_STARVES(
      (site, choice) -> site.starving().joins(), (site, choice) -> site.starving().isKilled()),

  CONNECTOR_PAUSED(
      (site, choice) -> site.ask(rest -> rest.pause(connector(choice).connectorName())),
      (site, choice) -> site.ask(rest -> rest.resume(connector(choice).connectorName()))),
  CONNECTOR_RESTARTED(
      (site, choice) -> site.ask(rest -> rest.restart(connector(choice).connectorName())),
      (site, choice) -> {}),
  CONNECTOR_RECONFIGURED(
      (site, choice) ->
          site.configure(
              connector(choice), Map.of("max.in.flight.requests", "1", "tasks.max", "1")),
      (site, choice) -> site.configure(connector(choice), Map.of())),
  CONNECTOR_DELETED(
      (site, choice) -> site.delete(connector(choice)),
      (site, choice) -> site.configure(connector(choice), Map.of())),

  ENGINE_PARTITIONED(partitioned(Site::engineProxies), reunited(Site::engineProxies)),
  ENGINE_REFUSES(refusing(Site::engineProxies), accepting(Site::engineProxies)),
  ENGINE_SLOW(slow(Site::engineProxies), fast(Site::engineProxies)),
  KAFKA_PARTITIONED(partitioned(Site::kafkaProxies), reunited(Site::kafkaProxies)),
  KAFKA_REFUSES(refusing(Site::kafkaProxies), accepting(Site::kafkaProxies)),
  KAFKA_SLOW(slow(Site::kafkaProxies), fast(Site::kafkaProxies)),

  /** A quota makes the broker delay whoever writes or reads more. */
  KAFKA_NEARLY_FULL(
      (site, choice) -> site.limitClients(1_000 + choice * 10),
      (site, choice) -> site.unlimitClients()),

  /** Who has a token goes on until it ends. */
  TOKENS_AWAY(
      (site, choice) -> site.gate().proxy().enable(false),
      (site, choice) -> site.gate().proxy().enable(true)),

  /** Tokens end sooner than they say: by up to three quarters of their life. */
  TOKENS_CLOCK_JUMPS(
      (site, choice) ->
          site.gate()
              .clockAhead(TokenGate.LIFE.multipliedBy(3L * choice).dividedBy(4L * Nemesis.CHOICES)),
      (site, choice) -> site.gate().clockAhead(Duration.ZERO));

  /** Strikes choose between so many variants: which connector, which direction, how slow. */
  static final int CHOICES = 1_000;

  /** Does something to a site; a choice between variants is made beforehand. */
  @FunctionalInterface
  interface Act {
    void on(Site site, int choice) throws Exception;
  }

  private final Act begin;
  private final Act end;

  Nemesis(Act begin, Act end) {
    this.begin = begin;
    this.end = end;
  }

  void begin(Site site, int choice) throws Exception {
    begin.on(site, choice);
  }

  void end(Site site, int choice) throws Exception {
    end.on(site, choice);
  }

  /**
   * Whether both can strike at once: one the engine and the other something else. What is done to a
   * connector stands alone, since the worker asks the engine before it takes a configuration.
   */
  boolean goesWith(Nemesis other) {
    return strikes("ENGINE") != other.strikes("ENGINE")
        && !strikes("CONNECTOR")
        && !other.strikes("CONNECTOR");
  }

  private boolean strikes(String part) {
    return name().startsWith(part + "_");
  }

  private static StackPart engine(Site site) {
    return site.stack().engine().process().orElseThrow();
  }

  private static StackPart kafka(Site site) {
    return site.stack().kafka();
  }

  private static StackPart worker(Site site) {
    return site.stack().worker();
  }

  private static Connector connector(int choice) {
    List<Connector> all = List.of(Connector.values());
    return all.get(choice % all.size());
  }

  private static Act killed(Function<Site, StackPart> part) {
    return (site, choice) -> part.apply(site).kill();
  }

  private static Act started(Function<Site, StackPart> part) {
    return (site, choice) -> part.apply(site).start();
  }

  private static Act suspended(Function<Site, StackPart> part) {
    return (site, choice) -> part.apply(site).suspend();
  }

  private static Act resumed(Function<Site, StackPart> part) {
    return (site, choice) -> part.apply(site).resume();
  }

  /** Connections stay open, and what is sent in one direction does not arrive. */
  private static Act partitioned(Function<Site, List<Toxiproxy>> proxies) {
    return on(
        proxies,
        (proxy, choice) ->
            proxy.add(
                "timeout",
                choice % 2 == 0 ? Stream.UPSTREAM : Stream.DOWNSTREAM,
                Map.of("timeout", 0)));
  }

  private static Act reunited(Function<Site, List<Toxiproxy>> proxies) {
    return on(proxies, (proxy, choice) -> proxy.remove("timeout"));
  }

  private static Act refusing(Function<Site, List<Toxiproxy>> proxies) {
    return on(proxies, (proxy, choice) -> proxy.enable(false));
  }

  private static Act accepting(Function<Site, List<Toxiproxy>> proxies) {
    return on(proxies, (proxy, choice) -> proxy.enable(true));
  }

  private static Act slow(Function<Site, List<Toxiproxy>> proxies) {
    return on(
        proxies,
        (proxy, choice) ->
            proxy.add(
                "latency", Stream.DOWNSTREAM, Map.of("latency", choice, "jitter", choice / 2)));
  }

  private static Act fast(Function<Site, List<Toxiproxy>> proxies) {
    return on(proxies, (proxy, choice) -> proxy.remove("latency"));
  }

  private static Act on(Function<Site, List<Toxiproxy>> proxies, ObjIntConsumer<Toxiproxy> act) {
    return (site, choice) -> proxies.apply(site).forEach(proxy -> act.accept(proxy, choice));
  }
}
