package io.bpmnconnect.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackIT {
  private static final StackHome HOME = StackHome.fromSystemProperty();
  private static final Path WORK = Path.of(System.getProperty("stack.work"));
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static LocalStack stack;

  @TempDir private Path directory;

  @BeforeAll
  static void startTheStack() {
    stack =
        LocalStack.builder(HOME, WORK.resolve("local-stack"))
            .kafka(kafka -> kafka.autoCreateTopics(false))
            .start();
  }

  @AfterAll
  static void leavesNoProcess() {
    List<Long> processes = new ArrayList<>();
    for (long pid : List.of(stack.kafka().pid(), enginePid(), stack.worker().pid())) {
      processes.add(pid);
      processes.addAll(OperatingSystem.childrenOf(pid));
    }

    stack.close();

    assertThat(processes).hasSizeGreaterThanOrEqualTo(6);
    await().until(() -> processes.stream().allMatch(OperatingSystem::isGone));
  }

  @Test
  void keepsRecords() throws Exception {
    stack.kafka().createTopics(3, "orders");

    produce("orders", "42", "placed");

    assertThat(consume("orders")).containsExactly("placed");
  }

  @Test
  void runsConnectors() throws IOException {
    stack.kafka().createTopics(1, "lines");
    Path file = Files.writeString(directory.resolve("lines.txt"), "first\nsecond\n");
    ConnectRest rest = stack.worker().rest();

    rest.create(
        """
        {"name": "lines source", "config": {
          "connector.class": "FileStreamSource", "topic": "lines", "file": "%s",
          "value.converter": "org.apache.kafka.connect.storage.StringConverter"}}
        """
            .formatted(file));
    rest.waitUntilRunning("lines source", TIMEOUT);

    assertThat(consume("lines")).containsExactly("first", "second");
    assertThat(rest.connectors()).contains("lines source");

    rest.delete("lines source");
    await().until(() -> rest.status("lines source").isEmpty());
  }

  @Test
  void reportsAFailedTaskAtOnceWithItsTrace() {
    ConnectRest rest = stack.worker().rest();
    rest.putConfig(
        "broken",
        Map.of(
            "connector.class", "FileStreamSink",
            "topics", "orders",
            "file", "/no/such/folder/file"));

    assertThatThrownBy(() -> rest.waitUntilRunning("broken", TIMEOUT))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("broken-0 has failed")
        .hasMessageContaining("/no/such/folder/file");
    rest.delete("broken");
  }

  @Test
  void passesOnTheWorkersRefusal() {
    ConnectRest rest = stack.worker().rest();

    assertThatThrownBy(() -> rest.create("{\"name\": \"x\", \"config\": {}}"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("/connectors was answered 400")
        .hasMessageContaining("no connector type");
  }

  @Test
  void validatesConfigurations() {
    ConnectRest rest = stack.worker().rest();

    int errors =
        rest.validate(
                "FileStreamSource", Map.of("connector.class", "FileStreamSource", "file", "x"))
            .path("error_count")
            .asInt();

    assertThat(errors).as("name and topic are missing").isPositive();
  }

  @Test
  void findsThePackagedPlugin() {
    assertThat(stack.worker().rest().plugins().toString()).contains("io.bpmnconnect.");
  }

  @Test
  void keepsTheDataOfABrokerThatIsKilled() throws Exception {
    stack.kafka().createTopics(1, "kept");
    produce("kept", "1", "before");

    stack.kafka().kill();
    stack.kafka().start();

    produce("kept", "1", "after");
    assertThat(consume("kept")).containsExactly("before", "after");
  }

  @Test
  void runsTheOldestSupportedWorkerToo() {
    try (ConnectWorker worker =
        ConnectWorker.builder(
                HOME, WORK.resolve("local-stack/worker-3.9"), stack.kafka().bootstrapServers())
            .version(KafkaVersion.V3_9)
            .groupId("oldest")
            .tuning(JvmTuning.QUICK_START)
            .build()) {
      worker.start();

      assertThat(worker.rest().plugins().toString())
          .contains("\"version\":\"3.9")
          .contains("io.bpmnconnect.");
    }
  }

  private static long enginePid() {
    return stack.engine().process().orElseThrow().pid();
  }

  private static void produce(String topic, String key, String value) throws Exception {
    Map<String, Object> config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            stack.kafka().bootstrapServers(),
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            StringSerializer.class,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            StringSerializer.class);
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  private static List<String> consume(String topic) {
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            stack.kafka().bootstrapServers(),
            ConsumerConfig.GROUP_ID_CONFIG,
            "reader-of-" + topic,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            StringDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            StringDeserializer.class);
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(config)) {
      consumer.subscribe(List.of(topic));
      await()
          .atMost(TIMEOUT)
          .until(
              () -> {
                int before = values.size();
                consumer.poll(Duration.ofMillis(500)).forEach(record -> values.add(record.value()));
                return !values.isEmpty() && values.size() == before;
              });
    }
    return values;
  }
}
