package io.bpmnconnect.it.camunda7;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A worker microservice that knows its jobs by a number, the record's key, and how often they have
 * failed by the retries that are left: it throws a BPMN error on every twentieth, fails every tenth
 * other one once or twice, and completes the rest. It has no memory, so a job that comes once more
 * is answered in the same way.
 */
final class RepliesByNumber implements AutoCloseable {

  private static final int ATTEMPTS = 3;

  private final String replyTopic;
  private final KafkaConsumer<String, String> consumer;
  private final KafkaProducer<String, String> producer;
  private final AtomicInteger replies = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closing;

  private RepliesByNumber(String servers, String jobTopic, String replyTopic) {
    this.replyTopic = replyTopic;
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                servers,
                "group.id",
                "worker-of-" + jobTopic,
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "linger.ms", 5),
            new StringSerializer(),
            new StringSerializer());
    thread = new Thread(() -> run(jobTopic), "replies-by-number");
  }

  static RepliesByNumber start(String servers, String jobTopic, String replyTopic) {
    RepliesByNumber worker = new RepliesByNumber(servers, jobTopic, replyTopic);
    worker.thread.start();
    return worker;
  }

  /** How often the job of a number is failed before it is completed. */
  static int fails(int number) {
    return number % 20 == 11 ? 2 : number % 20 == 1 ? 1 : 0;
  }

  /** How many attempts the jobs of so many numbers, from 0, take together. */
  static int attempts(int jobs) {
    return IntStream.range(0, jobs).map(number -> fails(number) + 1).sum();
  }

  int replies() {
    return replies.get();
  }

  private void run(String jobTopic) {
    try (consumer;
        producer) {
      consumer.subscribe(List.of(jobTopic));
      while (!closing) {
        for (ConsumerRecord<String, String> job : consumer.poll(Duration.ofMillis(100))) {
          producer.send(new ProducerRecord<>(replyTopic, null, job.key(), null, reply(job)));
          replies.incrementAndGet();
        }
      }
    }
  }

  private static List<Header> reply(ConsumerRecord<String, String> job) {
    int number = Integer.parseInt(job.key());
    Header left = job.headers().lastHeader("bpmn-job-retries");
    List<Header> headers = new ArrayList<>();
    headers.add(job.headers().lastHeader("bpmn-job-key"));
    headers.add(job.headers().lastHeader("bpmn-job-worker"));
    if (number % 20 == 0) {
      headers.add(header("bpmn-job-action", "error"));
      headers.add(header("bpmn-reply-error-code", "DECLINED"));
    } else if (ATTEMPTS - Integer.parseInt(new String(left.value(), UTF_8)) < fails(number)) {
      headers.add(header("bpmn-job-action", "fail"));
      headers.add(header("bpmn-reply-error-message", "not yet"));
      headers.add(left);
    }
    return headers;
  }

  private static Header header(String name, String text) {
    return new RecordHeader(name, text.getBytes(UTF_8));
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
