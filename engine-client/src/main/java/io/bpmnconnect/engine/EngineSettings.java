package io.bpmnconnect.engine;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
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
 * @param options of the adapter's own, by the names of {@link EngineAdapter#options()}; those that
 *     are left out have their defaults
 * @param headers sent with every request to the engine
 */
public record EngineSettings(
    EngineType type,
    URI url,
    Authentication authentication,
    Duration connectTimeout,
    Duration requestTimeout,
    int maxConnections,
    String userAgent,
    NetworkSettings network,
    Map<String, String> options,
    RequestHeaders headers) {

  public EngineSettings {
    Objects.requireNonNull(type);
    Objects.requireNonNull(url);
    Objects.requireNonNull(authentication);
    Objects.requireNonNull(connectTimeout);
    Objects.requireNonNull(requestTimeout);
    Objects.requireNonNull(userAgent);
    Objects.requireNonNull(network);
    options = Map.copyOf(options);
    Objects.requireNonNull(headers);
  }

  /** Without headers of the user's own. */
  public EngineSettings(
      EngineType type,
      URI url,
      Authentication authentication,
      Duration connectTimeout,
      Duration requestTimeout,
      int maxConnections,
      String userAgent,
      NetworkSettings network,
      Map<String, String> options) {
    this(
        type,
        url,
        authentication,
        connectTimeout,
        requestTimeout,
        maxConnections,
        userAgent,
        network,
        options,
        RequestHeaders.NONE);
  }

  /** The same with these headers. */
  public EngineSettings with(RequestHeaders own) {
    return new EngineSettings(
        type,
        url,
        authentication,
        connectTimeout,
        requestTimeout,
        maxConnections,
        userAgent,
        network,
        options,
        own);
  }
}
