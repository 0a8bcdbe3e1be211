package io.bpmnconnect.stack.quickstart;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Tells of orders and of closed days. Belongs to one thread. */
final class Shop implements AutoCloseable {

  private final KafkaProducer<String, String> producer;
  private final String prefix;
  private int orders;

  /**
   * One whose orders are not those of another run.
   *
   * @param prefix what its orders' ids begin with
   */
  Shop(String bootstrapServers, String prefix) {
    this.prefix = prefix;
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
            new StringSerializer(),
            new StringSerializer());
  }

  void placeOrder() {
    int number = orders++;
    String id = prefix + number;
    String order =
        String.format(
            Locale.ROOT,
            "{\"orderId\":\"%s\",\"number\":%d,\"customer\":\"customer-%d\",\"amount\":%d.%02d}",
            id,
            number,
            number % 100,
            5 + number % 95,
            number % 100);
    producer.send(new ProducerRecord<>(Topics.ORDERS, id, order));
  }

  void closeDay() {
    producer.send(new ProducerRecord<>(Topics.DAY_CLOSED, "day", "{\"closed\":true}"));
    producer.flush();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
