package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.stack.ConnectWorker;
import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.SchemaRegistry;
import io.bpmnconnect.stack.StackHome;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs and replies in Avro, with a real registry: Apicurio's converters, in the wire format that
 * Confluent's clients read and write. They have no manifest for {@code service_load}, so that a
 * worker of their own looks for plugins in the older way.
 */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class SchemaRegistryIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AVRO = "io.apicurio.registry.utils.converter.AvroConverter";

  private static SchemaRegistry registry;
  private static ConnectWorker worker;

  @BeforeAll
  static void startRegistryAndWorker(TestBench bench) {
    StackHome home = StackHome.fromSystemProperty();
    Path work = Path.of(System.getProperty("stack.work"));
    registry =
        SchemaRegistry.builder(home, work.resolve("registry"))
            .tuning(JvmTuning.QUICK_START)
            .build();
    worker =
        ConnectWorker.builder(
                home, work.resolve("avro-worker"), bench.stack().kafka().bootstrapServers())
            .tuning(JvmTuning.QUICK_START)
            .groupId("avro")
            .property("plugin.path", home.plugins() + "," + home.registryConverters())
            .property("plugin.discovery", "hybrid_warn")
            .build();
    CompletableFuture<Void> registryStart = CompletableFuture.runAsync(registry::start);
    worker.start();
    registryStart.join();
  }

  @AfterAll
  static void stopRegistryAndWorker() {
    worker.close();
    registry.close();
  }

  private static Map<String, String> avro(String prefix) {
    return Map.of(
        prefix,
        AVRO,
        prefix + ".apicurio.registry.url",
        registry.api().toString(),
        prefix + ".apicurio.registry.auto-register",
        "true",
        prefix + ".apicurio.registry.headers.enabled",
        "false",
        prefix + ".apicurio.registry.as-confluent",
        "true",
        prefix + ".apicurio.registry.use-id",
        "contentId");
  }

  /** Starts a source whose name is that of the process, the job type and the topic. */
  private static void startSource(TestBench bench, String name, String... settings)
      throws Exception {
    bench.deploy(Model.process(name).task(name));
    bench.createTopic(name, 1);
    startAgain(bench, name, settings);
  }

  private static void startAgain(TestBench bench, String name, String... settings) {
    Map<String, String> config = new HashMap<>();
    config.put("job.types", name);
    config.put("topic", name);
    config.put("completion", "none");
    config.put("job.timeout.ms", "600000");
    config.putAll(avro("value.converter"));
    for (int i = 0; i < settings.length; i += 2) {
      config.put(settings[i], settings[i + 1]);
    }
    worker.rest().putConfig(name, bench.sourceConfig(config));
    worker.rest().waitUntilRunning(name, TestBench.PATIENCE);
  }

  /** Starts an instance with variables, and waits for its job's value. */
  private static Struct write(TestBench bench, String name, int number, Map<String, Object> said)
      throws Exception {
    bench.createInstance(name, said);
    return read(bench, name, number).get(number - 1);
  }

  /** The values of a topic, read as a client of the registry reads them. */
  private static List<Struct> read(TestBench bench, String topic, int atLeast) throws Exception {
    List<Struct> values = new ArrayList<>();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = converters()) {
      thread.setContextClassLoader(loader);
      Converter converter =
          (Converter) loader.loadClass(AVRO).getDeclaredConstructor().newInstance();
      converter.configure(avroReader(), false);
      for (ConsumerRecord<String, byte[]> record :
          bench.awaitRecords(topic, atLeast, new ByteArrayDeserializer())) {
        assertThat(record.value()[0]).as("the magic byte of Confluent's format").isZero();
        values.add((Struct) converter.toConnectData(topic, record.value()).value());
      }
      return values;
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Map<String, String> avroReader() {
    Map<String, String> settings = new HashMap<>();
    avro("x").forEach((key, value) -> settings.put(key.replaceFirst("^x\\.?", ""), value));
    return settings;
  }

  private static URLClassLoader converters() throws Exception {
    Path folder = StackHome.fromSystemProperty().registryConverters().resolve("converters");
    try (Stream<Path> jars = Files.list(folder)) {
      List<URL> urls = new ArrayList<>();
      for (Path jar : jars.toList()) {
        urls.add(jar.toUri().toURL());
      }
      return new URLClassLoader(urls.toArray(URL[]::new), SchemaRegistryIT.class.getClassLoader());
    }
  }

  private static String awaitFailure(String connector) {
    return await("the failure of " + connector)
        .atMost(TestBench.PATIENCE)
        .until(() -> worker.rest().status(connector).flatMap(s -> s.failure()), Optional::isPresent)
        .orElseThrow()
        .trace();
  }

  // Jobs

  @Test
  void anInferredSchemaGrowsUnderBackwardCompatibility(TestBench bench) throws Exception {
    registry.compatibility("BACKWARD");
    startSource(bench, "avro-grows", "value.schema", "inferred", "value.content", "variables");

    Struct first = write(bench, "avro-grows", 1, Map.of("amount", 5));
    Struct field = write(bench, "avro-grows", 2, Map.of("amount", 6, "note", "n"));
    Struct wider = write(bench, "avro-grows", 3, Map.of("amount", 5.5));
    Struct deeper =
        write(bench, "avro-grows", 4, Map.of("lines", List.of(Map.of("sku", "a", "count", 1))));

    assertThat(first.get("amount")).isEqualTo(5L);
    assertThat(field.get("amount")).isEqualTo(6L);
    assertThat(field.get("note")).isEqualTo("n");
    assertThat(wider.get("amount")).isEqualTo(5.5);
    assertThat(wider.get("note")).isNull();
    assertThat(deeper.getArray("lines"))
        .singleElement()
        .satisfies(line -> assertThat(((Struct) line).get("sku")).isEqualTo("a"));
    assertThat(registry.versions("avro-grows-value")).isEqualTo(4);
    JsonNode schema = JSON.readTree(registry.latest("avro-grows-value"));
    assertThat(schema.path("namespace").asText() + "." + schema.path("name").asText())
        .startsWith("io.bpmnconnect.job.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FORWARD", "FULL"})
  void otherModesTakeNewFieldsAndNoWiderNumbers(String mode, TestBench bench) throws Exception {
    registry.compatibility(mode);
    String name = "avro-" + mode.toLowerCase(Locale.ROOT);
    startSource(bench, name, "value.schema", "inferred");

    Struct first = write(bench, name, 1, Map.of("amount", 5));
    Struct second = write(bench, name, 2, Map.of("amount", 6, "note", "n"));
    bench.createInstance(name, Map.of("amount", 5.5));

    assertThat(first.getStruct("variables").get("amount")).isEqualTo(5L);
    assertThat(second.getStruct("variables").get("note")).isEqualTo("n");
    assertThat(awaitFailure(name)).contains("Incompatible artifact");
    assertThat(registry.versions(name + "-value")).isEqualTo(2);
  }

  @Test
  void afterARestartNumbersMayBeTooNarrowForBackwardCompatibility(TestBench bench)
      throws Exception {
    registry.compatibility("BACKWARD");
    startSource(bench, "avro-again", "value.schema", "inferred");
    Struct before = write(bench, "avro-again", 1, Map.of("amount", 5.5));
    worker.rest().delete("avro-again");
    startAgain(bench, "avro-again", "value.schema", "inferred");

    bench.createInstance("avro-again", Map.of("amount", 5));

    assertThat(before.getStruct("variables").get("amount")).isEqualTo(5.5);
    assertThat(awaitFailure("avro-again")).contains("Incompatible artifact");
  }

  @Test
  void anEnvelopeHasOneSchemaUnderTheStrictestCompatibility(TestBench bench) throws Exception {
    registry.compatibility("FULL_TRANSITIVE");
    startSource(bench, "avro-envelope", "value.schema", "envelope");

    Struct first = write(bench, "avro-envelope", 1, Map.of("amount", 5));
    Struct second = write(bench, "avro-envelope", 2, Map.of("amount", "much", "note", "n"));

    assertThat(JSON.readTree(first.getString("variables")))
        .isEqualTo(JSON.readTree("{\"amount\":5}"));
    assertThat(JSON.readTree(second.getString("variables")))
        .isEqualTo(JSON.readTree("{\"amount\":\"much\",\"note\":\"n\"}"));
    assertThat(second.get("type")).isEqualTo("avro-envelope");
    assertThat(registry.versions("avro-envelope-value")).isEqualTo(1);
  }

  // Replies

  /** A reply's value as Confluent's clients write it, with one text. */
  private static byte[] value(int schemaId, String receipt) {
    byte[] text = receipt.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(6 + text.length)
        .put((byte) 0)
        .putInt(schemaId)
        .put((byte) (2 * text.length)) // Avro's zigzag
        .put(text)
        .array();
  }

  @Test
  void avroRepliesSettleJobsAndThoseThatCannotBeReadAreReported(TestBench bench) throws Exception {
    registry.compatibility("BACKWARD");
    bench.deploy(Model.process("avro-replies").task("avro-replies").task("avro-after"));
    for (String topic : List.of("avro-replies", "avro-answers", "avro-bad-answers")) {
      bench.createTopic(topic, 1);
    }
    Map<String, String> settings = new HashMap<>(avro("reply.value.converter"));
    settings.putAll(avro("value.converter"));
    settings.put("job.types", "avro-replies");
    settings.put("topic", "avro-replies");
    settings.put("value.schema", "envelope");
    settings.put("reply.topic", "avro-answers");
    settings.put("reply.errors.topic", "avro-bad-answers");
    worker.rest().putConfig("avro-replies", bench.sourceConfig(settings));
    worker.rest().waitUntilRunning("avro-replies", TestBench.PATIENCE);
    int id =
        registry.register(
            "avro-answers-value",
            "{\"type\":\"record\",\"name\":\"Receipt\",\"fields\":[{\"name\":\"receipt\","
                + "\"type\":\"string\"}]}");
    bench.createInstance("avro-replies", Map.of("amount", 5));
    String job =
        TestBench.headers(bench.awaitRecords("avro-replies", 1).get(0)).get("bpmn-job-key");

    List<byte[]> answers =
        List.of(
            value(999_999, "unknown schema"),
            ByteBuffer.allocate(6).put((byte) 0).putInt(id).put((byte) 100).array(),
            "no Avro".getBytes(StandardCharsets.UTF_8),
            value(id, "r-1"));
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bench.stack().kafka().bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (byte[] answer : answers) {
        ProducerRecord<String, byte[]> reply = new ProducerRecord<>("avro-answers", answer);
        reply.headers().add("bpmn-job-key", job.getBytes(StandardCharsets.UTF_8));
        producer.send(reply);
      }
    }

    ActivatedJob after = bench.awaitJob("avro-after");
    assertThat(after.variables()).isEqualTo(Map.of("amount", 5, "receipt", "r-1"));
    List<ConsumerRecord<String, byte[]>> refused =
        bench.awaitRecords("avro-bad-answers", 3, new ByteArrayDeserializer());
    assertThat(refused)
        .extracting(ConsumerRecord::value)
        .containsExactly(answers.get(0), answers.get(1), answers.get(2));
    assertThat(refused)
        .allSatisfy(
            reply ->
                assertThat(TestBench.headers(reply).get("bpmn-reply-error-reason"))
                    .contains("its value cannot be converted"));
  }
}
