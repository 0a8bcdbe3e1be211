package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A process instance to create.
 *
 * @param definition which process
 * @param startElements where it starts, in place of its start event; none for that
 * @param terminateAfter elements after which it is terminated (8.8)
 */
public record NewInstance(
    Definition definition,
    ObjectNode variables,
    String tenantId,
    List<String> startElements,
    List<String> terminateAfter,
    List<String> tags,
    Optional<String> businessId) {

  /** By what a process or a decision is named. */
  public sealed interface Definition {
    /** Its key. */
    record ByKey(long key) implements Definition {}

    /** Its id and version; -1 is the latest. */
    record ById(String id, int version) implements Definition {}

    /** Its id and the tag of its version (8.10.6). */
    record ByTag(String id, String versionTag) implements Definition {}
  }
}
