package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.connect.metrics.TaskMetrics;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A dashboard works on every worker: metrics have the same names in JMX when the worker offers them
 * to tasks (Kafka's own implementation of KIP-877 does it here) and when it does not.
 */
class MetricNamesTest {

  private static final MBeanServer JMX = ManagementFactory.getPlatformMBeanServer();
  private static final Object OLD_CONTEXT = new Object();

  /** The part of a worker that keeps metrics, as {@code ConnectMetrics} puts it together. */
  private static final class WorkerOfToday implements AutoCloseable {

    private final Metrics metrics =
        new Metrics(
            new MetricConfig(),
            List.of(new JmxReporter()),
            Time.SYSTEM,
            new KafkaMetricsContext("kafka.connect"));
    private final PluginMetrics ofTask;

    WorkerOfToday(String connector, int task) {
      Map<String, String> tags = new LinkedHashMap<>();
      tags.put("connector", connector);
      tags.put("task", String.valueOf(task));
      ofTask = new PluginMetricsImpl(metrics, tags);
    }

    <T> T context(Class<T> type) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("pluginMetrics");
                return ofTask;
              }));
    }

    @Override
    public void close() {
      metrics.close();
    }
  }

  private static void fill(TaskMetrics metrics) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("outcome", "done");
    tags.put("operation", "publish-message");
    metrics.counter("records", "all records", Map.of()).increment();
    metrics.counter("commands", "commands by outcome", tags).add(2);
    metrics.gauge("lanes", "lanes in use", () -> 7);
    metrics.latency("answer-time", "time to an answer").record(1_000_000);
  }

  /** All plugin objects with what each attribute is, and its value. */
  private static Map<String, Map<String, String>> objects() throws JMException {
    Map<String, Map<String, String>> objects = new TreeMap<>();
    for (ObjectName name : JMX.queryNames(new ObjectName("kafka.connect:type=plugins,*"), null)) {
      Map<String, String> attributes = new TreeMap<>();
      MBeanInfo info = JMX.getMBeanInfo(name);
      for (var attribute : info.getAttributes()) {
        Object value = JMX.getAttribute(name, attribute.getName());
        attributes.put(
            attribute.getName(),
            attribute.getDescription() + " " + value.getClass().getSimpleName() + " " + value);
      }
      objects.put(name.toString(), attributes);
    }
    return objects;
  }

  @ParameterizedTest
  @ValueSource(classes = {SinkTaskContext.class, SourceTaskContext.class})
  void jmxShowsTheSameWithAndWithoutPluginMetrics(Class<?> contextType) throws Exception {
    Map<String, Map<String, String>> byWorker;
    try (WorkerOfToday worker = new WorkerOfToday("orders sink", 3);
        TaskMetrics metrics = TaskMetrics.open(worker.context(contextType), "orders sink", 3)) {
      fill(metrics);
      byWorker = objects();
      assertThat(worker.metrics.metrics()).as("the worker's own and ours").hasSize(1 + 8);
    }
    Map<String, Map<String, String>> byUs;
    try (TaskMetrics metrics = TaskMetrics.open(OLD_CONTEXT, "orders sink", 3)) {
      fill(metrics);
      byUs = objects();
    }

    assertThat(byUs)
        .isEqualTo(byWorker)
        .containsOnlyKeys(
            "kafka.connect:type=plugins,connector=orders sink,task=3",
            "kafka.connect:type=plugins,connector=orders sink,task=3,"
                + "operation=publish-message,outcome=done");
    assertThat(byUs.values().stream().flatMap(all -> all.keySet().stream()))
        .containsExactlyInAnyOrder(
            "answer-time-avg",
            "answer-time-max",
            "answer-time-p50",
            "answer-time-p95",
            "answer-time-p99",
            "commands",
            "lanes",
            "records");
  }

  @Test
  void connectorsOfAnyNameHaveTheSameObject() throws Exception {
    for (String connector : Arrays.asList("plain", "with,comma", "a=b", "\"*?\"", "grün")) {
      Map<String, Map<String, String>> byWorker;
      try (WorkerOfToday worker = new WorkerOfToday(connector, 0);
          TaskMetrics metrics =
              TaskMetrics.open(worker.context(SinkTaskContext.class), connector, 0)) {
        fill(metrics);
        byWorker = objects();
      }
      try (TaskMetrics metrics = TaskMetrics.open(OLD_CONTEXT, connector, 0)) {
        fill(metrics);

        assertThat(objects()).isEqualTo(byWorker).hasSize(2);
      }
    }
  }

  @Test
  void theEndOfATaskLeavesNothingInTheWorker() throws Exception {
    try (WorkerOfToday worker = new WorkerOfToday("orders", 0)) {
      SinkTaskContext context = worker.context(SinkTaskContext.class);
      for (int start = 0; start < 2; start++) {
        TaskMetrics metrics = TaskMetrics.open(context, "orders", 0);
        fill(metrics);
        assertThat(objects()).hasSize(2);
        metrics.close();
        assertThat(objects()).isEmpty();
        assertThat(worker.metrics.metrics()).as("the worker's own").hasSize(1);
      }
    }
  }

  @Test
  void aTaskWhoseMetricsTheWorkerHasClosedEndsInPeace() throws Exception {
    try (WorkerOfToday worker = new WorkerOfToday("orders", 0)) {
      TaskMetrics metrics = TaskMetrics.open(worker.context(SinkTaskContext.class), "orders", 0);
      fill(metrics);
      ((PluginMetricsImpl) worker.ofTask).close();

      metrics.counter("late", "asked for too late", Map.of()).increment();
      metrics.close();

      assertThat(objects()).isEmpty();
    }
  }
}
