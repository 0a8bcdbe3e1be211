package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What waits for signals. Not thread-safe. */
final class Signals {

  private record Subscription(ElementInstance at, String name, Consumer<ObjectNode> happened) {}

  private final List<Subscription> subscriptions = new ArrayList<>();

  void subscribe(ElementInstance at, String name, Consumer<ObjectNode> happened) {
    Subscription subscription = new Subscription(at, name, happened);
    subscriptions.add(subscription);
    at.onExit.add(() -> subscriptions.remove(subscription));
  }

  /** Tells all that wait now; a signal is not kept. */
  void broadcast(String name, String tenant, ObjectNode variables) {
    subscriptions.stream()
        .filter(it -> it.name().equals(name) && it.at().instance.process.tenant().equals(tenant))
        .toList()
        .forEach(
            it -> {
              if (subscriptions.contains(it)) {
                it.happened().accept(variables);
              }
            });
  }
}
