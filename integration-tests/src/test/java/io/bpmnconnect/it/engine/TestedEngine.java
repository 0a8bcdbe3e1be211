package io.bpmnconnect.it.engine;

import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.stack.Camunda8;
import io.bpmnconnect.stack.StackPart;
import io.bpmnconnect.stack.camunda8.EngineLog;
import io.bpmnconnect.stack.camunda8.GrpcGateway;
import io.bpmnconnect.stack.camunda8.PlayedVersion;
import io.bpmnconnect.stack.camunda8.RestGateway;
import io.bpmnconnect.stack.camunda8.StandInEngine;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An engine that runs for the tests, and what they do with it past the adapter. */
interface TestedEngine extends AutoCloseable {

  /** Its process, which can be suspended, when it is one of ours. */
  Optional<StackPart> process();

  URI address(EngineType protocol);

  void deploy(String name, String model);

  int partitions();

  /** The tenants that a stream has to name to be given jobs of the default one. */
  List<String> tenantsOfStreams();

  /** What contracts can be asked of it. */
  Set<Ability> abilities();

  /** How many incidents it has raised, when it counts them. */
  long incidents();

  /** Ends what was started for it. */
  @Override
  default void close() {}

  /** A Camunda 8 that was brought, with a gateway for both protocols. */
  record Brought(Camunda8 engine) implements TestedEngine {

    @Override
    public Optional<StackPart> process() {
      return Optional.empty();
    }

    @Override
    public URI address(EngineType protocol) {
      return protocol == EngineType.ZEEBE ? engine.grpcAddress() : engine.restAddress();
    }

    @Override
    public void deploy(String name, String model) {
      engine.admin().deploy(name, model);
    }

    @Override
    public int partitions() {
      return engine.admin().topology().path("partitionsCount").asInt();
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
      return engine.counters().read().incidentsCreated();
    }
  }

  /** A stand-in of ours, which plays one version. */
  record StandIn(StandInEngine engine, RestGateway rest, GrpcGateway grpc) implements TestedEngine {

    static StandIn playing(String version) {
      StandInEngine engine = new StandInEngine(PlayedVersion.of(version));
      return new StandIn(engine, RestGateway.open(engine, 0), GrpcGateway.open(engine, 0));
    }

    @Override
    public Optional<StackPart> process() {
      return Optional.empty();
    }

    @Override
    public URI address(EngineType protocol) {
      return protocol == EngineType.ZEEBE ? grpc.address() : rest.address();
    }

    @Override
    public void deploy(String name, String model) {
      engine.deploy(name, model, "");
    }

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public List<String> tenantsOfStreams() {
      return List.of();
    }

    /** It refuses what is younger than the version that it plays, so that tests see it. */
    @Override
    public Set<Ability> abilities() {
      return EnumSet.complementOf(EnumSet.of(Ability.IGNORES_THE_UNKNOWN));
    }

    @Override
    public long incidents() {
      return engine.log().count(EngineLog.Subject.INCIDENT, "created");
    }

    @Override
    public void close() {
      grpc.close();
      rest.close();
      engine.close();
    }
  }
}
