package io.bpmnconnect.source;

import io.bpmnconnect.connect.delivery.BoundedText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes replies that are of no use to the reply error topic: as they came, with the reason and
 * where they came from in the headers. One that is too large for the topic is written without its
 * value and, if that does not help, without its key and its own headers: a reply that can be
 * written nowhere would be read again for ever.
 *
 * <p>The thread that reads replies reports them and sends again what was too large; sending can
 * hold up its caller. The producer's thread only notes what came of it.
 */
final class ReplyErrorTopic implements AutoCloseable {

  static final String REASON = "bpmn-reply-error-reason";
  static final String SOURCE = "bpmn-reply-error-source";
  static final String OMITTED = "bpmn-reply-error-omitted";

  private static final Logger log = LoggerFactory.getLogger(ReplyErrorTopic.class);

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

  /** How much of a reply is written. */
  private enum Part {
    ALL,
    WITHOUT_VALUE,
    NOTHING
  }

  /** A reply on its way to the topic. */
  private record Report(
      ConsumerRecord<byte[], byte[]> reply,
      String reason,
      Part part,
      CompletableFuture<Void> acknowledged) {

    Report shorter() {
      Part less = part == Part.ALL && reply.value() != null ? Part.WITHOUT_VALUE : Part.NOTHING;
      return new Report(reply, reason, less, acknowledged);
    }
  }

  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final Queue<Report> tooLarge = new ConcurrentLinkedQueue<>();

  ReplyErrorTopic(String topic, Producer<byte[], byte[]> producer) {
    this.topic = topic;
    this.producer = producer;
  }

  /** Opens the topic's producer, when replies are to be reported at all. */
  static Optional<ReplyErrorTopic> open(ReplyConfig config) {
    return config.onError() == ReplyError.REPORT
        ? Optional.of(
            new ReplyErrorTopic(
                config.errorsTopic(),
                new KafkaProducer<>(
                    config.clients().producer(),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())))
        : Optional.empty();
  }

  /** Writes a reply; what is returned fails with a reason that a user can read. */
  Future<?> report(ConsumerRecord<byte[], byte[]> reply, Exception reason) {
    Report report = new Report(reply, reason.getMessage(), Part.ALL, new CompletableFuture<>());
    send(report);
    return report.acknowledged();
  }

  /** Sends again, in part, what was too large. To be called now and then. */
  void advance() {
    for (Report report = tooLarge.poll(); report != null; report = tooLarge.poll()) {
      log.debug("{} is too large for {}: less of it is written", at(report.reply()), topic);
      send(report.shorter());
    }
  }

  private void send(Report report) {
    try {
      producer.send(record(report), (metadata, error) -> answered(report, error));
    } catch (RuntimeException e) { // a producer that is of no use any more
      answered(report, e);
    }
  }

  private void answered(Report report, Exception error) {
    if (error == null) {
      report.acknowledged().complete(null);
    } else if (error instanceof RecordTooLargeException && report.part() != Part.NOTHING) {
      tooLarge.add(report);
    } else {
      report.acknowledged().completeExceptionally(notWritten(report.reply(), error));
    }
  }

  private ConnectException notWritten(ConsumerRecord<byte[], byte[]> reply, Exception error) {
    return new ConnectException(
        "reply "
            + at(reply)
            + " was not written to "
            + topic
            + ": "
            + error
            + ". To go on without it, set "
            + ReplyConfig.ON_ERROR
            + "=ignore",
        error);
  }

  private ProducerRecord<byte[], byte[]> record(Report report) {
    ConsumerRecord<byte[], byte[]> reply = report.reply();
    boolean bare = report.part() == Part.NOTHING;
    Headers headers = new RecordHeaders(bare ? new RecordHeaders() : reply.headers());
    // The reply may have been here before, and sent again.
    headers.remove(REASON).remove(SOURCE).remove(OMITTED);
    headers.add(REASON, utf8(BoundedText.of(report.reason())));
    headers.add(SOURCE, utf8(at(reply)));
    if (report.part() != Part.ALL) {
      headers.add(OMITTED, utf8(bare ? "key, value and headers" : "value"));
    }
    byte[] value = report.part() == Part.ALL ? reply.value() : null;
    return new ProducerRecord<>(topic, null, bare ? null : reply.key(), value, headers);
  }

  private static String at(ConsumerRecord<byte[], byte[]> reply) {
    return reply.topic() + "-" + reply.partition() + "@" + reply.offset();
  }

  @Override
  public void close() {
    producer.close(LONGEST_CLOSE);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
