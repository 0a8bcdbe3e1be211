package io.bpmnconnect.engine.camunda7;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.time.Duration;

/** Times as the API has them. */
final class Millis {

  private Millis() {}

  /**
   * A time in milliseconds.
   *
   * @param name what it is, for the message
   */
  static long of(String name, Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException tooLong) {
      throw EngineException.of(
          ErrorKind.INVALID, name + " must fit into 64-bit milliseconds, was " + duration, tooLong);
    }
  }
}
