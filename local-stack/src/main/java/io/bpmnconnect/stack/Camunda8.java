package io.bpmnconnect.stack;

import java.net.URI;
import java.util.Optional;

/**
 * A Camunda 8 that somebody brought: its three addresses, and what is done to it past the
 * connectors. Nothing of it is started or stopped.
 *
 * @param restAddress its REST API without the version, such as {@code http://localhost:8080}
 * @param grpcAddress its gRPC API in plain text, such as {@code http://localhost:26500}
 * @param metrics where it publishes its counters in the Prometheus text format
 */
public record Camunda8(URI restAddress, URI grpcAddress, URI metrics) {
  /** The system property with the address of the REST API. */
  public static final String URL = "camunda8.url";

  /** The system property with the address of the gRPC API; port 26500 of the same host without. */
  public static final String GRPC_URL = "zeebe.url";

  /** The system property with the address of the counters; port 9600 of the same host without. */
  public static final String METRICS_URL = "camunda8.metrics.url";

  /** Why something is skipped that has none. */
  public static final String NEEDED = "needs a Camunda 8: -D" + URL;

  /** With the usual ports for what is not given. */
  public static Camunda8 at(URI restAddress, Optional<URI> grpcAddress, Optional<URI> metrics) {
    String host = restAddress.getHost();
    return new Camunda8(
        restAddress,
        grpcAddress.orElseGet(() -> URI.create("http://" + host + ":26500")),
        metrics.orElseGet(() -> URI.create("http://" + host + ":9600/actuator/prometheus")));
  }

  /** The one that the system properties name; empty when {@value #URL} is not set. */
  public static Optional<Camunda8> fromSystemProperties() {
    return property(URL).map(rest -> at(rest, property(GRPC_URL), property(METRICS_URL)));
  }

  private static Optional<URI> property(String name) {
    return Optional.ofNullable(System.getProperty(name))
        .filter(value -> !value.isBlank())
        .map(URI::create);
  }

  /** Deploys and starts processes on it. */
  public EngineAdmin admin() {
    return new EngineAdmin(restAddress);
  }

  /** Reads its counters, which begin at zero each time it starts. */
  public EngineCounters counters() {
    return new EngineCounters(metrics);
  }
}
