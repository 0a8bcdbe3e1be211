package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/** A sink task as a worker drives it, its engine, its dead letter queue and its metrics. */
final class RunningSink implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);
  private static final String METRICS = "kafka.connect:type=plugins,connector=orders-sink,task=0";
  private static final MBeanServer JMX = ManagementFactory.getPlatformMBeanServer();

  final EngineStub engine = new EngineStub();
  final List<String> deadLetters = new CopyOnWriteArrayList<>();
  final TaskContext context = new TaskContext();

  private final ProcessEngineSinkTask task = new ProcessEngineSinkTask();

  RunningSink() throws IOException {
    context.assignment.add(ORDERS_0);
    context.reporter =
        (record, reason) -> {
          deadLetters.add(reason.getMessage());
          return CompletableFuture.completedFuture(null);
        };
    task.initialize(context);
  }

  /** Starts the task with a configuration for another engine; attempts follow each other soon. */
  void start(Map<String, String> config) {
    config.putIfAbsent("retry.backoff.ms", "1");
    config.putIfAbsent("retry.backoff.max.ms", "10");
    config.put("engine.url", engine.url());
    task.start(config);
  }

  /** A record of one offset, with a key of its own. */
  void put(long offset, Object value) {
    put(
        new SinkRecord(
            ORDERS_0.topic(),
            ORDERS_0.partition(),
            null,
            "key-" + offset,
            null,
            value,
            offset,
            System.currentTimeMillis(),
            TimestampType.CREATE_TIME));
  }

  void put(SinkRecord... records) {
    task.put(List.of(records));
  }

  void awaitArrived(int requests) {
    await().atMost(PATIENCE).until(() -> engine.arrived().size() >= requests);
  }

  /** Calls put() and commits, as the worker does, until everything below the offset is done. */
  void awaitDone(long next) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              put();
              assertThat(committable(next)).isEqualTo(next);
            });
  }

  long committable(long next) {
    return task.preCommit(Map.of(ORDERS_0, new OffsetAndMetadata(next))).get(ORDERS_0).offset();
  }

  /** Calls put(), as the worker does, until the task fails. */
  ConnectException awaitFailure() {
    List<ConnectException> failures = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                put();
                return false;
              } catch (ConnectException failure) {
                failures.add(failure);
                return true;
              }
            });
    return failures.get(0);
  }

  /** A metric of the task as it stands in JMX. */
  double metric(String name) {
    return attribute(METRICS, name);
  }

  /** How many records had an outcome. */
  double records(String operation, String outcome) {
    return attribute(METRICS + ",operation=" + operation + ",outcome=" + outcome, "records-total");
  }

  /** How many attempts failed in a way. */
  double errors(String kind) {
    return attribute(METRICS + ",kind=" + kind, "errors-total");
  }

  private static double attribute(String object, String name) {
    try {
      return (double) JMX.getAttribute(new ObjectName(object), name);
    } catch (JMException e) {
      throw new IllegalStateException(object + " has no " + name, e);
    }
  }

  /** The objects in JMX that have metrics of a sink, without what all names begin with. */
  static Set<String> metricObjects() {
    Set<String> names = new TreeSet<>();
    try {
      JMX.queryNames(new ObjectName(METRICS + ",*"), null)
          .forEach(name -> names.add(name.toString().substring(METRICS.length())));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
    return names;
  }

  /** The names of all metrics of the task. */
  static Set<String> metricAttributes() {
    Set<String> names = new TreeSet<>();
    try {
      for (ObjectName object : JMX.queryNames(new ObjectName(METRICS + ",*"), null)) {
        for (MBeanAttributeInfo attribute : JMX.getMBeanInfo(object).getAttributes()) {
          names.add(attribute.getName());
        }
      }
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
    return names;
  }

  void stop() {
    task.stop();
  }

  @Override
  public void close() {
    engine.release();
    task.stop();
    engine.close();
  }
}
