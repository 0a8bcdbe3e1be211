package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.ProxySettings;
import io.bpmnconnect.engine.TlsSettings;
import io.bpmnconnect.engine.TlsStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.core5.http.Method;

/** Transports for tests: what a test does not care about is generous. */
public final class Transports {

  private Transports() {}

  static HttpTransport open(NetworkSettings network) {
    return open(network, 8);
  }

  static HttpTransport open(NetworkSettings network, int connections) {
    return open(network, connections, SystemDefaultDnsResolver.INSTANCE);
  }

  static HttpTransport open(NetworkSettings network, int connections, DnsResolver names) {
    return new HttpTransport(
        new EngineSettings(
            EngineType.CAMUNDA8,
            URI.create("http://localhost"),
            new Authentication.None(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            connections,
            "unit-test/1.0",
            network,
            Map.of()),
        Credentials.fixed(Map.of()),
        names);
  }

  static CompletionStage<HttpAnswer> get(HttpTransport transport, URI uri) {
    return transport.send(Method.GET, uri, new byte[0], Duration.ofSeconds(10));
  }

  public static NetworkSettings with(TlsSettings tls) {
    NetworkSettings other = NetworkSettings.DEFAULT;
    return new NetworkSettings(
        tls,
        other.proxy(),
        other.maxConnectionAge(),
        other.maxConnectionIdle(),
        other.maxResponseBytes());
  }

  public static NetworkSettings with(TlsSettings tls, ProxySettings proxy) {
    NetworkSettings other = NetworkSettings.DEFAULT;
    return new NetworkSettings(
        tls,
        Optional.of(proxy),
        other.maxConnectionAge(),
        other.maxConnectionIdle(),
        other.maxResponseBytes());
  }

  public static TlsSettings trusting(TlsStore store) {
    return new TlsSettings(Optional.of(store), Optional.empty());
  }

  public static TlsSettings trusting(TlsStore store, TlsStore keys) {
    return new TlsSettings(Optional.of(store), Optional.of(keys));
  }

  /** A store whose password is the one of all tests. */
  static TlsStore file(Path path) {
    return new TlsStore.InFile(
        Optional.empty(),
        path,
        Optional.empty(),
        Optional.of(Authority.PASSWORD),
        Optional.empty());
  }

  public static TlsStore pemFile(Path path) {
    return new TlsStore.InFile(
        Optional.empty(), path, Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static TlsStore text(String certificates) {
    return new TlsStore.InText(certificates, Optional.empty(), Optional.empty());
  }

  public static TlsStore text(String certificates, String key) {
    return new TlsStore.InText(certificates, Optional.of(key), Optional.empty());
  }
}
