package io.bpmnconnect.it.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A record of which the number tells everything: what it is, and what must become of it. */
record NumberedRecord(int number) {

  static final int KEYS = 50;

  /** One record of so many is poison; a prime, so that each key gets its share. */
  private static final int ONE_OF = 101;

  private static final String HEADER = "number";

  String key() {
    return "key-" + number % KEYS;
  }

  /** Whether it can become no command, so that its place is the dead letter queue. */
  boolean isPoison() {
    return number % ONE_OF == ONE_OF - 1;
  }

  ProducerRecord<String, String> to(String topic) {
    ProducerRecord<String, String> record = new ProducerRecord<>(topic, key(), value());
    record.headers().add(HEADER, Integer.toString(number).getBytes(UTF_8));
    return record;
  }

  private String value() {
    if (!isPoison()) {
      return "{\"number\":%d,\"process\":\"order\"}".formatted(number);
    }
    boolean readable = number / ONE_OF % 2 == 0;
    return readable ? "{\"fields\":\"missing\"}" : "{\"number\":";
  }

  /** The number of a record that stands in a topic, a dead letter queue included. */
  static int of(ConsumerRecord<?, ?> record) {
    return Integer.parseInt(new String(record.headers().lastHeader(HEADER).value(), UTF_8));
  }
}
