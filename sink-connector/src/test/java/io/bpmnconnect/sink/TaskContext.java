package io.bpmnconnect.sink;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * What a worker gives a sink task. Like Connect's own it remembers the partitions that the task
 * paused, and pauses those again when they are assigned anew.
 */
final class TaskContext implements SinkTaskContext {

  final Set<TopicPartition> assignment = new HashSet<>();

  /** Partitions that the consumer does not fetch. */
  final Set<TopicPartition> paused = new HashSet<>();

  /** How often the task called pause or resume. */
  int calls;

  private final Set<TopicPartition> remembered = new HashSet<>();
  private boolean connectorPaused;
  ErrantRecordReporter reporter;
  long timeout = -1;

  @Override
  public Map<String, String> configs() {
    return Map.of();
  }

  @Override
  public void offset(Map<TopicPartition, Long> offsets) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void offset(TopicPartition tp, long offset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void timeout(long timeoutMs) {
    timeout = timeoutMs;
  }

  @Override
  public Set<TopicPartition> assignment() {
    return Set.copyOf(assignment);
  }

  @Override
  public void pause(TopicPartition... partitions) {
    calls++;
    remembered.addAll(Arrays.asList(partitions));
    if (!connectorPaused) {
      paused.addAll(Arrays.asList(partitions));
    }
  }

  @Override
  public void resume(TopicPartition... partitions) {
    calls++;
    Arrays.asList(partitions).forEach(remembered::remove);
    if (!connectorPaused) {
      Arrays.asList(partitions).forEach(paused::remove);
    }
  }

  /** Partitions go: what was paused at the consumer goes with them, Connect's memory stays. */
  void removed(Set<TopicPartition> partitions) {
    assignment.removeAll(partitions);
    paused.removeAll(partitions);
  }

  /** Partitions come, as WorkerSinkTask takes them before it calls open() of the task. */
  void added(Set<TopicPartition> partitions) {
    assignment.addAll(partitions);
    remembered.retainAll(assignment);
    paused.addAll(connectorPaused ? assignment : remembered);
  }

  void pauseConnector() {
    connectorPaused = true;
    paused.addAll(assignment);
  }

  void resumeConnector() {
    connectorPaused = false;
    paused.clear();
    paused.addAll(remembered);
  }

  @Override
  public void requestCommit() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ErrantRecordReporter errantRecordReporter() {
    return reporter;
  }
}
