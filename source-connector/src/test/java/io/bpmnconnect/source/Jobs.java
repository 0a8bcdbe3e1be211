package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import java.time.Instant;
import java.util.Map;

/** Jobs as an engine gives them. */
final class Jobs {

  private Jobs() {}

  static ActivatedJob job(String key) {
    return job(key, Map.of(), Map.of("orderId", "o-1"));
  }

  static ActivatedJob job(
      String key, Map<String, Object> customHeaders, Map<String, Object> variables) {
    return new ActivatedJob(
        key,
        "charge-card",
        "instance-1",
        "definition-1",
        "order",
        2,
        "charge",
        "element-1",
        customHeaders,
        "worker",
        3,
        Instant.ofEpochMilli(1_700_000_000_000L),
        variables,
        "<default>");
  }
}
