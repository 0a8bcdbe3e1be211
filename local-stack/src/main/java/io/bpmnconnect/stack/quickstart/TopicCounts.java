package io.bpmnconnect.stack.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Counts what the topics hold, by reading them from their beginning: it asks nobody who took part.
 * Belongs to one thread.
 */
final class TopicCounts implements AutoCloseable {

  private final KafkaConsumer<String, String> consumer;
  private final Map<String, Long> records = new HashMap<>();
  private final Set<String> jobs = new HashSet<>();
  private long repeatedJobs;
  private long deadOrders;

  TopicCounts(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "max.poll.records", 10_000),
            new StringDeserializer(),
            new StringDeserializer());
    List<TopicPartition> partitions =
        Topics.ALL.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads what has come since the last time, for no longer than the given time. */
  void update(Duration longest) {
    for (ConsumerRecord<String, String> record : consumer.poll(longest)) {
      records.merge(record.topic(), 1L, Long::sum);
      if (record.topic().equals(Topics.JOBS)) {
        String attempt = header(record, "bpmn-job-key") + "/" + header(record, "bpmn-job-retries");
        repeatedJobs += jobs.add(attempt) ? 0 : 1;
      }
      if (record.topic().equals(Topics.DEAD_LETTERS)) {
        deadOrders += header(record, "__connect.errors.topic").equals(Topics.ORDERS) ? 1 : 0;
      }
    }
  }

  long records(String topic) {
    return records.getOrDefault(topic, 0L);
  }

  /** Job records that tell of an activation that another one has told of already. */
  long repeatedJobs() {
    return repeatedJobs;
  }

  /** Orders in the dead letter queue. */
  long deadOrders() {
    return deadOrders;
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
