package io.bpmnconnect.it.engine;

import io.bpmnconnect.stack.StackHome;
import java.nio.file.Path;

/** The engines that the contract is tested on. */
enum Release {
  BROKER_8_6,
  IN_MEMORY_8_8;

  /** Starts one. */
  TestedEngine start(StackHome home, Path work) {
    return switch (this) {
      case BROKER_8_6 -> TestedEngine.Broker.start(home, work);
      case IN_MEMORY_8_8 -> TestedEngine.InMemory.start(home, work);
    };
  }
}
