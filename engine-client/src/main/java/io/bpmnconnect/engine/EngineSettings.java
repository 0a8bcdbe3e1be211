package io.bpmnconnect.engine;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * How to reach an engine.
 *
 * @param url the base address; an adapter adds its API's path when it is missing
 * @param connectTimeout for opening one connection
 * @param requestTimeout for the answer to one command
 * @param maxConnections the most connections held open at once
 * @param userAgent names this client to the engine's operators
 * @param network what lies between here and the engine
 */
public record EngineSettings(
    EngineType type,
    URI url,
    Authentication authentication,
    Duration connectTimeout,
    Duration requestTimeout,
    int maxConnections,
    String userAgent,
    NetworkSettings network) {

  public EngineSettings {
    Objects.requireNonNull(type);
    Objects.requireNonNull(url);
    Objects.requireNonNull(authentication);
    Objects.requireNonNull(connectTimeout);
    Objects.requireNonNull(requestTimeout);
    Objects.requireNonNull(userAgent);
    Objects.requireNonNull(network);
  }

  /** An engine that is reached directly, with the certificates that Java trusts. */
  public EngineSettings(
      EngineType type,
      URI url,
      Authentication authentication,
      Duration connectTimeout,
      Duration requestTimeout,
      int maxConnections,
      String userAgent) {
    this(
        type,
        url,
        authentication,
        connectTimeout,
        requestTimeout,
        maxConnections,
        userAgent,
        NetworkSettings.DEFAULT);
  }
}
