package io.bpmnconnect.source;

import io.bpmnconnect.connect.delivery.FlowControl;
import java.util.Collection;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The partitions of a consumer of our own. */
record ConsumerPartitions(Consumer<?, ?> consumer) implements FlowControl.Partitions {

  @Override
  public Set<TopicPartition> assigned() {
    return consumer.assignment();
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    consumer.pause(partitions);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    consumer.resume(partitions);
  }
}
