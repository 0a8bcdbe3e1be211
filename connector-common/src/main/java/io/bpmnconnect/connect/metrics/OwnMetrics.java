package io.bpmnconnect.connect.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;

/**
 * Metrics of our own in JMX, for workers that offer none to a task. Object and attribute names are
 * those that a worker with KIP-877 would give.
 */
final class OwnMetrics implements MetricRegistry {

  private static final String DOMAIN = "kafka.connect";
  private static final String GROUP = "plugins";

  private final Map<String, String> taskTags = new LinkedHashMap<>();
  private final Metrics metrics =
      new Metrics(
          new MetricConfig(),
          List.of(new GroupReporter()),
          Time.SYSTEM,
          new KafkaMetricsContext(DOMAIN));

  OwnMetrics(String connector, int task) {
    taskTags.put("connector", connector);
    taskTags.put("task", String.valueOf(task));
  }

  @Override
  public MetricName name(String name, String description, SortedMap<String, String> tags) {
    Map<String, String> all = new LinkedHashMap<>(taskTags);
    tags.forEach(
        (tag, value) -> {
          if (all.putIfAbsent(tag, value) != null) {
            throw new IllegalArgumentException("each metric has a tag \"" + tag + "\" already");
          }
        });
    return metrics.metricName(name, GROUP, description, all);
  }

  @Override
  public void add(MetricName name, Measurable value) {
    metrics.addMetric(name, value);
  }

  @Override
  public void remove(MetricName name) {
    metrics.removeMetric(name);
  }

  @Override
  public void close() {
    metrics.close();
  }

  /**
   * Leaves out the metric that every {@code Metrics} has of itself: the worker's stands in JMX
   * under the same name, and would be replaced, and removed at the end.
   */
  private static final class GroupReporter extends JmxReporter {

    @Override
    public void metricChange(KafkaMetric metric) {
      if (metric.metricName().group().equals(GROUP)) {
        super.metricChange(metric);
      }
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
      if (metric.metricName().group().equals(GROUP)) {
        super.metricRemoval(metric);
      }
    }
  }
}
