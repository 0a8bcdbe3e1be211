package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.Set;

/** The names of a sink task's metrics, which dashboards and alerts are built on. */
final class SinkMetrics {

  /** Those that are there from the start; of a sink with a result topic. */
  private static final Set<String> FROM_THE_START =
      Set.of(
          "ambiguous-total",
          "buffered",
          "end-to-end-latency-ms-avg",
          "end-to-end-latency-ms-max",
          "end-to-end-latency-ms-p50",
          "end-to-end-latency-ms-p95",
          "end-to-end-latency-ms-p99",
          "engine-away-ms",
          "engine-latency-ms-avg",
          "engine-latency-ms-max",
          "engine-latency-ms-p50",
          "engine-latency-ms-p95",
          "engine-latency-ms-p99",
          "in-flight",
          "lanes",
          "last-success-age-ms",
          "limit",
          "mapping-latency-ms-avg",
          "mapping-latency-ms-max",
          "mapping-latency-ms-p50",
          "mapping-latency-ms-p95",
          "mapping-latency-ms-p99",
          "parked",
          "paused",
          "probing",
          "results-dropped-total",
          "retries-total",
          "standing-still-ms");

  private SinkMetrics() {}

  /**
   * Waits until a task counts as expected, and looks at all else it tells of itself.
   *
   * @param pid of the worker
   * @param counts the counters with tags, by name; there must be no others
   * @return all metrics
   */
  static Map<String, Double> awaitCounts(long pid, String connector, Map<String, Double> counts)
      throws Exception {
    try (WorkerJmx jmx = WorkerJmx.attach(pid)) {
      await("the metrics of " + connector)
          .atMost(TestBench.PATIENCE)
          .untilAsserted(() -> assertThat(jmx.metrics(connector, 0)).containsAllEntriesOf(counts));
      Map<String, Double> metrics = jmx.metrics(connector, 0);
      MetricChecks.assertComplete(metrics, FROM_THE_START, counts.keySet());
      MetricChecks.assertLatencies(metrics, Set.of("mapping", "engine", "end-to-end"));
      assertThat(metrics)
          .containsEntry("in-flight", 0.0)
          .containsEntry("lanes", 0.0)
          .containsEntry("paused", 0.0)
          .containsEntry("engine-away-ms", 0.0)
          .containsEntry("results-dropped-total", 0.0);
      assertThat(metrics.get("limit")).isPositive();
      return metrics;
    }
  }
}
