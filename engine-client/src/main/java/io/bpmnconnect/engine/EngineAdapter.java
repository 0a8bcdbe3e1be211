package io.bpmnconnect.engine;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the connectors know of an engine's protocol before they talk to an engine: they ask traits
 * and features, and never the type. Stateless; safe for use by any thread.
 */
public interface EngineAdapter {

  /** The protocol, by the name that it has in configuration. */
  EngineType type();

  /** How its engines differ from others; asked for each record, so always the same set. */
  Set<EngineTrait> traits();

  /** Whether its engines have a trait. */
  default boolean has(EngineTrait trait) {
    return traits().contains(trait);
  }

  /**
   * The versions it was made for and what each has, oldest first; asks no engine. At least one, and
   * always the same list.
   */
  List<EngineInfo> known();

  /** Settings that only its engines know. */
  default List<EngineOption> options() {
    return List.of();
  }

  /** The oldest version whose API it speaks, where an older one can be met; such as {@code 8.6}. */
  default Optional<String> oldestVersion() {
    return Optional.empty();
  }

  /** How long a request for jobs stays open when it is not configured. */
  default Duration longPoll() {
    return Duration.ofSeconds(10);
  }

  /**
   * The address of a cluster of the vendor's SaaS, where there is one.
   *
   * @param domain that the cluster is in; empty for the one of today
   */
  default Optional<URI> cloudAddress(String region, String cluster, Optional<String> domain) {
    return Optional.empty();
  }

  /** Opens an engine; connects lazily, so an engine that is away is found by the first request. */
  ProcessEngine open(EngineSettings settings);

  /** What would have a feature that even the newest version lacks; empty when that one has it. */
  default Optional<String> needs(Feature feature) {
    return Optional.ofNullable(newest().missingFeatures().get(feature));
  }

  /** What would have an operation that even the newest version lacks. */
  default Optional<String> needs(Operation operation) {
    return Optional.ofNullable(newest().missingOperations().get(operation));
  }

  private EngineInfo newest() {
    List<EngineInfo> versions = known();
    return versions.get(versions.size() - 1);
  }
}
