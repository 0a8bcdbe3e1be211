package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.Camunda8;
import io.bpmnconnect.stack.EngineHistory;
import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.LocalStack;
import io.bpmnconnect.stack.StackHome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a scenario runs, and for how long.
 *
 * @param home the programs of the stack
 * @param work a folder of the scenario's own
 */
record Lab(StackHome home, Path work, Rounds rounds) {

  /** Connect's default. */
  private static final Duration COMMITS = Duration.ofMinutes(1);

  private static final String FLIGHT_RECORDER =
      "-XX:StartFlightRecording=filename=worker.jfr,settings=profile,dumponexit=true";

  /**
   * A stack without an engine, and with the defaults of JVM and Connect, as in production, the heap
   * that Connect's own script gives its worker included. With the system property {@code
   * profile=true} each worker leaves a recording of Java Flight Recorder in its folder; any other
   * value is a JVM option of its own, for another profiler.
   */
  LocalStack.Builder stack() {
    return stackWithOperaton().withoutEngine();
  }

  /** The same with an Operaton whose heap and database are on this machine, too. */
  LocalStack.Builder stackWithOperaton() {
    LocalStack.Builder stack =
        LocalStack.builder(home, work)
            .tuning(JvmTuning.THROUGHPUT)
            .worker(
                worker ->
                    worker.offsetFlushInterval(COMMITS).jvmOption("-Xms256m").jvmOption("-Xmx2g"));
    String profile = System.getProperty("profile", "");
    if (!profile.isEmpty()) {
      String option = profile.equals("true") ? FLIGHT_RECORDER : profile;
      stack.worker(worker -> worker.jvmOption(option));
    }
    return stack;
  }

  /** What the Operaton of a stack says to have done. */
  static EngineHistory history(LocalStack stack) {
    return new EngineHistory(stack.engine().restAddress(), Optional.empty());
  }

  /**
   * The engine that was brought, whose load is that of the benchmark alone.
   *
   * @throws IllegalStateException when none was
   */
  Camunda8 camunda8() {
    return Camunda8.fromSystemProperties()
        .orElseThrow(() -> new IllegalStateException(Camunda8.NEEDED));
  }
}
