package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class ReplyErrorTopicTest {

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, new ByteArraySerializer(), new ByteArraySerializer());
  private final ReplyErrorTopic topic = new ReplyErrorTopic("bad", producer);

  private static ConsumerRecord<byte[], byte[]> reply() {
    ConsumerRecord<byte[], byte[]> reply =
        new ConsumerRecord<>("replies", 2, 7, bytes("key"), bytes("value"));
    reply.headers().add("bpmn-job-key", bytes("5"));
    return reply;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      String before = headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      assertThat(before).as(header.key()).isNull();
    }
    return headers;
  }

  private ProducerRecord<byte[], byte[]> written() {
    List<ProducerRecord<byte[], byte[]>> history = producer.history();
    return history.get(history.size() - 1);
  }

  @Test
  void aReplyIsWrittenAsItCame() throws Exception {
    Future<?> report = topic.report(reply(), new ConnectException("no such job"));

    assertThat(report.isDone()).isFalse();
    producer.completeNext();
    report.get();
    assertThat(written().topic()).isEqualTo("bad");
    assertThat(written().key()).isEqualTo(bytes("key"));
    assertThat(written().value()).isEqualTo(bytes("value"));
    assertThat(headers(written()))
        .isEqualTo(
            Map.of(
                "bpmn-job-key", "5",
                "bpmn-reply-error-reason", "no such job",
                "bpmn-reply-error-source", "replies-2@7"));
  }

  @Test
  void theReasonIsNoLongerThanAHeaderShouldBe() {
    topic.report(reply(), new ConnectException("x".repeat(1_000_000)));

    assertThat(headers(written()).get("bpmn-reply-error-reason")).hasSize(2_000).endsWith("x…");
  }

  @Test
  void aReplyThatWasHereBeforeHasTheLatestReasonOnly() {
    ConsumerRecord<byte[], byte[]> reply = reply();
    reply.headers().add("bpmn-reply-error-reason", bytes("before"));
    reply.headers().add("bpmn-reply-error-omitted", bytes("value"));

    topic.report(reply, new ConnectException("now"));

    assertThat(headers(written()))
        .containsEntry("bpmn-reply-error-reason", "now")
        .doesNotContainKey("bpmn-reply-error-omitted");
  }

  @Test
  void whatIsTooLargeIsWrittenWithoutItsValue() throws Exception {
    Future<?> report = topic.report(reply(), new ConnectException("no such job"));
    producer.errorNext(new RecordTooLargeException("1 MB"));
    topic.advance();

    assertThat(written().key()).isEqualTo(bytes("key"));
    assertThat(written().value()).isNull();
    assertThat(headers(written()))
        .containsEntry("bpmn-job-key", "5")
        .containsEntry("bpmn-reply-error-omitted", "value")
        .containsEntry("bpmn-reply-error-reason", "no such job");
    assertThat(report.isDone()).isFalse();
    producer.completeNext();
    report.get();
  }

  @Test
  void whatIsStillTooLargeIsWrittenWithNothingOfItsOwn() throws Exception {
    Future<?> report = topic.report(reply(), new ConnectException("no such job"));
    producer.errorNext(new RecordTooLargeException("1 MB"));
    topic.advance();
    producer.errorNext(new RecordTooLargeException("1 MB"));
    topic.advance();

    assertThat(written().key()).isNull();
    assertThat(written().value()).isNull();
    assertThat(headers(written()))
        .isEqualTo(
            Map.of(
                "bpmn-reply-error-omitted", "key, value and headers",
                "bpmn-reply-error-reason", "no such job",
                "bpmn-reply-error-source", "replies-2@7"));
    producer.completeNext();
    report.get();
  }

  @Test
  void aTopicThatTakesNothingFailsWithAWayOut() {
    Future<?> report = topic.report(reply(), new ConnectException("no such job"));
    for (int i = 0; i < 3; i++) {
      producer.errorNext(new RecordTooLargeException("1 byte"));
      topic.advance();
    }

    assertThatThrownBy(report::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .hasMessage(
            "reply replies-2@7 was not written to bad:"
                + " org.apache.kafka.common.errors.RecordTooLargeException: 1 byte. To go on without"
                + " it, set behavior.on.reply.error=ignore");
    assertThat(producer.history()).hasSize(3);
  }

  @Test
  void whatIsNotAQuestionOfSizeIsNotTriedInPart() {
    Future<?> report = topic.report(reply(), new ConnectException("no such job"));
    producer.errorNext(new TopicAuthorizationException(Set.of("bad")));
    topic.advance();

    assertThatThrownBy(report::get).hasMessageContaining("Not authorized to access topics: [bad]");
    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void aProducerThatThrowsFailsTheReport() {
    producer.close();

    Future<?> report = topic.report(reply(), new ConnectException("no such job"));

    assertThatThrownBy(report::get)
        .hasMessageContaining("reply replies-2@7 was not written to bad");
  }
}
