package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.Camunda8;
import java.util.Map;

/** How a source or a worker gets its jobs. */
enum Protocol {
  POLLED_BY_REST("polled by REST", "REST"),
  POLLED("polled", "gRPC"),
  PUSHED("pushed", "gRPC");

  private final String label;
  private final String api;

  Protocol(String label, String api) {
    this.label = label;
    this.api = api;
  }

  /** As it is called in tables; by gRPC, unless it says something else. */
  String label() {
    return label;
  }

  /** The API of the engine that it uses, REST or gRPC. */
  String api() {
    return api;
  }

  /** The settings of our source for it. */
  Map<String, String> settings(Camunda8 engine) {
    return switch (this) {
      case POLLED_BY_REST -> Map.of("engine.url", engine.restAddress().toString());
      case POLLED -> grpc(engine, "poll");
      case PUSHED -> grpc(engine, "stream");
    };
  }

  private static Map<String, String> grpc(Camunda8 engine, String delivery) {
    return Map.of(
        "engine.type",
        "zeebe",
        "engine.url",
        engine.grpcAddress().toString(),
        "job.delivery",
        delivery);
  }
}
