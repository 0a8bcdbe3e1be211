package io.bpmnconnect.it;

import io.bpmnconnect.stack.Camunda8;
import io.bpmnconnect.stack.camunda8.GrpcGateway;
import io.bpmnconnect.stack.camunda8.PlayedVersion;
import io.bpmnconnect.stack.camunda8.RestGateway;
import io.bpmnconnect.stack.camunda8.StandInEngine;
import java.net.URI;
import java.util.Optional;

/** The Camunda 8 of tests that need one: one that was brought, else a stand-in of this JVM. */
final class TestedCamunda8 {

  /** What the tests were first written on. */
  private static final PlayedVersion PLAYED = PlayedVersion.of("8.6.0");

  private TestedCamunda8() {}

  static Camunda8 get() {
    return Camunda8.fromSystemProperties().orElseGet(() -> StandIn.ADDRESSES);
  }

  /** Started when it is first asked for; its threads end with the JVM. */
  private static final class StandIn {
    private static final Camunda8 ADDRESSES = start();

    private static Camunda8 start() {
      StandInEngine engine = new StandInEngine(PLAYED);
      URI rest = RestGateway.open(engine, 0).address();
      URI grpc = GrpcGateway.open(engine, 0).address();
      return Camunda8.at(
          rest, Optional.of(grpc), Optional.of(rest.resolve("/actuator/prometheus")));
    }
  }
}
