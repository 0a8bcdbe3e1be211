package io.bpmnconnect.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A microservice that completes every job of a topic at once, with plain Kafka clients. */
final class ReplyingWorker extends Loop {

  private static final String JOB_KEY = "bpmn-job-key";

  private final String replies;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;

  ReplyingWorker(String bootstrapServers, String jobs, String replies) {
    this.replies = replies;
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                "worker-of-" + jobs,
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "0"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    consumer.subscribe(List.of(jobs));
  }

  @Override
  void step() {
    for (ConsumerRecord<byte[], byte[]> job : consumer.poll(Duration.ofMillis(100))) {
      producer.send(
          new ProducerRecord<>(
              replies, null, job.key(), null, List.of(job.headers().lastHeader(JOB_KEY))));
    }
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
  }
}
