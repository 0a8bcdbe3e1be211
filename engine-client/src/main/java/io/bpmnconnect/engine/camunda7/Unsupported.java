package io.bpmnconnect.engine.camunda7;

import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;

/** What the engines cannot do must not be left out in silence. */
final class Unsupported {

  private Unsupported() {}

  static void refuse(EngineCommand command, String what, boolean asked) {
    if (asked) {
      throw EngineException.of(
          ErrorKind.UNSUPPORTED,
          Camunda7Adapter.PRODUCT + " does not have " + what + " for " + command.operation());
    }
  }
}
