package io.bpmnconnect.it.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A microservice that answers each job at once, as often as it comes: jobs of the one type by a
 * reply to the source, those of the other by a record for a sink that completes jobs.
 */
final class Worker implements AutoCloseable {

  private static final byte[] NO_VARIABLES = "{}".getBytes(UTF_8);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread thread = new Thread(this::run, "campaign-worker");
  private volatile boolean closing;

  Worker(String servers) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", servers,
                "group.id", "campaign-worker",
                "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    thread.start();
  }

  private void run() {
    try (consumer;
        producer) {
      consumer.subscribe(List.of(Connector.JOB_TOPIC));
      while (!closing) {
        consumer.poll(Duration.ofMillis(100)).forEach(this::answer);
      }
    }
  }

  private void answer(ConsumerRecord<byte[], byte[]> job) {
    String type = new String(job.headers().lastHeader("bpmn-job-type").value(), UTF_8);
    String topic =
        type.equals(Connector.REPLIED_JOB_TYPE)
            ? Connector.REPLY_TOPIC
            : Connector.SETTLEMENT_TOPIC;
    List<Header> headers = List.of(job.headers().lastHeader("bpmn-job-key"));
    producer.send(new ProducerRecord<>(topic, null, job.key(), NO_VARIABLES, headers));
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
