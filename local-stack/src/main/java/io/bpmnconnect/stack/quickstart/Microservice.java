package io.bpmnconnect.stack.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A microservice with plain Kafka clients: it reads one topic and answers each record with another,
 * or with none. Owns one thread, which alone uses the consumer; it ends with {@link #close()}.
 */
abstract class Microservice implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String name;
  private final String topic;
  private final KafkaConsumer<String, String> consumer;
  private final KafkaProducer<String, String> producer;
  private final Thread thread;
  private volatile boolean closing;

  Microservice(String name, String topic, String bootstrapServers) {
    this.name = name;
    this.topic = topic;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", name,
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer());
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new StringSerializer());
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  /** The answers to one record. */
  abstract List<ProducerRecord<String, String>> answer(ConsumerRecord<String, String> record)
      throws JsonProcessingException;

  final void start() {
    thread.start();
  }

  private void run() {
    try (consumer;
        producer) {
      consumer.subscribe(List.of(topic));
      while (!closing) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          answer(record).forEach(producer::send);
        }
        // The records' offsets are committed by the next poll: their answers must be sent by then.
        producer.flush();
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(name + " read a record that is not JSON", e);
    }
  }

  /** Returns when the last answers are sent, or after a few seconds. */
  @Override
  public final void close() {
    closing = true;
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
