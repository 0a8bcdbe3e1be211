package io.bpmnconnect.engine.factory;

import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.camunda7.Camunda7Adapter;
import io.bpmnconnect.engine.camunda8.CamundaAdapter;
import io.bpmnconnect.engine.gobpmn.GoBpmnAdapter;
import io.bpmnconnect.engine.zeebe.ZeebeAdapter;
import java.util.List;

/** The adapters that speak the engines' protocols: the one place that knows them all. */
public final class ProcessEngines {

  /** The protocol of a configuration that names none. */
  public static final EngineType DEFAULT = EngineType.CAMUNDA8;

  private static final List<EngineAdapter> ADAPTERS =
      List.of(new CamundaAdapter(), new ZeebeAdapter(), new Camunda7Adapter(), new GoBpmnAdapter());

  private ProcessEngines() {}

  /** Every adapter, in the order of the documentation. */
  public static List<EngineAdapter> adapters() {
    return ADAPTERS;
  }

  /** The adapter of a protocol. */
  public static EngineAdapter adapter(EngineType type) {
    return ADAPTERS.stream()
        .filter(adapter -> adapter.type() == type)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no adapter for " + type));
  }

  /** Opens an engine; connects lazily, so an engine that is away is found by the first request. */
  public static ProcessEngine open(EngineSettings settings) {
    return adapter(settings.type()).open(settings);
  }
}
