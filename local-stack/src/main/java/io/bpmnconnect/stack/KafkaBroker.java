package io.bpmnconnect.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A Kafka broker of the newest supported release: one KRaft node that is controller as well. */
public final class KafkaBroker extends StackPart {

  private static final Duration LONGEST_CREATION = Duration.ofSeconds(30);
  private static final long PAUSE_MS = 100;
  private static final Duration FORMAT_TIMEOUT = Duration.ofMinutes(1);
  private static final int ANSWER_TIMEOUT_MS = 2_000;
  private static final String PROXIED = "PROXIED";

  private final Path directory;
  private final int port;
  private final int proxiedPort;
  private final List<String> format;

  private KafkaBroker(Launch launch, int port, int proxiedPort, List<String> format) {
    super("kafka", launch);
    this.directory = launch.directory();
    this.port = port;
    this.proxiedPort = proxiedPort;
    this.format = List.copyOf(format);
  }

  /**
   * Sets up a broker.
   *
   * @param home where its jars are
   * @param directory its folder, which is emptied: configuration, data and log
   */
  public static Builder builder(StackHome home, Path directory) {
    return new Builder(home, directory);
  }

  @Override
  public void start() {
    if (!Files.exists(directory.resolve("data/meta.properties"))) {
      format();
    }
    super.start();
  }

  private void format() {
    ChildProcess process = run(format);
    try {
      if (!process.waitFor(FORMAT_TIMEOUT)) {
        process.kill();
      }
    } catch (InterruptedException e) {
      process.kill();
      Thread.currentThread().interrupt();
      throw new StackException("kafka: interrupted while its storage was formatted", e);
    }
    if (process.exitCode().getAsInt() != 0) {
      throw failure(process, "could not format its storage");
    }
  }

  @Override
  Optional<String> missing() throws IOException, InterruptedException {
    Loopback.connect(port);
    try (Admin admin = admin(ANSWER_TIMEOUT_MS)) {
      boolean registered =
          !admin.describeCluster().nodes().get(ANSWER_TIMEOUT_MS, TimeUnit.MILLISECONDS).isEmpty();
      return registered ? Optional.empty() : Optional.of("the broker is still fenced");
    } catch (ExecutionException | TimeoutException e) {
      return Optional.of("describeCluster: " + e);
    }
  }

  /** The value of {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return Loopback.HOST + ":" + port;
  }

  /**
   * Where the proxy of {@link Builder#proxy} is to pass bytes on to. Nobody else can use it: its
   * clients are sent to the proxy.
   */
  public URI proxiedAddress() {
    return URI.create("tcp://" + Loopback.HOST + ":" + proxiedPort);
  }

