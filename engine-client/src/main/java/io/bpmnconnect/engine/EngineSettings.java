package io.bpmnconnect.engine;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * How to reach an engine.
 *
 * @param url the base address; an adapter adds its API's path when it is missing
 * @param connectTimeout for opening one connection
 * @param requestTimeout for the answer to one command
 * @param maxConnections the most connections held open at once
 * @param userAgent names this client to the engine's operators
 * @param network what lies between here and the engine
 * @param encryptedVariables names of the variables that the engine is asked to encrypt (go-bpmn)
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
    Set<String> encryptedVariables) {

  public EngineSettings {
    Objects.requireNonNull(type);
    Objects.requireNonNull(url);
    Objects.requireNonNull(authentication);
    Objects.requireNonNull(connectTimeout);
    Objects.requireNonNull(requestTimeout);
    Objects.requireNonNull(userAgent);
    Objects.requireNonNull(network);
    encryptedVariables = Set.copyOf(encryptedVariables);
  }

  /** An engine that is asked to encrypt nothing. */
  public EngineSettings(
      EngineType type,
      URI url,
      Authentication authentication,
      Duration connectTimeout,
      Duration requestTimeout,
      int maxConnections,
      String userAgent,
      NetworkSettings network) {
    this(
        type,
        url,
        authentication,
        connectTimeout,
        requestTimeout,
        maxConnections,
        userAgent,
        network,
        Set.of());
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
