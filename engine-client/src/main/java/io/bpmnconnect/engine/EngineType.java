package io.bpmnconnect.engine;

import java.util.Locale;

/** The engine protocols there is an adapter for. The text form is the one used in configuration. */
public enum EngineType {
  /** Camunda 8 Orchestration Cluster REST API v2, 8.6 and newer. */
  CAMUNDA(false),
  /** The gRPC gateway of Zeebe, the engine of Camunda 8, 8.6 and newer. */
  ZEEBE(true),
  /** go-bpmn HTTP API, v0.4. */
  GO_BPMN(false);

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final boolean pushesJobs;

  EngineType(boolean pushesJobs) {
    this.pushesJobs = pushesJobs;
  }

  /** Whether the protocol has streams of jobs; see {@link ProcessEngine#openJobStream}. */
  public boolean pushesJobs() {
    return pushesJobs;
  }

  @Override
  public String toString() {
    return text;
  }
}
