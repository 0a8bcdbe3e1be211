package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.LocalStack;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The records that are sent, and the bodies that they become. */
final class Orders {

  static final String MESSAGE = "order-placed";
  static final String PROCESS = "short";

  /** A process that ends as soon as it has begun. */
  static final String MODEL =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
          xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="benchmarks">
        <bpmn:process id="short" isExecutable="true" camunda:historyTimeToLive="P1D">
          <bpmn:startEvent id="start"/>
          <bpmn:endEvent id="end"/>
          <bpmn:sequenceFlow id="flow" sourceRef="start" targetRef="end"/>
        </bpmn:process>
      </bpmn:definitions>
      """;

  private Orders() {}

  static String key(int number) {
    return "o-" + number;
  }

  /** Some 250 bytes of JSON. */
  static String value(int number) {
    return """
    {"orderId":"o-%d","amount":%d,"currency":"EUR","customer":{"id":"c-%d","name":"Ada Example",\
    "segment":"returning"},"lines":[{"sku":"A-100","count":2,"price":19},\
    {"sku":"B-200","count":1,"price":4}],"express":false}"""
        .formatted(number, amount(number), number % 5_000);
  }

  static int amount(int number) {
    return number % 1_000;
  }

  /** The body that starts an instance on an engine of the Camunda 7 family. */
  static byte[] start(String orderId, int amount) {
    return utf8(
        "{\"variables\":{\"orderId\":{\"value\":\""
            + orderId
            + "\",\"type\":\"String\"},\"amount\":{\"value\":"
            + amount
            + ",\"type\":\"Long\"}}}");
  }

  /** The body that publishes a message; the id as the sink would give it. */
  static byte[] publication(String key, String messageId, String value) {
    return utf8(
        "{\"name\":\""
            + MESSAGE
            + "\",\"correlationKey\":\""
            + key
            + "\",\"timeToLive\":3600000,\"messageId\":\""
            + messageId
            + "\",\"variables\":"
            + value
            + "}");
  }

  /** The body that creates a process instance. */
  static byte[] creation(String value) {
    return utf8(
        "{\"processDefinitionId\":\""
            + PROCESS
            + "\",\"processDefinitionVersion\":-1,\"variables\":"
            + value
            + "}");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Creates a topic and fills it. */
  static void fill(
      LocalStack stack, String topic, int partitions, int count, IntFunction<String> keys) {
    fill(stack, topic, partitions, count, keys, Orders::value);
  }

  /** As above, with values of another kind. */
  static void fill(
      LocalStack stack,
      String topic,
      int partitions,
      int count,
      IntFunction<String> keys,
      IntFunction<String> values) {
    stack.kafka().createTopics(partitions, topic);
    send(stack, topic, count, keys, values);
  }

  /** Adds to a topic. */
  static void send(
      LocalStack stack,
      String topic,
      int count,
      IntFunction<String> keys,
      IntFunction<String> values) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                stack.kafka().bootstrapServers(),
                "linger.ms",
                "20",
                "batch.size",
                "262144",
                "max.request.size",
                "8388608",
                "compression.type",
                "lz4"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int number = 0; number < count; number++) {
        producer.send(
            new ProducerRecord<>(topic, utf8(keys.apply(number)), utf8(values.apply(number))),
            (metadata, refused) -> {
              if (refused != null) {
                failure.compareAndSet(null, refused);
              }
            });
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException("cannot write to " + topic, failure.get());
    }
  }
}
