package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpmnconnect.stack.camunda8.Element.Trigger;
import io.bpmnconnect.stack.camunda8.EngineLog.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Messages that are alive, and what waits for messages. A message goes to each process once. Not
 * thread-safe.
 */
final class Messages {

  private static final class Message {
    final long key;
    final NewMessage content;
    final long deadline;
    final Set<String> processes = new HashSet<>();

    Message(long key, NewMessage content) {
      this.key = key;
      this.content = content;
      this.deadline = System.currentTimeMillis() + content.timeToLive().toMillis();
    }
  }

  private record Subscription(
      ElementInstance at,
      String name,
      String correlationKey,
      Optional<String> businessId,
      Consumer<ObjectNode> happened) {

    /** A business id narrows what a message goes to (8.10, camunda#51689). */
    boolean takes(NewMessage message) {
      return name.equals(message.name())
          && correlationKey.equals(message.correlationKey())
          && at.instance.process.tenant().equals(message.tenantId())
          && (message.businessId().isEmpty() || message.businessId().equals(businessId))
          && !at.instance.suspended;
    }
  }

  /** Starts an instance of a process by a message. */
  @FunctionalInterface
  interface Starter {
    Optional<ProcessInstance> start(
        Deployments.DeployedProcess process, Element start, NewMessage message);
  }

  private final Keys keys;
  private final EngineLog log;
  private final Deployments deployments;
  private final List<Message> alive = new ArrayList<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final List<ProcessInstance> started = new ArrayList<>();
  private Starter starter = (process, start, message) -> Optional.empty();

  Messages(Keys keys, EngineLog log, Deployments deployments) {
    this.keys = keys;
    this.log = log;
    this.deployments = deployments;
  }

  void startWith(Starter starter) {
    this.starter = starter;
  }

  private void expire() {
    long now = System.currentTimeMillis();
    alive.removeIf(message -> message.deadline <= now);
  }

  long alive() {
    expire();
    return alive.size();
  }

  long publish(NewMessage content) {
    expire();
    if (!content.messageId().isEmpty()
        && alive.stream().anyMatch(it -> isSame(it.content, content))) {
      // Seen on 8.6.0.
      throw new Refusal(
          Refusal.Kind.ALREADY_EXISTS,
          "Command 'PUBLISH' rejected with code 'ALREADY_EXISTS': Expected to publish a new message with id '%s', but a message with that id was already published"
              .formatted(content.messageId()));
    }
    Message message = new Message(keys.next(), content);
    event(message, "published", 0);
    deliver(message);
    if (!content.timeToLive().isZero()) {
      alive.add(message);
    }
    return message.key;
  }

  private static boolean isSame(NewMessage one, NewMessage other) {
    return one.messageId().equals(other.messageId())
        && one.name().equals(other.name())
        && one.correlationKey().equals(other.correlationKey())
        && one.tenantId().equals(other.tenantId());
  }

  /** A message that somebody waits for, and the first instance that got it. */
  record Correlated(long messageKey, long processInstanceKey) {}

  Correlated correlate(NewMessage content) {
    if (subscriptions.stream().anyMatch(it -> isSuspended(it, content))) {
      // camunda#57522
      throw new Refusal(
          Refusal.Kind.INVALID_STATE,
          "Expected to correlate message with name '%s', but the process instance is suspended"
              .formatted(content.name()));
    }
    Message message = new Message(keys.next(), content);
    List<Long> reached = deliver(message);
    if (reached.isEmpty()) {
      // Seen on 8.6.0.
      throw new Refusal(
          Refusal.Kind.NOT_FOUND,
          "Command 'CORRELATE' rejected with code 'NOT_FOUND': Expected to find subscription for message with name '%s' and correlation key '%s', but none was found."
              .formatted(content.name(), content.correlationKey()));
    }
    event(message, "published", 0);
    return new Correlated(message.key, reached.get(0));
  }

  private static boolean isSuspended(Subscription it, NewMessage content) {
    return it.name().equals(content.name())
        && it.correlationKey().equals(content.correlationKey())
        && it.at().instance.suspended;
  }

  private List<Long> deliver(Message message) {
    List<Long> reached = new ArrayList<>();
    deployments
        .latest(message.content.tenantId())
        .toList()
        .forEach(process -> starts(process, message).ifPresent(reached::add));
    for (Subscription subscription : List.copyOf(subscriptions)) {
      if (subscriptions.contains(subscription)
          && subscription.takes(message.content)
          && message.processes.add(subscription.at().instance.process.id())) {
        reached.add(subscription.at().instance.key);
        event(message, "correlated", subscription.at().instance.key);
        subscription.happened().accept(message.content.variables());
      }
    }
    return reached;
  }

  /** Only one instance of a process runs for a correlation key; an empty one sets no limit. */
  private Optional<Long> starts(Deployments.DeployedProcess process, Message message) {
    Optional<Element> start =
        process.model().starts().stream()
            .filter(
                it ->
                    it.trigger().orElse(new Trigger.Signal("")) instanceof Trigger.Message awaited
                        && awaited.name().equals(message.content.name()))
            .findFirst();
    String key = message.content.correlationKey();
    boolean taken = !key.isEmpty() && started.stream().anyMatch(it -> isFor(it, process.id(), key));
    if (start.isEmpty() || taken || !message.processes.add(process.id())) {
      return Optional.empty();
    }
    Optional<ProcessInstance> instance = starter.start(process, start.get(), message.content);
    if (instance.isEmpty()) {
      message.processes.remove(process.id());
      return Optional.empty();
    }
    event(message, "correlated", instance.get().key);
    if (!key.isEmpty() && !instance.get().ended) {
      instance.get().startKey = Optional.of(key);
      started.add(instance.get());
    }
    return Optional.of(instance.get().key);
  }

  private static boolean isFor(ProcessInstance instance, String processId, String key) {
    return instance.process.id().equals(processId)
        && instance.startKey.filter(key::equals).isPresent();
  }

  void subscribe(ElementInstance at, Trigger.Message trigger, Consumer<ObjectNode> happened) {
    ObjectNode variables = at.scope.visible();
    JsonNode key = Feel.value(trigger.correlationKey(), variables);
    if (!key.isTextual() && !key.isNumber()) {
      throw new Feel.Failure(
          "Failed to extract the correlation key for '%s': The value must be either a string or a number, but was '%s'."
              .formatted(trigger.correlationKey(), key.getNodeType()));
    }
    Subscription subscription =
        new Subscription(at, trigger.name(), key.asText(), at.instance.businessId, happened);
    subscriptions.add(subscription);
    at.onExit.add(() -> subscriptions.remove(subscription));
    expire();
    for (Message message : List.copyOf(alive)) {
      if (subscription.takes(message.content) && message.processes.add(at.instance.process.id())) {
        event(message, "correlated", at.instance.key);
        happened.accept(message.content.variables());
        return;
      }
    }
  }

  /** Gives what is alive to a process that has become free for it. */
  void ended(ProcessInstance instance) {
    if (started.remove(instance)) {
      expire();
      List.copyOf(alive).forEach(this::deliver);
    }
  }

  private void event(Message message, String action, long instanceKey) {
    log.add(
        Subject.MESSAGE,
        action,
        message.content.name(),
        message.key,
        instanceKey,
        "",
        message.content.correlationKey() + " " + message.content.messageId());
  }
}
