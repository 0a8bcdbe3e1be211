package io.bpmnconnect.engine;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An HTTP proxy. Connections with TLS go through a tunnel ({@code CONNECT}).
 *
 * @param url with the scheme {@code http}, a host and a port
 * @param login for basic authentication at the proxy
 * @param bypass hosts that are reached directly: names, or {@code *.} and the end of names
 */
public record ProxySettings(URI url, Optional<Authentication.Basic> login, List<String> bypass) {

  public ProxySettings {
    Objects.requireNonNull(url);
    Objects.requireNonNull(login);
    bypass = List.copyOf(bypass);
  }

  /** Whether a host is reached directly. */
  public boolean isBypassedFor(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return bypass.stream()
        .map(pattern -> pattern.toLowerCase(Locale.ROOT))
        .anyMatch(
            pattern ->
                pattern.startsWith("*.")
                    ? name.endsWith(pattern.substring(1))
                    : name.equals(pattern));
  }
}
