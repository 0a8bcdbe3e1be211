package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A process instance that runs. Not thread-safe. */
final class ProcessInstance {
  final long key;
  final Deployments.DeployedProcess process;
  final List<String> tags;
  final Scope scope = new Scope(Optional.empty());
  final Map<Long, ElementInstance> active = new LinkedHashMap<>();
  final Map<String, Integer> arrivals = new HashMap<>();

  /** Elements after which the instance is terminated. */
  final Set<String> terminateAfter = new HashSet<>();

  /** Its variables when it ends; cancelled when it is terminated. */
  final CompletableFuture<ObjectNode> end = new CompletableFuture<>();

  Optional<String> businessId;

  /** The correlation key of the message that has started it. */
  Optional<String> startKey = Optional.empty();

  boolean suspended;
  boolean ended;

  ProcessInstance(
      long key,
      Deployments.DeployedProcess process,
      List<String> tags,
      Optional<String> businessId) {
    this.key = key;
    this.process = process;
    this.tags = tags;
    this.businessId = businessId;
  }

  ProcessModel model() {
    return process.model();
  }
}
