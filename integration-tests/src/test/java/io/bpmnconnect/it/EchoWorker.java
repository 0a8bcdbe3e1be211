package io.bpmnconnect.it;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A worker microservice that completes every job of a topic at once, with plain Kafka clients. */
final class EchoWorker implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicInteger answered = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closing;

  private EchoWorker(TestBench bench, String name) {
    String servers = bench.stack().kafka().bootstrapServers();
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "group.id", name, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    thread = new Thread(() -> run(name), "echo-worker");
  }

  static EchoWorker start(TestBench bench, String name) {
    EchoWorker worker = new EchoWorker(bench, name);
    worker.thread.start();
    return worker;
  }

  int answered() {
    return answered.get();
  }

  private void run(String name) {
    try (consumer;
        producer) {
      consumer.subscribe(List.of(name + "-jobs"));
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> job : consumer.poll(Duration.ofMillis(100))) {
          producer.send(
              new ProducerRecord<>(
                  name + "-replies",
                  null,
                  job.key(),
                  null,
                  List.of(job.headers().lastHeader("bpmn-job-key"))));
          answered.incrementAndGet();
        }
      }
    }
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
