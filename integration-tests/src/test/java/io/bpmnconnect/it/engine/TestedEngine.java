package io.bpmnconnect.it.engine;

import com.google.protobuf.ByteString;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.MemoryEngine;
import io.bpmnconnect.stack.StackHome;
import io.bpmnconnect.stack.StackPart;
import io.bpmnconnect.stack.ZeebeEngine;
import io.camunda.zeebe.gateway.protocol.GatewayGrpc;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.DeployResourceRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.Resource;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** An engine that runs for the tests, and what they do with it past the adapter. */
interface TestedEngine {

  /** Its process, which can be suspended. */
  StackPart process();

  URI address(EngineType protocol);

  void deploy(String name, String model);

  int partitions();

  /** The tenants that a stream has to name to be given jobs of the default one. */
  List<String> tenantsOfStreams();

  /** What contracts can be asked of it. */
  Set<Ability> abilities();

  /** How many incidents it has raised, when it counts them. */
  long incidents();

  /** A broker with a gateway for both protocols. */
  record Broker(ZeebeEngine process) implements TestedEngine {

    private static final int PARTITIONS = 2;

    static Broker start(StackHome home, Path work) {
      ZeebeEngine zeebe =
          ZeebeEngine.builder(home, work)
              .tuning(JvmTuning.QUICK_START)
              .partitions(PARTITIONS)
              .build();
      zeebe.start();
      return new Broker(zeebe);
    }

    @Override
    public URI address(EngineType protocol) {
      return protocol == EngineType.ZEEBE ? process.grpcAddress() : process.restAddress();
    }

    @Override
    public void deploy(String name, String model) {
      process.admin().deploy(name, model);
    }

    @Override
    public int partitions() {
      return PARTITIONS;
    }

    @Override
    public List<String> tenantsOfStreams() {
      return List.of();
    }

    @Override
    public Set<Ability> abilities() {
      return EnumSet.allOf(Ability.class);
    }

    @Override
    public long incidents() {
      return process.counters().value("zeebe_incident_events_total", "action", "created");
    }
  }

  /**
   * The engine in memory: one partition and no counters. Its gateway speaks gRPC only and hands few
   * fields on: it answers each request for jobs at once, waits for the end of an instance for as
   * long as that takes, drops the variables of failed jobs, does not look at tenants, and, though
   * it tells the version 8.8, neither takes tags, instructions, results and references nor tells
   * what kind of job it gives out. Those are played, see {@code PlayedVersionsTest}.
   */
  record InMemory(MemoryEngine process) implements TestedEngine {

    static InMemory start(StackHome home, Path work) {
      MemoryEngine engine = MemoryEngine.create(home, work);
      engine.start();
      return new InMemory(engine);
    }

    @Override
    public URI address(EngineType protocol) {
      return process.grpcAddress();
    }

    @Override
    public void deploy(String name, String model) {
      URI address = process.grpcAddress();
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress(address.getHost(), address.getPort())
              .usePlaintext()
              .build();
      try {
        GatewayGrpc.newBlockingStub(channel)
            .withDeadlineAfter(Duration.ofMinutes(1))
            .deployResource(
                DeployResourceRequest.newBuilder()
                    .addResources(
                        Resource.newBuilder()
                            .setName(name)
                            .setContent(ByteString.copyFromUtf8(model)))
                    .build());
      } finally {
        channel.shutdownNow();
      }
    }

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public List<String> tenantsOfStreams() {
      return List.of("<default>");
    }

    @Override
    public Set<Ability> abilities() {
      return Set.of();
    }

    @Override
    public long incidents() {
      throw new UnsupportedOperationException("the engine in memory does not count");
    }
  }
}
