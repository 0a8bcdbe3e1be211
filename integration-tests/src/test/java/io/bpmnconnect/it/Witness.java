package io.bpmnconnect.it;

import io.bpmnconnect.stack.EngineHistory;
import java.util.Optional;

/** What the Operaton of a stack says itself of its work, without a class of the connectors. */
final class Witness {

  private Witness() {}

  /** Its runtime and its history. */
  static EngineHistory of(TestBench bench) {
    return new EngineHistory(bench.stack().engine().restAddress(), Optional.empty());
  }
}
