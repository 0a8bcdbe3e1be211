package io.bpmnconnect.it.engine;

import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.StackHome;
import io.bpmnconnect.stack.StackPart;
import io.bpmnconnect.stack.ZeebeEngine;
import java.net.URI;
import java.nio.file.Path;
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
}
