package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A user task of the engine's own, as the public description of 8.8 has it. Not thread-safe. */
final class UserTask {
  private final ObjectNode attributes = JsonNodeFactory.instance.objectNode();

  /** True while a command waits for its listeners. */
  boolean busy;

  UserTask(long key) {
    attributes.put("action", "");
    attributes.putNull("assignee");
    attributes.putArray("candidateGroups");
    attributes.putArray("candidateUsers");
    attributes.putArray("changedAttributes");
    attributes.putNull("dueDate");
    attributes.putNull("followUpDate");
    attributes.putNull("formKey");
    attributes.put("priority", 50);
    attributes.put("userTaskKey", Long.toString(key));
  }

  void begin(String action) {
    busy = true;
    attributes.put("action", action);
  }

  void set(String attribute, JsonNode value) {
    attributes.set(attribute, value);
    attributes.withArray("changedAttributes").add(attribute);
  }

  /** Takes what a listener wants to have changed; null keeps what there is. */
  void correct(JsonNode corrections) {
    corrections
        .properties()
        .forEach(
            it -> {
              if (!it.getValue().isNull()) {
                set(it.getKey(), it.getValue());
              }
            });
  }

  ObjectNode view() {
    return attributes.deepCopy();
  }
}
