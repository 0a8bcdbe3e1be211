package io.bpmnconnect.connect.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.common.MetricName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of one task, as attributes of {@code
 * kafka.connect:type=plugins,connector=NAME,task=NUMBER} and, for those with tags, of objects with
 * these behind the task's own. They are the worker's plugin metrics (KIP-877) where it has them,
 * from Connect 4.1 on, and objects of the same names in JMX where not.
 *
 * <p>No metric ever fails a task: one that cannot be registered is logged and counts unseen. So it
 * happens to a task that is started while its predecessor, which did not stop in time, still has
 * its metrics; close them early when a task stops.
 *
 * <p>Any thread may ask for a metric at any time, after the end too. Invariant: what is registered
 * is in {@code registered}, and nothing is registered once {@code closed}; both are guarded by this
 * object's monitor.
 */
public final class TaskMetrics implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TaskMetrics.class);

  private record Key(String name, Map<String, String> tags) {}

  private final MetricRegistry registry;
  private final LongSupplier nanoClock;
  private final ConcurrentMap<Key, Counter> counters = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Latency> latencies = new ConcurrentHashMap<>();

  private final List<MetricName> registered = new ArrayList<>();
  private boolean failed;
  private boolean closed;

  TaskMetrics(MetricRegistry registry, LongSupplier nanoClock) {
    this.registry = registry;
    this.nanoClock = nanoClock;
  }

  /**
   * Opens the metrics of a task.
   *
   * @param taskContext the {@code SinkTaskContext} or {@code SourceTaskContext} of the task
   */
  public static TaskMetrics open(Object taskContext, String connector, int task) {
    return new TaskMetrics(registry(taskContext, connector, task), System::nanoTime);
  }

  private static MetricRegistry registry(Object taskContext, String connector, int task) {
    try {
      return WorkerMetrics.of(taskContext);
    } catch (NoSuchMethodException e) {
      log.debug("The worker has no plugin metrics: {}", e.getMessage());
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.warn("The worker's plugin metrics cannot be used, metrics are in JMX only: {}", e, e);
    }
    return new OwnMetrics(connector, task);
  }

  /**
   * A total of this name and these tags; the same one each time. Tags stand in the object's name in
   * the order of their own names.
   *
   * @param tags few, and of few values each: every combination stays until the end of the task
   */
  public Counter counter(String name, String description, Map<String, String> tags) {
    Counter known = counters.get(new Key(name, tags));
    return known != null ? known : newCounter(new Key(name, Map.copyOf(tags)), description);
  }

  private Counter newCounter(Key key, String description) {
    return counters.computeIfAbsent(
        key,
        absent -> {
          Counter counter = new Counter();
          register(key.name(), description, key.tags(), counter::value);
          return counter;
        });
  }

  /** A value that is asked for whenever somebody looks, on that one's thread. */
  public void gauge(String name, String description, DoubleSupplier value) {
    register(name, description, Map.of(), value);
  }

  /**
   * The durations of this name, seen as {@code -p50}, {@code -p95}, {@code -p99}, {@code -max} and
   * {@code -avg} in milliseconds over the last minute, NaN when there were none; the same one each
   * time.
   */
  public Latency latency(String name, String description) {
    return latencies.computeIfAbsent(
        name,
        absent -> {
          Latency latency = new Latency(nanoClock);
          percentile(name, description, latency, 50);
          percentile(name, description, latency, 95);
          percentile(name, description, latency, 99);
          String max = description + ", longest of the last minute, in ms";
          register(name + "-max", max, Map.of(), latency::max);
          String average = description + ", mean of the last minute, in ms";
          register(name + "-avg", average, Map.of(), latency::average);
          return latency;
        });
  }

  private void percentile(String name, String description, Latency latency, int percent) {
    register(
        name + "-p" + percent,
        description + ", " + percent + "th percentile of the last minute, in ms",
        Map.of(),
        () -> latency.percentile(percent / 100.0));
  }

  private synchronized void register(
      String name, String description, Map<String, String> tags, DoubleSupplier value) {
    if (closed) {
      return;
    }
    try {
      MetricName metric = registry.name(name, description, new TreeMap<>(tags));
      registry.add(metric, (config, now) -> value.getAsDouble());
      registered.add(metric);
    } catch (RuntimeException e) {
      tell(name, tags, e);
    }
  }

  /** What keeps one metric from being seen keeps most of the others: one line is enough. */
  private void tell(String name, Map<String, String> tags, RuntimeException reason) {
    if (failed) {
      log.debug("Metric {} {} cannot be seen: {}", name, tags, reason, reason);
    } else {
      failed = true;
      log.warn("Metric {} {} cannot be seen, nor may others: {}", name, tags, reason, reason);
    }
  }

  /** Takes every metric away, so that the task can be started again. Doing so twice is harmless. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    registered.forEach(this::remove);
    registered.clear();
    registry.close();
  }

  private void remove(MetricName metric) {
    try {
      registry.remove(metric);
    } catch (RuntimeException e) { // the worker gave up the task, and closed its metrics before
      log.debug("Metric {} was not removed: {}", metric, e, e);
    }
  }
}
