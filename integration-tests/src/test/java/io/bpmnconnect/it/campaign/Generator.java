package io.bpmnconnect.it.campaign;

import static java.util.concurrent.TimeUnit.MICROSECONDS;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends numbered records to the topic of each flow, whatever strikes, and keeps what Kafka has
 * accepted. One thread sends; the producer's own thread notes what was accepted.
 */
final class Generator implements AutoCloseable {

  private final KafkaProducer<String, String> producer;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Map<Flow, Set<Integer>> accepted = new EnumMap<>(Flow.class);
  private final AtomicInteger next = new AtomicInteger();
  private final List<Future<?>> sending = new ArrayList<>();

  Generator(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
            new StringSerializer(),
            new StringSerializer());
    for (Flow flow : Flow.values()) {
      accepted.put(flow, ConcurrentHashMap.newKeySet());
    }
  }

  /**
   * Sends at a steady rate until it is stopped.
   *
   * @param perSecond records to each flow
   */
  void sendSteadily(int perSecond) {
    sending.add(clock.scheduleAtFixedRate(this::send, 0, 1_000_000 / perSecond, MICROSECONDS));
  }

  /** Sends so many records to each flow, one right after the other. */
  void sendAtOnce(int records) {
    sending.add(
        clock.submit(
            () -> {
              for (int i = 0; i < records; i++) {
                send();
              }
            }));
  }

  private void send() {
    NumberedRecord record = new NumberedRecord(next.getAndIncrement());
    accepted.forEach((flow, numbers) -> send(record, flow, numbers));
  }

  /** What Kafka does not accept, or not for sure, is nobody's to deliver. */
  private void send(NumberedRecord record, Flow flow, Set<Integer> numbers) {
    producer.send(
        record.to(flow.topic()),
        (metadata, failure) -> {
          if (failure == null) {
            numbers.add(record.number());
          }
        });
  }

  /** The number that the next record will have. */
  int next() {
    return next.get();
  }

  /**
   * Stops sending.
   *
   * @return the numbers that Kafka has accepted in each flow
   */
  Map<Flow, Set<Integer>> stop() throws InterruptedException, ExecutionException {
    clock.shutdown();
    if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("a record cannot be sent");
    }
    for (Future<?> task : sending) {
      if (!task.isCancelled()) {
        task.get(); // fails if that has failed
      }
    }
    producer.flush();
    return accepted;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    producer.close();
  }
}
