package io.bpmnconnect.source;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes replies that are of no use to the reply error topic: as they came, with the reason and
 * where they came from in the headers.
 */
final class ReplyErrorTopic implements AutoCloseable {

  static final String REASON = "bpmn-reply-error-reason";
  static final String SOURCE = "bpmn-reply-error-source";

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;

  private ReplyErrorTopic(ReplyConfig config) {
    this.topic = config.errorsTopic();
    this.producer =
        new KafkaProducer<>(
            config.producer(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Opens the topic's producer, when replies are to be reported at all. */
  static Optional<ReplyErrorTopic> open(ReplyConfig config) {
    return config.onError() == ReplyError.REPORT
        ? Optional.of(new ReplyErrorTopic(config))
        : Optional.empty();
  }

  Future<RecordMetadata> report(ConsumerRecord<byte[], byte[]> reply, Exception reason) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, null, reply.key(), reply.value(), reply.headers());
    Headers headers = record.headers();
    headers.add(REASON, utf8(reason.getMessage()));
    headers.add(SOURCE, utf8(reply.topic() + "-" + reply.partition() + "@" + reply.offset()));
    return producer.send(record);
  }

  @Override
  public void close() {
    producer.close(LONGEST_CLOSE);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
