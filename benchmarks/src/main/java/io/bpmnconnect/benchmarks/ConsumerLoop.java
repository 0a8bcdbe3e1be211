package io.bpmnconnect.benchmarks;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What anybody would write in place of the sink: reads records, publishes each as a message, and
 * commits now and then. It keeps no order, tries nothing again, and commits what is not answered.
 */
final class ConsumerLoop extends Loop {

  private static final Duration COMMITS = Duration.ofSeconds(1);

  private final KafkaConsumer<String, String> consumer;
  private final PlainClient client;
  private long committed = System.nanoTime();

  ConsumerLoop(String bootstrapServers, String topic, URI engine, int inFlight) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                "plain-loop",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false"),
            new StringDeserializer(),
            new StringDeserializer());
    consumer.subscribe(List.of(topic));
    client = new PlainClient(engine, inFlight);
  }

  @Override
  void step() throws InterruptedException {
    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
      String messageId =
          "plain/" + record.topic() + "-" + record.partition() + "-" + record.offset();
      client.post(
          SinkCommands.PUBLICATION, Orders.publication(record.key(), messageId, record.value()));
    }
    if (System.nanoTime() - committed > COMMITS.toNanos()) {
      consumer.commitAsync();
      committed = System.nanoTime();
    }
  }

  @Override
  public void close() {
    consumer.close();
    client.close();
  }
}
