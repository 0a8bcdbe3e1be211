package io.bpmnconnect.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an engine says of itself.
 *
 * @param product the engine's name, such as {@code Camunda 8}
 * @param version the version of the gateway that answered
 * @param missingOperations what this engine does not have, each with what would have it, such as
 *     {@code Camunda 8.9}
 * @param missingFeatures as {@code missingOperations}
 * @param warnings what an operator should look at, although the engine answers
 */
public record EngineInfo(
    String product,
    String version,
    Map<Operation, String> missingOperations,
    Map<Feature, String> missingFeatures,
    List<String> warnings) {

  public EngineInfo {
    missingOperations = Map.copyOf(missingOperations);
    missingFeatures = Map.copyOf(missingFeatures);
    warnings = List.copyOf(warnings);
  }

  /** What an engine says of itself that gives no reason to worry. */
  public EngineInfo(
      String product,
      String version,
      Map<Operation, String> missingOperations,
      Map<Feature, String> missingFeatures) {
    this(product, version, missingOperations, missingFeatures, List.of());
  }

  /** Why the engine cannot carry out an operation; empty when it can. */
  public Optional<String> whyNot(Operation operation) {
    return Optional.ofNullable(missingOperations.get(operation)).map(this::needs);
  }

  /** Why the engine does not have a feature; empty when it has. */
  public Optional<String> whyNot(Feature feature) {
    return Optional.ofNullable(missingFeatures.get(feature)).map(this::needs);
  }

  private String needs(String what) {
    return "needs " + what + "; the engine is " + product + ", version " + version;
  }
}
