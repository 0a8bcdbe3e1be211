package io.bpmnconnect.stack;

import io.bpmnconnect.stack.JsonHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A distributed Kafka Connect worker. Workers with the same group id are one Connect cluster. */
public final class ConnectWorker extends StackPart {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

  private final URI url;
  private final JsonHttp http;
  private final ConnectRest rest;

  private ConnectWorker(String name, Launch launch, URI url) {
    super(name, launch);
    this.url = url;
    this.http = new JsonHttp(url, ANSWER_TIMEOUT);
    this.rest = new ConnectRest(url);
  }

  /**
   * Sets up a worker.
   *
   * @param home where its jars and the plugin are
   * @param directory its folder, which is emptied: configuration and log; its name is the worker's
   * @param bootstrapServers the brokers
   */
  public static Builder builder(StackHome home, Path directory, String bootstrapServers) {
    return new Builder(home, directory, bootstrapServers);
  }

  @Override
  Optional<String> missing() throws IOException, InterruptedException {
    // The second one is answered by the herder, after it has joined the group.
    for (String path : List.of("/", "/connectors")) {
      Answer answer = http.get(path);
      if (!answer.isSuccess()) {
        return Optional.of(answer.request() + " was answered " + answer.status());
      }
    }
    return Optional.empty();
  }

  /** Its REST API, such as {@code http://127.0.0.1:28083}. */
  public URI url() {
    return url;
  }

  /** A client of its REST API. */
  public ConnectRest rest() {
    return rest;
  }

  /** What can be chosen of a worker. Not thread-safe. */
  public static final class Builder extends PartBuilder<Builder> {
    private final String bootstrapServers;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private KafkaVersion version = KafkaVersion.V4_3;
    private String groupId = "connect";
    private boolean withPlugin = true;

    private Builder(StackHome home, Path directory, String bootstrapServers) {
      super(home, directory, List.of("-Xms128m", "-Xmx512m"));
      this.bootstrapServers = bootstrapServers;
    }

    @Override
    Builder self() {
      return this;
    }

    /** The release it runs; 4.3 by default. */
    public Builder version(KafkaVersion value) {
      version = value;
      return this;
    }

    /** The Connect cluster it belongs to; {@code connect} by default. */
    public Builder groupId(String value) {
      groupId = value;
      return this;
    }

    /** Whether the packaged plugin is on its {@code plugin.path}; it is by default. */
    public Builder withPlugin(boolean value) {
      withPlugin = value;
      return this;
    }

    /** How often it commits offsets; every second by default. */
    public Builder offsetFlushInterval(Duration value) {
      return property("offset.flush.interval.ms", Long.toString(value.toMillis()));
    }

    /** Sets any property of the worker. */
    public Builder property(String name, String value) {
      properties.put(name, value);
      return this;
    }

    /** Sets a variable of its environment, which has few of its own. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Chooses a port and writes the configuration; nothing is started yet. */
    public ConnectWorker build() {
      int port = freePorts.find(1).get(0);
      WorkDirectory work = WorkDirectory.create(directory);
      String name = work.path().getFileName().toString();
      Map<String, String> all = defaults(port);
      all.put("plugin.path", (withPlugin ? home.plugins() : work.folder("no-plugins")).toString());
      all.putAll(properties);
      jvmOptions.add(version.loggingOption() + work.copyResource(version.loggingFile()));
      List<String> command =
          new JavaCommand(
                  JavaCommand.ownHome(),
                  jvmOptions,
                  home.kafkaClassPath(version),
                  "org.apache.kafka.connect.cli.ConnectDistributed")
              .withArguments(work.write("worker.properties", all).toString());
      Path log = work.resolve(name + ".log");
      Launch launch = new Launch(command, environment, work.path(), log, startTimeout);
      return new ConnectWorker(name, launch, Loopback.http(port));
    }

    private Map<String, String> defaults(int port) {
      Map<String, String> map = new LinkedHashMap<>();
      map.put("bootstrap.servers", bootstrapServers);
      map.put("group.id", groupId);
      map.put("listeners", Loopback.http(port).toString());
      map.put("rest.advertised.host.name", Loopback.HOST);
      map.put("rest.advertised.port", Integer.toString(port));
      map.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
      map.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
      map.put("value.converter.schemas.enable", "false");
      map.put("config.storage.topic", groupId + "-configs");
      map.put("config.storage.replication.factor", "1");
      map.put("offset.storage.topic", groupId + "-offsets");
      map.put("offset.storage.replication.factor", "1");
      map.put("offset.storage.partitions", "5");
      map.put("status.storage.topic", groupId + "-status");
      map.put("status.storage.replication.factor", "1");
      map.put("status.storage.partitions", "1");
      map.put("offset.flush.interval.ms", "1000");
      map.put("plugin.discovery", "service_load");
      map.put("connector.client.config.override.policy", "All");
      // The configurations of config/ say ${env:ENGINE_URL} and ${env:BOOTSTRAP_SERVERS}.
      map.put("config.providers", "env");
      map.put(
          "config.providers.env.class",
          "org.apache.kafka.common.config.provider.EnvVarConfigProvider");
      // A worker that is lost, or new, is noticed in seconds.
      map.put("scheduled.rebalance.max.delay.ms", "0");
      map.put("session.timeout.ms", "6000");
      map.put("heartbeat.interval.ms", "1000");
      return map;
    }
  }
}
