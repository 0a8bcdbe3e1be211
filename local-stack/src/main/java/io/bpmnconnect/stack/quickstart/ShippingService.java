package io.bpmnconnect.stack.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Ships what is paid for: reads the payments and tells of each shipment. */
final class ShippingService extends Microservice {

  ShippingService(String bootstrapServers) {
    super("shipping-service", Topics.REPLIES, bootstrapServers);
  }

  @Override
  List<ProducerRecord<String, String>> answer(ConsumerRecord<String, String> payment)
      throws JsonProcessingException {
    if (!PaymentService.header(payment, "bpmn-job-action").equals("complete")) {
      return List.of();
    }
    String orderId = JSON.readTree(payment.value()).path("orderId").asText();
    String shipment = JSON.writeValueAsString(Map.of("orderId", orderId, "carrier", "pigeon"));
    return List.of(new ProducerRecord<>(Topics.SHIPMENTS, orderId, shipment));
  }
}
