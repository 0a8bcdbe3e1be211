package io.bpmnconnect.it;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A worker microservice that knows its jobs by a number, the record's key: it fails every tenth
 * when it comes for the first time, throws a BPMN error on every twentieth, and completes the
 * others.
 */
final class MixedWorker implements AutoCloseable {

  private final String name;
  private final KafkaConsumer<String, String> consumer;
  private final KafkaProducer<String, String> producer;
  private final Set<String> jobKeys = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closing;

  private MixedWorker(TestBench bench, String name) {
    this.name = name;
    String servers = bench.stack().kafka().bootstrapServers();
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "group.id", name, "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "linger.ms", 5),
            new StringSerializer(),
            new StringSerializer());
    thread = new Thread(this::run, "mixed-worker");
  }

  static MixedWorker start(TestBench bench, String name) {
    MixedWorker worker = new MixedWorker(bench, name);
    worker.thread.start();
    return worker;
  }

  /** How many jobs came, each counted once. */
  int distinctJobs() {
    return jobKeys.size();
  }

  private void run() {
    try (consumer;
        producer) {
      consumer.subscribe(List.of(name + "-jobs"));
      while (!closing) {
        for (ConsumerRecord<String, String> job : consumer.poll(Duration.ofMillis(100))) {
          producer.send(new ProducerRecord<>(name + "-replies", null, job.key(), null, reply(job)));
        }
      }
    }
  }

  private List<Header> reply(ConsumerRecord<String, String> job) {
    Header key = job.headers().lastHeader("bpmn-job-key");
    boolean first = jobKeys.add(new String(key.value(), StandardCharsets.UTF_8));
    int number = Integer.parseInt(job.key());
    List<Header> headers = new ArrayList<>(List.of(key));
    if (number % 20 == 0) {
      headers.add(header("bpmn-job-action", "error"));
      headers.add(header("bpmn-reply-error-code", "DECLINED"));
    } else if (number % 10 == 1 && first) {
      headers.add(header("bpmn-job-action", "fail"));
      headers.add(job.headers().lastHeader("bpmn-job-retries"));
    }
    return headers;
  }

  private static Header header(String name, String text) {
    return new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8));
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
