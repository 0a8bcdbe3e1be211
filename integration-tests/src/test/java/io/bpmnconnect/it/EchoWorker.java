package io.bpmnconnect.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A worker microservice that completes every job of a topic at once, as often as it comes, with
 * plain Kafka clients.
 */
public final class EchoWorker implements AutoCloseable {

  private static final byte[] NO_VARIABLES = "{}".getBytes(UTF_8);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final UnaryOperator<String> replyTopics;
  private final AtomicInteger answered = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closing;

  private EchoWorker(String servers, String jobTopic, UnaryOperator<String> replyTopics) {
    this.replyTopics = replyTopics;
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                servers,
                "group.id",
                "worker-of-" + jobTopic,
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    thread = new Thread(() -> run(jobTopic), "echo-worker");
  }

  static EchoWorker start(TestBench bench, String name) {
    return start(
        bench.stack().kafka().bootstrapServers(), name + "-jobs", jobType -> name + "-replies");
  }

  /**
   * Starts one.
   *
   * @param servers the brokers
   * @param jobTopic where the jobs are
   * @param replyTopics where the reply to a job of a type goes
   */
  public static EchoWorker start(
      String servers, String jobTopic, UnaryOperator<String> replyTopics) {
    EchoWorker worker = new EchoWorker(servers, jobTopic, replyTopics);
    worker.thread.start();
    return worker;
  }

  public int answered() {
    return answered.get();
  }

  private void run(String jobTopic) {
    try (consumer;
        producer) {
      consumer.subscribe(List.of(jobTopic));
      while (!closing) {
        consumer.poll(Duration.ofMillis(100)).forEach(this::answer);
      }
    }
  }

  private void answer(ConsumerRecord<byte[], byte[]> job) {
    String type = new String(job.headers().lastHeader("bpmn-job-type").value(), UTF_8);
    List<Header> headers = List.of(job.headers().lastHeader("bpmn-job-key"));
    producer.send(
        new ProducerRecord<>(replyTopics.apply(type), null, job.key(), NO_VARIABLES, headers));
    answered.incrementAndGet();
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
