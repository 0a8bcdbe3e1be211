package io.bpmnconnect.engine;

import io.bpmnconnect.engine.auth.Authentication;
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
 */
public record EngineSettings(
    EngineType type,
    URI url,
    Authentication authentication,
    Duration connectTimeout,
    Duration requestTimeout,
    int maxConnections,
    String userAgent) {

  public EngineSettings {
    Objects.requireNonNull(type);
    Objects.requireNonNull(url);
    Objects.requireNonNull(authentication);
    Objects.requireNonNull(connectTimeout);
    Objects.requireNonNull(requestTimeout);
    Objects.requireNonNull(userAgent);
  }
}
