package io.bpmnconnect.connect.metrics;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SortedMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.MetricValueProvider;

/**
 * The metrics that a worker offers to a task (KIP-877, Connect 4.1 and later): they reach every
 * metrics reporter of the worker, JMX among them. The API that this is compiled against does not
 * have them, so they are called by reflection.
 */
final class WorkerMetrics implements MetricRegistry {

  private final Object pluginMetrics;
  private final Method metricName;
  private final Method addMetric;
  private final Method removeMetric;

  private WorkerMetrics(Object pluginMetrics, Class<?> type) throws NoSuchMethodException {
    this.pluginMetrics = pluginMetrics;
    this.metricName = type.getMethod("metricName", String.class, String.class, LinkedHashMap.class);
    this.addMetric = type.getMethod("addMetric", MetricName.class, MetricValueProvider.class);
    this.removeMetric = type.getMethod("removeMetric", MetricName.class);
  }

  /**
   * The metrics that the context of a task offers.
   *
   * @throws NoSuchMethodException if it does not offer any: the worker is older
   * @throws ReflectiveOperationException if they cannot be called
   * @throws RuntimeException if the context refuses to give them
   */
  static WorkerMetrics of(Object taskContext) throws ReflectiveOperationException {
    Method method = taskContext.getClass().getMethod("pluginMetrics");
    method.setAccessible(true); // a worker's class need not be public, only what it implements
    try {
      Object pluginMetrics = method.invoke(taskContext);
      return new WorkerMetrics(
          Objects.requireNonNull(pluginMetrics, "the context has no plugin metrics"),
          method.getReturnType());
    } catch (InvocationTargetException e) {
      throw unwrapped(e);
    }
  }

  @Override
  public MetricName name(String name, String description, SortedMap<String, String> tags) {
    return (MetricName) call(metricName, name, description, new LinkedHashMap<>(tags));
  }

  @Override
  public void add(MetricName name, Measurable value) {
    call(addMetric, name, value);
  }

  @Override
  public void remove(MetricName name) {
    call(removeMetric, name);
  }

  /** The worker's metrics are the worker's to close. */
  @Override
  public void close() {}

  private Object call(Method method, Object... arguments) {
    try {
      return method.invoke(pluginMetrics, arguments);
    } catch (InvocationTargetException e) {
      throw unwrapped(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("the worker's plugin metrics cannot be called", e);
    }
  }

  private static RuntimeException unwrapped(InvocationTargetException e) {
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException("the worker's plugin metrics have failed", e.getCause());
  }
}
