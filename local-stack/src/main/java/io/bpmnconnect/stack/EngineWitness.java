package io.bpmnconnect.stack;

/**
 * What an engine says itself about what it did: by plain HTTP, without a class of the connectors.
 * Thread-safe.
 */
public interface EngineWitness {

  /**
   * Counts now. The counts are not taken all at once: they fit together when nothing moves.
   *
   * @throws StackException when the engine does not answer, or refuses
   */
  EngineTally tally();
}
