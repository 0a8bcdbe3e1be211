package io.bpmnconnect.engine.camunda7;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.rest.JsonReads;
import java.util.Optional;

/**
 * A deployed version of a process or a decision.
 *
 * @param id the engine's; {@code key:version:uuid}, or the last part alone when that is too long
 * @param key the modeller's
 */
record Definition(String id, String key, int version, Optional<String> tenantId) {

  static Definition read(JsonNode json) {
    return new Definition(
        JsonReads.required(json, "id"),
        JsonReads.required(json, "key"),
        json.path("version").asInt(),
        JsonReads.text(json, "tenantId"));
  }

  /** The version in an id; 0 where it is not told. */
  static int version(String key, String id) {
    String prefix = key + ":";
    int end = id.indexOf(':', prefix.length());
    if (!id.startsWith(prefix) || end < 0) {
      return 0;
    }
    try {
      return Integer.parseInt(id.substring(prefix.length(), end));
    } catch (NumberFormatException otherForm) {
      return 0;
    }
  }
}