  /**
   * Creates topics with one replica, and waits until all their partitions can be written: an
   * idempotent producer whose first batch comes too early, and whose second does not, is stuck with
   * the first.
   *
   * @throws StackException when one of them exists or the broker does not answer within 30 s
   */
  public void createTopics(int partitions, String... names) {
    List<NewTopic> topics = new ArrayList<>();
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    for (String name : names) {
      topics.add(new NewTopic(name, Optional.of(partitions), Optional.empty()));
      for (int partition = 0; partition < partitions; partition++) {
        all.put(new TopicPartition(name, partition), OffsetSpec.latest());
      }
    }
    try (Admin admin = admin((int) LONGEST_CREATION.toMillis())) {
      admin.createTopics(topics).all().get();
      awaitLeaders(admin, all);
    } catch (ExecutionException e) {
      throw new StackException("kafka cannot create " + List.of(names), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while creating " + List.of(names), e);
    }
  }

  /**
   * A leader answers as soon as it is one. On a busy machine the broker's metadata may not even
   * know a topic yet that its controller has made; only that is asked again.
   */
  private static void awaitLeaders(Admin admin, Map<TopicPartition, OffsetSpec> all)
      throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST_CREATION.toNanos();
    while (true) {
      try {
        admin.listOffsets(all).all().get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    }
  }

  private Admin admin(int timeoutMs) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            timeoutMs,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            timeoutMs));
  }

  /** What can be chosen of a broker. Not thread-safe. */
  public static final class Builder extends PartBuilder<Builder> {

    private final Map<String, String> properties = new LinkedHashMap<>();
    private OptionalInt proxyPort = OptionalInt.empty();

    private Builder(StackHome home, Path directory) {
      super(home, directory, List.of("-Xms128m", "-Xmx512m"));
    }

    @Override
    Builder self() {
      return this;
    }

    /** Whether a topic is created when a client asks for it; it is by default. */
    public Builder autoCreateTopics(boolean value) {
      return property("auto.create.topics.enable", Boolean.toString(value));
    }

    /** Partitions of topics created without a number of them; 1 by default. */
    public Builder defaultPartitions(int value) {
      return property("num.partitions", Integer.toString(value));
    }

    /**
     * Adds a listener that stands behind a proxy: clients that come by the proxy stay on that way.
     *
     * @param port of the proxy, on loopback
     */
    public Builder proxy(int port) {
      proxyPort = OptionalInt.of(port);
      return this;
    }

    /** Sets any property of the broker. */
    public Builder property(String name, String value) {
      properties.put(name, value);
      return this;
    }

    /** Chooses ports and writes the configuration; nothing is started yet. */
    public KafkaBroker build() {
      List<Integer> ports = freePorts.find(3);
      WorkDirectory work = WorkDirectory.create(directory);
      Map<String, String> all = defaults(ports.get(0), ports.get(1), work.resolve("data"));
      proxyPort.ifPresent(proxy -> addProxied(all, ports.get(0), ports.get(2), proxy));
      all.putAll(properties);
      String configuration = work.write("broker.properties", all).toString();
      KafkaVersion version = KafkaVersion.V4_3;
      Path logging = work.copyResource(version.loggingFile());
      jvmOptions.add(version.loggingOption() + logging);
      String classPath = home.kafkaClassPath(version);
      List<String> format =
          new JavaCommand(JavaCommand.ownHome(), jvmOptions, classPath, "kafka.tools.StorageTool")
              .withArguments(
                  "format",
                  "--cluster-id",
                  Uuid.randomUuid().toString(),
                  "--config",
                  configuration);
      List<String> run =
          new JavaCommand(JavaCommand.ownHome(), jvmOptions, classPath, "kafka.Kafka")
              .withArguments(configuration);
      Launch launch =
          new Launch(run, Map.of(), work.path(), work.resolve("kafka.log"), startTimeout);
      return new KafkaBroker(launch, ports.get(0), ports.get(2), format);
    }

    private static Map<String, String> defaults(int port, int controllerPort, Path data) {
      Map<String, String> map = new LinkedHashMap<>();
      map.put("process.roles", "broker,controller");
      map.put("node.id", "1");
      map.put(
          "listeners", join(listener("PLAINTEXT", port), listener("CONTROLLER", controllerPort)));
      map.put("controller.listener.names", "CONTROLLER");
      map.put("controller.quorum.voters", "1@" + Loopback.HOST + ":" + controllerPort);
      map.put("log.dirs", data.toString());
      map.put("auto.create.topics.enable", "true");
      map.put("num.partitions", "1");
      map.put("offsets.topic.replication.factor", "1");
      map.put("transaction.state.log.replication.factor", "1");
      map.put("transaction.state.log.min.isr", "1");
      map.put("share.coordinator.state.topic.replication.factor", "1");
      map.put("share.coordinator.state.topic.min.isr", "1");
      // One broker needs few partitions of its own topics; 50 take seconds to create.
      map.put("offsets.topic.num.partitions", "5");
      map.put("transaction.state.log.num.partitions", "5");
      map.put("share.coordinator.state.topic.num.partitions", "5");
      // A killed broker may register again only when its old session has expired; 9 s by default.
      map.put("broker.session.timeout.ms", "3000");
      map.put("broker.heartbeat.interval.ms", "500");
      map.put("group.initial.rebalance.delay.ms", "0");
      map.put("group.min.session.timeout.ms", "1000");
      map.put("log.cleaner.dedupe.buffer.size", "16777216");
      return map;
    }

    private static void addProxied(Map<String, String> all, int port, int proxied, int proxy) {
      all.merge("listeners", listener(PROXIED, proxied), Builder::join);
      all.put("advertised.listeners", join(listener("PLAINTEXT", port), listener(PROXIED, proxy)));
      all.put(
          "listener.security.protocol.map",
          "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT," + PROXIED + ":PLAINTEXT");
    }

    private static String join(String listener, String another) {
      return listener + "," + another;
    }

    private static String listener(String name, int port) {
      return name + "://" + Loopback.HOST + ":" + port;
    }
  }
}
