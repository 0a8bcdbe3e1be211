package io.bpmnconnect.engine.camunda7;

import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineOption;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineTrait;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.ProcessEngine;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Camunda 7 family (Operaton, CIB seven, Camunda 7) over its REST API. The engines do not tell
 * which of them they are.
 */
public final class Camunda7Adapter implements EngineAdapter {

  private static final Set<EngineTrait> TRAITS =
      Collections.unmodifiableSet(
          EnumSet.of(
              EngineTrait.LOCKS_END,
              EngineTrait.SETTLES_BY_WORKER,
              EngineTrait.TELLS_LOST_LOCKS,
              EngineTrait.HOLDS_REQUESTS,
              EngineTrait.ALL_TYPES_IN_ONE_REQUEST,
              EngineTrait.RIGHTS_BY_DEFINITION,
              EngineTrait.LOCKS_USERS_OUT));

  static final String PRODUCT = "Camunda 7 family";

  /**
   * A lock that ends and a job whose retry is due are not seen by a request that is held open, so a
   * long one delays them.
   */
  static final Duration LONG_POLL = Duration.ofSeconds(5);

  private static final String CAMUNDA_8 = "Camunda 8";
  private static final String CAMUNDA_8_8 = "Camunda 8.8";

  /** Those that the adapter was made with. */
  private static final String VERSIONS = "7.24 / Operaton 1.0";

  private static final Map<Feature, String> MISSING = missingFeatures();

  private static final List<EngineInfo> KNOWN = List.of(info(VERSIONS, List.of()));

  private static Map<Feature, String> missingFeatures() {
    Map<Feature, String> missing = new EnumMap<>(Feature.class);
    missing.put(Feature.AWAIT_COMPLETION, CAMUNDA_8);
    missing.put(Feature.RUNTIME_INSTRUCTIONS, CAMUNDA_8_8);
    missing.put(Feature.TAGS, CAMUNDA_8_8);
    missing.put(Feature.CORRELATION_KEY, CAMUNDA_8);
    missing.put(Feature.OPERATION_REFERENCE, CAMUNDA_8);
    missing.put(Feature.INCIDENT_REFERENCE, CAMUNDA_8_8);
    missing.put(Feature.JOB_RESULT, CAMUNDA_8_8);
    missing.put(Feature.JOB_STREAM, "Zeebe gRPC (engine.type=zeebe)");
    return missing;
  }

  static EngineInfo info(String version, List<String> warnings) {
    return new EngineInfo(PRODUCT, version, Map.of(), MISSING, warnings);
  }

  @Override
  public EngineType type() {
    return EngineType.CAMUNDA7;
  }

  @Override
  public Set<EngineTrait> traits() {
    return TRAITS;
  }

  @Override
  public List<EngineInfo> known() {
    return KNOWN;
  }

  @Override
  public List<EngineOption> options() {
    return VariableOptions.ALL;
  }

  @Override
  public Duration longPoll() {
    return LONG_POLL;
  }

  @Override
  public ProcessEngine open(EngineSettings settings) {
    return new Camunda7Engine(settings);
  }
}
