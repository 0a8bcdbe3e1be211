package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.ZeebeEngine;
import java.util.Map;

/** How our source gets its jobs. */
enum Protocol {
  POLLED_BY_REST("polled by REST"),
  POLLED("polled"),
  PUSHED("pushed");

  private final String label;

  Protocol(String label) {
    this.label = label;
  }

  /** As it is called in tables; by gRPC, unless it says something else. */
  String label() {
    return label;
  }

  /** The settings for it. */
  Map<String, String> settings(ZeebeEngine engine) {
    return switch (this) {
      case POLLED_BY_REST -> Map.of("engine.url", engine.restAddress().toString());
      case POLLED -> grpc(engine, "poll");
      case PUSHED -> grpc(engine, "stream");
    };
  }

  private static Map<String, String> grpc(ZeebeEngine engine, String delivery) {
    return Map.of(
        "engine.type",
        "zeebe",
        "engine.url",
        engine.grpcAddress().toString(),
        "job.delivery",
        delivery);
  }
}
