package io.bpmnconnect.source;

import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.factory.ProcessEngines;

/** How jobs come from the engine; the text form is the one used in configuration. */
enum JobDelivery {
  /** The engine is asked for them. */
  POLL,
  /** The engine pushes them; now and then it is asked for what was missed. */
  STREAM,
  /** The engine pushes them, while a request for what was missed is open all the time. */
  BOTH;

  /** What is best for an engine: the push is sooner, and the poll finds all. */
  static JobDelivery of(EngineType engine) {
    return ProcessEngines.needs(engine, Feature.JOB_STREAM).isEmpty() ? BOTH : POLL;
  }

  boolean streams() {
    return this != POLL;
  }
}
