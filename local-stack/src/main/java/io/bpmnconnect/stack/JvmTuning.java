package io.bpmnconnect.stack;

import java.util.List;

/** What the JVMs of the stack are tuned for. */
public enum JvmTuning {
  /** Ready soon and with little memory, at the price of peak throughput; for tests and trials. */
  QUICK_START,

  /** The JVM's defaults, as in production; for measurements. */
  THROUGHPUT;

  List<String> options() {
    return switch (this) {
      case QUICK_START -> List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
      case THROUGHPUT -> List.of();
    };
  }
}
