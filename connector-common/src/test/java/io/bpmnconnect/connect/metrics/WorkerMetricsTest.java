package io.bpmnconnect.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.junit.jupiter.api.Test;

/** On a worker with plugin metrics, which here look like those of KIP-877. */
@SuppressWarnings("NonApiType") // KIP-877 has a LinkedHashMap in its API
class WorkerMetricsTest {

  /** The methods of KIP-877 that are used. */
  public interface PluginMetrics {
    MetricName metricName(String name, String description, LinkedHashMap<String, String> tags);

    void addMetric(MetricName name, MetricValueProvider<?> value);

    void removeMetric(MetricName name);
  }

  /** What the context of a task has of it. */
  public interface Context {
    PluginMetrics pluginMetrics();
  }

  private static final class Worker implements PluginMetrics {

    private final Map<MetricName, MetricValueProvider<?>> metrics = new LinkedHashMap<>();
    private boolean closed;

    @Override
    public MetricName metricName(
        String name, String description, LinkedHashMap<String, String> tags) {
      failIfClosed();
      return new MetricName(name, "plugins", description, tags);
    }

    @Override
    public void addMetric(MetricName name, MetricValueProvider<?> value) {
      failIfClosed();
      if (metrics.putIfAbsent(name, value) != null) {
        throw new IllegalArgumentException("exists");
      }
    }

    @Override
    public void removeMetric(MetricName name) {
      failIfClosed();
      metrics.remove(name);
    }

    private void failIfClosed() {
      if (closed) {
        throw new IllegalStateException("closed");
      }
    }

    private double value(String name) {
      return metrics.entrySet().stream()
          .filter(metric -> metric.getKey().name().equals(name))
          .mapToDouble(metric -> ((Measurable) metric.getValue()).measure(new MetricConfig(), 0))
          .sum();
    }
  }

  private final Worker worker = new Worker();
  private final Context context = () -> worker;

  private TaskMetrics open() {
    return TaskMetrics.open(context, "orders", 3);
  }

  @Test
  void metricsAreTheWorkersNotOurOwn() {
    try (TaskMetrics metrics = open()) {
      metrics.counter("commands", "by outcome", Map.of("outcome", "done")).add(2);
      metrics.gauge("lanes", "lanes in use", () -> 7);
      metrics.latency("answer-time", "time to an answer");

      assertThat(worker.metrics)
          .hasSize(7)
          .containsKey(new MetricName("commands", "plugins", "", Map.of("outcome", "done")));
      assertThat(worker.value("commands")).isEqualTo(2);
      assertThat(worker.value("lanes")).isEqualTo(7);
      assertThat(Jmx.objects()).isEmpty();
    }
  }

  @Test
  void theEndTakesThemAwaySoThatTheTaskCanBeStartedAgain() {
    TaskMetrics first = open();
    first.counter("commands", "all", Map.of()).add(2);
    first.latency("answer-time", "time to an answer");

    first.close();
    first.close();

    assertThat(worker.metrics).isEmpty();
    try (TaskMetrics second = open()) {
      second.counter("commands", "all", Map.of()).add(3);
      assertThat(worker.value("commands")).isEqualTo(3);
    }
  }

  @Test
  void aTaskThatTheWorkerGaveUpGoesOnCountingAndEnds() {
    TaskMetrics metrics = open();
    metrics.counter("commands", "all", Map.of());
    worker.closed = true;

    Counter late = metrics.counter("late", "asked for too late", Map.of());
    late.increment();

    assertThat(late.value()).isEqualTo(1);
    assertThatCode(metrics::close).doesNotThrowAnyException();
  }

  @Test
  void aTaskThatWasNotEndedKeepsItsMetricsAndDoesNotFailTheNextOne() {
    TaskMetrics first = open();
    first.counter("commands", "all", Map.of()).add(2);

    TaskMetrics second = open();
    second.counter("commands", "all", Map.of()).add(3);
    second.close();

    assertThat(worker.value("commands")).isEqualTo(2);
    first.close();
  }

  @Test
  void aContextThatRefusesOrHasNothingLeavesMetricsInJmx() {
    Context refusing =
        () -> {
          throw new UnsupportedOperationException("not here");
        };
    Context broken =
        () -> {
          throw new NoClassDefFoundError("org/apache/kafka/common/metrics/PluginMetrics");
        };
    Context empty = () -> null;

    for (Context odd : new Context[] {refusing, broken, empty}) {
      try (TaskMetrics metrics = TaskMetrics.open(odd, "orders", 3)) {
        metrics.counter("commands", "all", Map.of());

        assertThat(Jmx.objects())
            .containsOnlyKeys("kafka.connect:type=plugins,connector=orders,task=3");
      }
    }
  }
}
