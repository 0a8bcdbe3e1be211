package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What holds for the metrics of a task of either connector. */
final class MetricChecks {

  private MetricChecks() {}

  /** These are the names, and no others. */
  static void assertComplete(
      Map<String, Double> metrics, Set<String> fromTheStart, Set<String> counted) {
    Set<String> expected = new TreeSet<>(fromTheStart);
    expected.addAll(counted);
    assertThat(metrics).containsOnlyKeys(expected);
  }

  /** Each of these latencies was measured, and its figures go together. */
  static void assertLatencies(Map<String, Double> metrics, Set<String> latencies) {
    for (String latency : latencies) {
      String name = latency + "-latency-ms-";
      assertThat(metrics.get(name + "p50"))
          .isPositive()
          .isLessThanOrEqualTo(metrics.get(name + "p99"));
      assertThat(metrics.get(name + "p99")).isLessThanOrEqualTo(metrics.get(name + "max"));
      assertThat(metrics.get(name + "avg")).isLessThanOrEqualTo(metrics.get(name + "max"));
    }
  }
}
