package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Variables of a process instance, or local ones of an element in it. Not thread-safe. */
final class Scope {
  private final Optional<Scope> parent;
  private final ObjectNode variables = JsonNodeFactory.instance.objectNode();

  Scope(Optional<Scope> parent) {
    this.parent = parent;
  }

  Optional<Scope> parent() {
    return parent;
  }

  /** A copy of all that can be seen from here; what is nearer hides what is farther. */
  ObjectNode visible() {
    ObjectNode all = parent.map(Scope::visible).orElseGet(JsonNodeFactory.instance::objectNode);
    all.setAll(variables);
    return all;
  }

  void setLocal(String name, JsonNode value) {
    variables.set(name, value);
  }

  void setAllLocal(ObjectNode values) {
    variables.setAll(values);
  }

  /** Sets a variable where it is, else at the top. */
  void set(String name, JsonNode value) {
    if (variables.has(name) || parent.isEmpty()) {
      variables.set(name, value);
    } else {
      parent.get().set(name, value);
    }
  }

  void setAll(ObjectNode values) {
    values.properties().forEach(it -> set(it.getKey(), it.getValue()));
  }
}
