package io.bpmnconnect.it;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.stack.Camunda8;
import io.bpmnconnect.stack.ConnectRest;
import io.bpmnconnect.stack.LocalStack;
import io.bpmnconnect.stack.StackPart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a test does by hand: deploy, produce, consume, start connectors, look into the engine. */
public final class TestBench implements AutoCloseable {

  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Commands by hand that are on their way together, of many. */
  private static final int AT_ONCE = 8;

  private final LocalStack stack;
  private final Supplier<ProcessEngine> opening;
  private final KafkaProducer<String, String> producer;
  private final List<String> connectors = new ArrayList<>();
  private Optional<ProcessEngine> opened = Optional.empty();

  /**
   * For tests on a stack.
   *
   * @param opening connects to its engine, when a test first does something there by hand
   */
  TestBench(LocalStack stack, Supplier<ProcessEngine> opening) {
    this.stack = stack;
    this.opening = opening;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafka().bootstrapServers(), "linger.ms", 5),
            new StringSerializer(),
            new StringSerializer());
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    opened.ifPresent(ProcessEngine::close);
    stack.close();
  }

  public LocalStack stack() {
    return stack;
  }

  public ConnectRest connect() {
    return stack.worker().rest();
  }

  // Kafka

  public void createTopic(String name, int partitions) throws Exception {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    }
  }

  public void send(String topic, String key, String value, String... headers) {
    ProducerRecord<String, String> record = new ProducerRecord<>(topic, key, value);
    for (int i = 0; i < headers.length; i += 2) {
      record
          .headers()
          .add(headers[i], headers[i + 1].getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    producer.send(record);
    producer.flush();
  }

  /** Sends many records at once; the value of each is made from its number. */
  public void sendMany(String topic, int count, IntFunction<String> value) {
    IntStream.range(0, count)
        .forEach(i -> producer.send(new ProducerRecord<>(topic, "key-" + i, value.apply(i))));
    producer.flush();
  }

  /** Sends records to the partitions that they name, or that their keys belong to. */
  public void sendAll(Stream<ProducerRecord<String, String>> records) {
    records.forEach(producer::send);
    producer.flush();
  }

  /** The records of a topic, as soon as there are at least so many. */
  public List<ConsumerRecord<String, String>> awaitRecords(String topic, int atLeast) {
    return awaitRecords(topic, atLeast, new StringDeserializer());
  }

  /** As above, with values that are not text. */
  <V> List<ConsumerRecord<String, V>> awaitRecords(
      String topic, int atLeast, Deserializer<V> values) {
    try (KafkaConsumer<String, V> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
            new StringDeserializer(),
            values)) {
      List<TopicPartition> partitions = new ArrayList<>();
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                consumer
                    .partitionsFor(topic)
                    .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
                return !partitions.isEmpty();
              });
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<ConsumerRecord<String, V>> records = new ArrayList<>();
      await("%d records in %s".formatted(atLeast, topic))
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= atLeast;
              });
      return records;
    }
  }

  public static Map<String, String> headers(ConsumerRecord<?, ?> record) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      if (header.value() != null) {
        headers.put(
            header.key(), new String(header.value(), java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return headers;
  }

  /** How many records were ever written to a topic. */
  public long recordCount(String topic) throws Exception {
    try (Admin admin = admin()) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .forEach(p -> latest.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
      return admin.listOffsets(latest).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    }
  }

  /** The committed offsets of a connector's consumer group, summed up. */
  public long committed(String group) throws Exception {
    try (Admin admin = admin()) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(offset -> offset == null ? 0 : offset.offset())
          .sum();
    }
  }

  /** How many consumers a group has. */
  public int members(String group) throws Exception {
    return memberIds(group).size();
  }

  /** The ids that a group's consumers got when they joined it; one that joins again has another. */
  Set<String> memberIds(String group) throws Exception {
    return describe(group).map(MemberDescription::consumerId).collect(Collectors.toSet());
  }

  /** Waits until a connector has so many tasks, and each of them its partitions. */
  public void awaitAssigned(String connector, int tasks) {
    await("%d tasks of %s with partitions".formatted(tasks, connector))
        .atMost(PATIENCE)
        .until(
            () ->
                describe("connect-" + connector)
                        .filter(member -> !member.assignment().topicPartitions().isEmpty())
                        .count()
                    == tasks);
  }

  private Stream<MemberDescription> describe(String group) throws Exception {
    try (Admin admin = admin()) {
      return admin
          .describeConsumerGroups(List.of(group))
          .describedGroups()
          .get(group)
          .get()
          .members()
          .stream();
    } catch (java.util.concurrent.ExecutionException e) {
      return Stream.empty(); // the group does not exist yet
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()));
  }

  // Connect

  /** Starts a sink of a topic; a dead letter queue named after it takes what is refused. */
  public void startSink(String name, String topic, Map<String, String> settings) {
    start(name, sinkConfig(topic, settings));
  }

  public Map<String, String> sinkConfig(String topic, Map<String, String> settings) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("connector.class", "io.bpmnconnect.sink.ProcessEngineSinkConnector");
    config.put("topics", topic);
    config.putAll(engineSettings());
    config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    config.put("errors.tolerance", "all");
    config.put("errors.deadletterqueue.topic.name", topic + "-dlq");
    config.put("errors.deadletterqueue.topic.replication.factor", "1");
    config.put("errors.deadletterqueue.context.headers.enable", "true");
    config.putAll(settings);
    return config;
  }

  public void startSource(String name, Map<String, String> settings) {
    start(name, sourceConfig(settings));
  }

  public Map<String, String> sourceConfig(Map<String, String> settings) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("connector.class", "io.bpmnconnect.source.ProcessEngineSourceConnector");
    config.putAll(engineSettings());
    config.put("reply.consumer.bootstrap.servers", stack.kafka().bootstrapServers());
    config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    config.put("job.request.timeout.ms", "3000");
    config.putAll(settings);
    return config;
  }

  private void start(String name, Map<String, String> config) {
    put(name, config);
    connect().waitUntilRunning(name, PATIENCE);
  }

  /** Starts a connector without waiting for its tasks, as of one that is meant to fail. */
  public void put(String name, Map<String, String> config) {
    connect().putConfig(name, config);
    if (!connectors.contains(name)) {
      connectors.add(name);
    }
  }

  public void stopConnector(String name) {
    connect().delete(name);
    connectors.remove(name);
  }

  /** How many connectors were started by this object and not yet stopped. */
  int connectors() {
    return connectors.size();
  }

  /** Stops the connectors that were started last, but for so many that were there before. */
  public void stopConnectors(int butFor) {
    while (connectors.size() > butFor) {
      stopConnector(connectors.get(connectors.size() - 1));
    }
  }

  /** Waits until a task of a connector has failed, and returns its trace. */
  public String awaitFailure(String connector) {
    return await("the failure of " + connector)
        .atMost(PATIENCE)
        .until(() -> connect().status(connector).flatMap(s -> s.failure()), Optional::isPresent)
        .orElseThrow()
        .trace();
  }

  // Engine

  private synchronized ProcessEngine engine() {
    if (opened.isEmpty()) {
      opened = Optional.of(opening.get());
    }
    return opened.get();
  }

  /** What connectors say of the engine of the stack: its type and its address. */
  Map<String, String> engineSettings() {
    return Map.of(
        "engine.type", stack.engine().engineType(),
        "engine.url", stack.engine().environment().get("ENGINE_URL"));
  }

  /** The Camunda 8 of tests that {@link NeedsCamunda8}. */
  Camunda8 camunda8() {
    return TestedCamunda8.get();
  }

  /** The engine's process; leaves out the test when it is not one of ours. */
  StackPart engineProcess() {
    Optional<StackPart> process = stack.engine().process();
    assumeThat(process).as("an engine that the tests may kill").isPresent();
    return process.orElseThrow();
  }

  void deploy(Model model) {
    stack.engine().deploy("model.bpmn", model.xml());
  }

  /** Deploys a file of {@code src/test/resources/models}. */
  void deploy(String model) throws java.net.URISyntaxException {
    stack.engine().deploy(Path.of(getClass().getResource("/models/" + model).toURI()));
  }

  /** Starts an instance by hand, as soon as the engine is not too busy for it. */
  String createInstance(String processId, Map<String, Object> variables) {
    EngineCommand create =
        new EngineCommand.CreateProcessInstance(
            new EngineCommand.Definition.ById(processId, -1),
            variables,
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            false,
            OptionalLong.empty());
    CommandResult result =
        acceptedAtOnce(create)
            .orElseGet(
                () ->
                    await("an engine that is not overloaded")
                        .atMost(PATIENCE)
                        .until(() -> acceptedAtOnce(create), Optional::isPresent)
                        .orElseThrow());
    return ((CommandResult.ProcessInstanceCreated) result).processInstanceKey();
  }

  /** Starts many instances by hand, several at once; the variables of each come from its number. */
  void createInstances(String processId, int count, IntFunction<Map<String, Object>> variables) {
    severalAtOnce(IntStream.range(0, count), i -> createInstance(processId, variables.apply(i)));
  }

  /**
   * Sends many commands, several at once: the engine writes what comes together to its disk
   * together.
   *
   * @param failed is told of each that the engine has not carried out, on any thread
   */
  void executeAll(List<? extends EngineCommand> commands, Consumer<CompletionException> failed) {
    severalAtOnce(
        IntStream.range(0, commands.size()),
        i -> {
          try {
            execute(commands.get(i));
          } catch (CompletionException e) {
            failed.accept(e);
          }
        });
  }

  /** Returns when all is done; throws what the first of them has thrown. */
  private static void severalAtOnce(IntStream numbers, IntConsumer action) {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      CompletableFuture.allOf(
              numbers
                  .mapToObj(i -> CompletableFuture.runAsync(() -> action.accept(i), threads))
                  .toArray(CompletableFuture[]::new))
          .join();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Empty when the engine is overloaded. */
  private Optional<CommandResult> acceptedAtOnce(EngineCommand command) {
    try {
      return Optional.of(execute(command));
    } catch (CompletionException e) {
      if (EngineException.from(e).kind() == ErrorKind.BACKPRESSURE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  CommandResult execute(EngineCommand command) {
    return engine().execute(command).toCompletableFuture().join();
  }

  /** Sends a command that the engine should refuse. */
  EngineException refusal(EngineCommand command) {
    try {
      execute(command);
    } catch (CompletionException e) {
      return EngineException.from(e);
    }
    throw new AssertionError("was not refused: " + command.operation());
  }

  /** Starts an instance of a process whose first element is a task, and activates its job. */
  ActivatedJob newJob(String processAndType) {
    createInstance(processAndType, Map.of());
    return awaitJob(processAndType);
  }

  /**
   * Fails a job for good and finds the incident that this raises. The engine tells keys of
   * incidents to its search database only; it has given this one out soon after that of the job.
   */
  String raiseIncident(ActivatedJob job) {
    execute(
        new EngineCommand.FailJob(
            JobRef.of(job.key()), 0, Optional.empty(), Duration.ZERO, Map.of()));
    long first = Long.parseLong(job.key()) + 1;
    return LongStream.range(first, first + 200)
        .mapToObj(Long::toString)
        .filter(key -> isIncidentOf(job, key))
        .findFirst()
        .orElseThrow();
  }

  private boolean isIncidentOf(ActivatedJob job, String key) {
    EngineException refusal = refusal(new EngineCommand.ResolveIncident(key, OptionalLong.empty()));
    return refusal.kind() == ErrorKind.CONFLICT
        && refusal.detail().orElse("").contains("'" + job.key() + "'");
  }

  /** Activates the next job of a type. */
  ActivatedJob awaitJob(String type) {
    return awaitJobs(type, 1).get(0);
  }

  /** Activates jobs of a type until there are at least so many; they stay locked. */
  List<ActivatedJob> awaitJobs(String type, int atLeast) {
    List<ActivatedJob> jobs = new ArrayList<>();
    await("%d jobs of type %s".formatted(atLeast, type))
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              jobs.addAll(activate(type, Duration.ofSeconds(1)));
              return jobs.size() >= atLeast;
            });
    return jobs;
  }

  /** What the engine has of a type within a moment: for showing that there is nothing more. */
  List<ActivatedJob> activate(String type, Duration wait) {
    return activate(type, wait, Duration.ofMinutes(10));
  }

  /**
   * The same with a lock of its own: an engine that is being restarted may lock jobs for a request
   * that nobody waits for any more, and they come again when the lock ends.
   */
  List<ActivatedJob> activate(String type, Duration wait, Duration lock) {
    try {
      return engine()
          .activateJobs(
              new JobActivation(
                  List.of(
                      new JobActivation.OfType(
                          type, lock, List.of(), List.of(), JobActivation.Filter.ALL)),
                  "test",
                  1_000,
                  wait,
                  List.of(),
                  Optional.empty(),
                  false,
                  false,
                  3,
                  new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2))))
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      switch (EngineException.from(e).kind()) {
        case UNAVAILABLE, TIMEOUT, BACKPRESSURE, INTERNAL -> {
          return List.of(); // it is being restarted by the test
        }
        default -> throw e;
      }
    }
  }

  /** Waits for one record that is as described. */
  ConsumerRecord<String, String> awaitRecord(
      String topic, Predicate<ConsumerRecord<String, String>> wanted) {
    List<ConsumerRecord<String, String>> found = new ArrayList<>();
    await("a record in " + topic)
        .atMost(PATIENCE)
        .until(
            () -> {
              awaitRecords(topic, 1).stream().filter(wanted).findFirst().ifPresent(found::add);
              return !found.isEmpty();
            });
    return found.get(0);
  }
}
