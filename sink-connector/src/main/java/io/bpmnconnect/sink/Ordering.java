package io.bpmnconnect.sink;

import java.nio.ByteBuffer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** Which records must reach the engine one after the other. */
enum Ordering {
  /**
   * Records of one key, in the order of their topic partition; records without a key by partition.
   */
  KEY,
  /** Records of one topic partition. */
  PARTITION,
  /** None: every record on its own. */
  NONE;

  /** Records whose lanes are equal keep their order. */
  Object lane(SinkRecord record) {
    return switch (this) {
      case KEY -> key(record);
      case PARTITION -> partition(record);
      case NONE -> new Object();
    };
  }

  private static Object key(SinkRecord record) {
    if (record.key() == null) {
      return partition(record);
    }
    return record.key() instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : record.key();
  }

  private static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }
}
