package io.bpmnconnect.stack;

import java.util.List;

/** What the JVMs of the stack are tuned for. */
public enum JvmTuning {
  /** Ready soon and with little memory, at the price of peak throughput; for tests and trials. */
  QUICK_START("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),

  /** The JVM's defaults, as in production; for measurements. */
  THROUGHPUT;

  private final List<String> options;

  JvmTuning(String... options) {
    this.options = List.of(options);
  }

  List<String> options() {
    return options;
  }
}
