package io.bpmnconnect.engine.factory;

import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.camunda8.CamundaRestEngine;
import io.bpmnconnect.engine.gobpmn.GoBpmnEngine;
import io.bpmnconnect.engine.zeebe.ZeebeGrpcEngine;
import java.util.List;
import java.util.Optional;

/** The adapters that speak the engines' protocols. */
public final class ProcessEngines {

  private ProcessEngines() {}

  /** Opens an engine; connects lazily, so an engine that is away is found by the first request. */
  public static ProcessEngine open(EngineSettings settings) {
    return switch (settings.type()) {
      case CAMUNDA8 -> new CamundaRestEngine(settings);
      case ZEEBE -> new ZeebeGrpcEngine(settings);
      case GO_BPMN -> new GoBpmnEngine(settings);
    };
  }

  /** The versions an adapter was made for and what each has, oldest first; asks no engine. */
  public static List<EngineInfo> known(EngineType type) {
    return switch (type) {
      case CAMUNDA8 -> CamundaRestEngine.known();
      case ZEEBE -> ZeebeGrpcEngine.known();
      case GO_BPMN -> GoBpmnEngine.known();
    };
  }

  /** What would have a feature that even the newest version lacks; empty when that one has it. */
  public static Optional<String> needs(EngineType type, Feature feature) {
    List<EngineInfo> versions = known(type);
    EngineInfo newest = versions.get(versions.size() - 1);
    return Optional.ofNullable(newest.missingFeatures().get(feature));
  }
}
