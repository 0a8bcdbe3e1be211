package io.bpmnconnect.sink;

import io.bpmnconnect.connect.delivery.FlowControl;
import java.util.Collection;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** The partitions of a task, paused and resumed by way of Connect. */
record TaskPartitions(SinkTaskContext context) implements FlowControl.Partitions {

  @Override
  public Set<TopicPartition> assigned() {
    return context.assignment();
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    context.pause(partitions.toArray(TopicPartition[]::new));
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    context.resume(partitions.toArray(TopicPartition[]::new));
  }
}
