package io.bpmnconnect.source;

import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.Feature;

/** How jobs come from the engine; the text form is the one used in configuration. */
enum JobDelivery {
  /** The engine is asked for them. */
  POLL,
  /** The engine pushes them; now and then it is asked for what was missed. */
  STREAM,
  /** The engine pushes them, while a request for what was missed is open all the time. */
  BOTH;

  /** What is best for an engine: the push is sooner, and the poll finds all. */
  static JobDelivery of(EngineAdapter engine) {
    return engine.needs(Feature.JOB_STREAM).isEmpty() ? BOTH : POLL;
  }

  boolean streams() {
    return this != POLL;
  }
}
