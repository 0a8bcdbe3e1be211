package io.bpmnconnect.stack;

import io.bpmnconnect.stack.JsonHttp.Answer;
import java.net.URI;
import java.time.Duration;

/**
 * Reads the counters of a Camunda 8: a witness of what it did that is independent of all clients.
 * Thread-safe.
 */
public final class EngineCounters implements EngineWitness {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private final JsonHttp http;

  EngineCounters(URI metrics) {
    this.http = new JsonHttp(metrics, ANSWER_TIMEOUT);
  }

  /**
   * Reads all counters once, so that they fit together.
   *
   * @throws StackException when the engine does not answer
   */
  public EngineMetrics read() {
    BoundedRetry once = new BoundedRetry(Duration.ZERO, answer -> false);
    Answer answer = once.send(() -> http.get(""));
    return EngineMetrics.parse(answer.orThrow().body());
  }

  /** The same as {@code read().value(metric, labels)}. */
  public long value(String metric, String... labels) {
    return read().value(metric, labels);
  }

  @Override
  public EngineTally tally() {
    EngineMetrics now = read();
    return new EngineTally(
        now.processInstancesActivated(),
        now.processInstancesCompleted(),
        now.jobsCompleted(),
        now.jobErrorsThrown(),
        now.catchEventsActivated());
  }
}
