package io.bpmnconnect.stack.quickstart;

import io.bpmnconnect.stack.EngineTally;
import io.bpmnconnect.stack.EngineWitness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Looks at topics and engine together. It reads the topics from their beginning, and asks nobody
 * who took part. Belongs to one thread.
 */
final class Watch implements AutoCloseable {

  private final KafkaConsumer<String, String> consumer;
  private final TopicCounts topics = new TopicCounts();
  private final EngineWitness engine;
  private final EngineTally before;

  Watch(String bootstrapServers, EngineWitness engine) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "max.poll.records", 10_000),
            new StringDeserializer(),
            new StringDeserializer());
    this.engine = engine;
    // An engine that was brought may have worked before.
    this.before = engine.tally();
    List<TopicPartition> partitions =
        Topics.ALL.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads the topics for the given time, then what the engine has done since the start. */
  Figures look(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      consumer.poll(Duration.ofNanos(left)).forEach(topics::add);
    }
    return Figures.of(topics, engine.tally().since(before));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
