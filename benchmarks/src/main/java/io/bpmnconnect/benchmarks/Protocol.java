package io.bpmnconnect.benchmarks;

import io.bpmnconnect.stack.ZeebeEngine;
import java.util.Map;

/** How our source gets its jobs. */
final class Protocol {

  private Protocol() {}

  /**
   * The settings for it.
   *
   * @param streaming whether the engine pushes jobs by gRPC, instead of being asked by REST
   */
  static Map<String, String> of(ZeebeEngine engine, boolean streaming) {
    return streaming
        ? Map.of(
            "engine.type",
            "zeebe",
            "engine.url",
            engine.grpcAddress().toString(),
            "job.delivery",
            "stream")
        : Map.of("engine.url", engine.restAddress().toString());
  }
}
