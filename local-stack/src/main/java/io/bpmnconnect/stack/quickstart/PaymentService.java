package io.bpmnconnect.stack.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Charges cards: consumes the jobs of the task {@code charge-card} and replies to each. It knows
 * nothing of the engine; the reply contract is all it needs.
 */
final class PaymentService extends Microservice {

  private static final String FIRST_TRY = "3";

  PaymentService(String bootstrapServers) {
    super("payment-service", Topics.JOBS, bootstrapServers);
  }

  @Override
  List<ProducerRecord<String, String>> answer(ConsumerRecord<String, String> job)
      throws JsonProcessingException {
    JsonNode order = JSON.readTree(job.value()).path("variables");
    int number = order.path("number").asInt();
    boolean firstTry = FIRST_TRY.equals(header(job, "bpmn-job-retries"));
    if (number % 20 == 7) {
      return List.of(
          reply(job, "error", order)
              .with("bpmn-reply-error-code", "DECLINED")
              .with("bpmn-reply-error-message", "the card was declined")
              .record());
    }
    if (number % 10 == 3 && firstTry) {
      return List.of(
          reply(job, "fail", order)
              .with("bpmn-reply-error-message", "the bank did not answer")
              .with("bpmn-reply-retry-back-off", "200")
              .record());
    }
    return List.of(reply(job, "complete", order).record());
  }

  /** A reply in header mode: the job's key and retries are copied, the value holds variables. */
  private static Reply reply(ConsumerRecord<String, String> job, String action, JsonNode order)
      throws JsonProcessingException {
    String variables =
        JSON.writeValueAsString(
            Map.of("orderId", order.path("orderId").asText(), "payment", action));
    ProducerRecord<String, String> record =
        new ProducerRecord<>(Topics.REPLIES, job.key(), variables);
    return new Reply(record)
        .with("bpmn-job-key", header(job, "bpmn-job-key"))
        .with("bpmn-job-retries", header(job, "bpmn-job-retries"))
        .with("bpmn-job-action", action);
  }

  private record Reply(ProducerRecord<String, String> record) {
    Reply with(String header, String value) {
      record.headers().add(header, value.getBytes(UTF_8));
      return this;
    }
  }

  static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
