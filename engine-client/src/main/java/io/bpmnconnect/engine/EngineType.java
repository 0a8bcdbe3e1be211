package io.bpmnconnect.engine;

import java.util.Locale;

/** The engine protocols there is an adapter for. The text form is the one used in configuration. */
public enum EngineType {
  /** Camunda 8 Orchestration Cluster REST API v2, 8.6 and newer. */
  CAMUNDA8,
  /** The gRPC gateway of Zeebe, the engine of Camunda 8, 8.6 and newer. */
  ZEEBE,
  /** The REST API of the Camunda 7 family: Operaton, CIB seven, Camunda 7. */
  CAMUNDA7,
  /** go-bpmn HTTP API, v0.4. */
  GO_BPMN;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  @Override
  public String toString() {
    return text;
  }
}
