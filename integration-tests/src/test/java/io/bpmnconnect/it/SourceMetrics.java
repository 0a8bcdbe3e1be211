package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.Set;

/** The names of a source task's metrics, which dashboards and alerts are built on. */
final class SourceMetrics {

  /** Those that are there from the start; of a source with a reply topic. */
  private static final Set<String> FROM_THE_START =
      Set.of(
          "activated-again-total",
          "activation-to-topic-latency-ms-avg",
          "activation-to-topic-latency-ms-max",
          "activation-to-topic-latency-ms-p50",
          "activation-to-topic-latency-ms-p95",
          "activation-to-topic-latency-ms-p99",
          "engine-away-ms",
          "engine-latency-ms-avg",
          "engine-latency-ms-max",
          "engine-latency-ms-p50",
          "engine-latency-ms-p95",
          "engine-latency-ms-p99",
          "expired-total",
          "in-flight",
          "lock-extensions-total",
          "queued",
          "released-total",
          "reply-lag",
          "reply-to-settled-latency-ms-avg",
          "reply-to-settled-latency-ms-max",
          "reply-to-settled-latency-ms-p50",
          "reply-to-settled-latency-ms-p95",
          "reply-to-settled-latency-ms-p99",
          "topic-to-reply-latency-ms-avg",
          "topic-to-reply-latency-ms-max",
          "topic-to-reply-latency-ms-p50",
          "topic-to-reply-latency-ms-p95",
          "topic-to-reply-latency-ms-p99",
          "written-total");

  private SourceMetrics() {}

  /**
   * Waits until a task whose jobs are all answered counts as expected, and looks at all else it
   * tells of itself.
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
          .untilAsserted(
              () ->
                  assertThat(jmx.metrics(connector, 0))
                      .containsAllEntriesOf(counts)
                      .containsEntry("in-flight", 0.0)
                      .containsEntry("reply-lag", 0.0));
      Map<String, Double> metrics = jmx.metrics(connector, 0);
      MetricChecks.assertComplete(metrics, FROM_THE_START, counts.keySet());
      MetricChecks.assertLatencies(
          metrics, Set.of("activation-to-topic", "topic-to-reply", "reply-to-settled", "engine"));
      assertThat(metrics)
          .containsEntry("queued", 0.0)
          .containsEntry("released-total", 0.0)
          .containsEntry("expired-total", 0.0)
          .containsEntry("engine-away-ms", 0.0);
      return metrics;
    }
  }
}
