package io.bpmnconnect.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.stack.JsonHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Zeebe broker with its gateway: the engine of Camunda 8, with its REST and gRPC API. */
public final class ZeebeEngine extends StackPart {
  static final int MINIMUM_JAVA = 21;

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

  private final Ports ports;
  private final JsonHttp http;
  private final EngineAdmin admin;

  private record Ports(int rest, int grpc, int management, int command, int internal) {
    static Ports of(FreePorts freePorts) {
      List<Integer> free = freePorts.find(5);
      return new Ports(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4));
    }
  }

  private ZeebeEngine(Launch launch, Ports ports) {
    super("zeebe", launch);
    this.ports = ports;
    this.http = new JsonHttp(restAddress(), ANSWER_TIMEOUT);
    this.admin = new EngineAdmin(restAddress());
  }

  /**
   * Sets up an engine.
   *
   * @param home where the engine is
   * @param directory its folder, which is emptied: configuration, data and log
   */
  public static Builder builder(StackHome home, Path directory) {
    return new Builder(home, directory);
  }

  @Override
  Optional<String> missing() throws IOException, InterruptedException {
    Answer answer = http.get("/v2/topology");
    if (!answer.isSuccess()) {
      return Optional.of(answer.request() + " was answered " + answer.status());
    }
    JsonNode topology = http.parse(answer.body());
    int healthyLeaders = 0;
    for (JsonNode broker : topology.path("brokers")) {
      for (JsonNode partition : broker.path("partitions")) {
        boolean leader = partition.path("role").asText().equals("leader");
        boolean healthy = partition.path("health").asText().equals("healthy");
        healthyLeaders += leader && healthy ? 1 : 0;
      }
    }
    int partitions = topology.path("partitionsCount").asInt();
    return partitions > 0 && healthyLeaders == partitions
        ? Optional.empty()
        : Optional.of(healthyLeaders + " of " + partitions + " partitions have a healthy leader");
  }

  /** Its REST API without the version, such as {@code http://127.0.0.1:28080}. */
  public URI restAddress() {
    return Loopback.http(ports.rest());
  }

  /** Its gRPC API in plain text, such as {@code http://127.0.0.1:26500}. */
  public URI grpcAddress() {
    return Loopback.http(ports.grpc());
  }

  /** Where it publishes its counters in the Prometheus text format. */
  public URI metrics() {
    return Loopback.http(ports.management()).resolve("/actuator/prometheus");
  }

  /** Deploys and starts processes on it. */
  public EngineAdmin admin() {
    return admin;
  }

  /** Reads its counters, which begin at zero each time it starts. */
  public EngineCounters counters() {
    return new EngineCounters(metrics());
  }

  /** What can be chosen of an engine. Not thread-safe. */
  public static final class Builder extends PartBuilder<Builder> {
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Builder(StackHome home, Path directory) {
      super(home, directory, List.of("-Xms128m", "-Xmx512m"));
    }

    @Override
    Builder self() {
      return this;
    }

    /** Number of partitions; 1 by default. */
    public Builder partitions(int value) {
      return environment("ZEEBE_BROKER_CLUSTER_PARTITIONSCOUNT", Integer.toString(value));
    }

    /** Sets a variable of its environment: any setting of the engine. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /**
     * Looks for a JDK, chooses ports and writes the configuration; nothing is started yet.
     *
     * @throws StackException when there is no JDK 21 or newer
     */
    public ZeebeEngine build() {
      Path zeebe = home.zeebe();
      Path java = new JdkFinder().find(MINIMUM_JAVA);
      Ports ports = Ports.of(freePorts);
      WorkDirectory work = WorkDirectory.create(directory);
      Map<String, String> all = defaults(ports, work.resolve("data"));
      all.putAll(environment);
      jvmOptions.add("-XX:+ExitOnOutOfMemoryError");
      jvmOptions.add("-Dfile.encoding=UTF-8");
      jvmOptions.add("-Dlog4j2.configurationFile=" + work.copyResource("log4j2.properties"));
      List<String> command =
          new JavaCommand(
                  java,
                  jvmOptions,
                  zeebe + "/config:" + zeebe + "/lib/*",
                  "io.camunda.application.StandaloneBroker")
              .withArguments();
      Path log = work.resolve("zeebe.log");
      return new ZeebeEngine(new Launch(command, all, work.path(), log, startTimeout), ports);
    }

    private static Map<String, String> defaults(Ports ports, Path data) {
      Map<String, String> map = new LinkedHashMap<>();
      map.put("SERVER_ADDRESS", Loopback.HOST);
      map.put("SERVER_PORT", Integer.toString(ports.rest()));
      // A stop would wait for the end of long polls whose clients are gone.
      map.put("SERVER_SHUTDOWN", "immediate");
      map.put("MANAGEMENT_SERVER_ADDRESS", Loopback.HOST);
      map.put("MANAGEMENT_SERVER_PORT", Integer.toString(ports.management()));
      map.put("ZEEBE_BROKER_NETWORK_HOST", Loopback.HOST);
      map.put("ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT", Integer.toString(ports.command()));
      map.put("ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT", Integer.toString(ports.internal()));
      map.put("ZEEBE_BROKER_GATEWAY_NETWORK_HOST", Loopback.HOST);
      map.put("ZEEBE_BROKER_GATEWAY_NETWORK_PORT", Integer.toString(ports.grpc()));
      map.put("ZEEBE_BROKER_DATA_DIRECTORY", data.toString());
      // Its own limits, 2 GB, make it refuse commands on a disk that is nearly full.
      map.put("ZEEBE_BROKER_DATA_DISK_FREESPACE_PROCESSING", "256MB");
      map.put("ZEEBE_BROKER_DATA_DISK_FREESPACE_REPLICATION", "128MB");
      map.put("ZEEBE_BROKER_DATA_LOGSEGMENTSIZE", "32MB");
      return map;
    }
  }
}
