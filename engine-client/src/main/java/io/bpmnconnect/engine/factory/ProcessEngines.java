package io.bpmnconnect.engine.factory;

import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.camunda.CamundaRestEngine;
import io.bpmnconnect.engine.gobpmn.GoBpmnEngine;
import io.bpmnconnect.engine.zeebe.ZeebeGrpcEngine;

/** Opens the adapter that speaks an engine's protocol. */
public final class ProcessEngines {

  private ProcessEngines() {}

  /** Opens an engine; connects lazily, so an engine that is away is found by the first request. */
  public static ProcessEngine open(EngineSettings settings) {
    return switch (settings.type()) {
      case CAMUNDA -> new CamundaRestEngine(settings);
      case ZEEBE -> new ZeebeGrpcEngine(settings);
      case GO_BPMN -> new GoBpmnEngine(settings);
    };
  }
}
