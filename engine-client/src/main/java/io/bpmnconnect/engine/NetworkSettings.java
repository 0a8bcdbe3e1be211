package io.bpmnconnect.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What lies between this client and a server: the same for engines and for token endpoints.
 *
 * @param tls whom to trust, and who this client is
 * @param proxy the way to servers that are not reached directly
 * @param maxConnectionAge how long one connection is used, so that a change of the server's
 *     addresses is seen
 * @param maxConnectionIdle how long an unused connection is kept open
 * @param maxResponseBytes the largest response that is read, after decompression
 */
public record NetworkSettings(
    TlsSettings tls,
    Optional<ProxySettings> proxy,
    Duration maxConnectionAge,
    Duration maxConnectionIdle,
    int maxResponseBytes) {

  /** The server is reached directly, with the certificates that Java trusts. */
  public static final NetworkSettings DEFAULT =
      new NetworkSettings(
          TlsSettings.DEFAULT,
          Optional.empty(),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          16 * 1024 * 1024);

  public NetworkSettings {
    Objects.requireNonNull(tls);
    Objects.requireNonNull(proxy);
    Objects.requireNonNull(maxConnectionAge);
    Objects.requireNonNull(maxConnectionIdle);
  }
}
