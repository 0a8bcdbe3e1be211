package io.bpmnconnect.source;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka's mock consumer, that remembers what was committed after its partitions and it are gone,
 * and is not busy when there is nothing to do.
 */
final class ReplyTopicStub extends MockConsumer<byte[], byte[]> {

  private final Map<TopicPartition, Long> committed = new ConcurrentHashMap<>();
  private final AtomicInteger commitsToRefuse = new AtomicInteger();
  private final Semaphore nothing = new Semaphore(0);
  private volatile boolean losing;

  ReplyTopicStub(TopicPartition... partitions) {
    super(OffsetResetStrategy.EARLIEST);
    Map<TopicPartition, Long> beginning = new HashMap<>();
    for (TopicPartition partition : partitions) {
      beginning.put(partition, 0L);
    }
    updateBeginningOffsets(beginning);
  }

  /** From now on the brokers know the topic. */
  void createTopic(String name) {
    Node node = new Node(1, "localhost", 1);
    Node[] nodes = {node};
    updatePartitions(name, List.of(new PartitionInfo(name, 0, node, nodes, nodes)));
  }

  /** What is committed; a later commit of a partition counts. */
  Map<TopicPartition, Long> committed() {
    return Map.copyOf(committed);
  }

  void refuseCommits(int count) {
    commitsToRefuse.set(count);
  }

  /** Partitions that go from now on are lost: the group has gone on without this consumer. */
  void losePartitions() {
    losing = true;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // others get their turn while it waits
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    try {
      nothing.tryAcquire(2, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return super.poll(timeout);
  }

  @Override
  public synchronized void subscribe(Collection<String> topics, ConsumerRebalanceListener told) {
    super.subscribe(
        topics,
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            told.onPartitionsAssigned(partitions);
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (losing) {
              told.onPartitionsLost(partitions);
            } else {
              told.onPartitionsRevoked(partitions);
            }
          }
        });
  }

  @Override
  public synchronized void commitAsync(
      Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
    if (commitsToRefuse.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      KafkaException away = new KafkaException("the coordinator is away");
      if (callback == null) {
        throw away;
      }
      callback.onComplete(offsets, away);
      return;
    }
    offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
    super.commitAsync(offsets, callback);
  }
}
