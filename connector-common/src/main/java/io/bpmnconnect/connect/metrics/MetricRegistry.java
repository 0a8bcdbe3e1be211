package io.bpmnconnect.connect.metrics;

import java.util.SortedMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Measurable;

/** Where the metrics of a task are registered. Used by one thread at a time. */
interface MetricRegistry extends AutoCloseable {

  /**
   * The full name of a metric, in the group and with the tags of the task.
   *
   * @throws IllegalArgumentException if a tag has the name of one of the task's own
   * @throws IllegalStateException if the registry was closed
   */
  MetricName name(String name, String description, SortedMap<String, String> tags);

  /**
   * Makes a metric visible.
   *
   * @throws IllegalArgumentException if there is one of that name
   * @throws IllegalStateException if the registry was closed
   */
  void add(MetricName name, Measurable value);

  /**
   * Takes a metric away.
   *
   * @throws IllegalStateException if the registry was closed, and the metric with it
   */
  void remove(MetricName name);

  @Override
  void close();
}
