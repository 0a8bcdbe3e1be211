package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpmnconnect.stack.camunda8.Element.Flow;
import io.bpmnconnect.stack.camunda8.Element.JobDefinition;
import io.bpmnconnect.stack.camunda8.Element.Listener;
import io.bpmnconnect.stack.camunda8.Element.Mapping;
import io.bpmnconnect.stack.camunda8.Element.Trigger;
import io.bpmnconnect.stack.camunda8.EngineLog.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Moves process instances from element to element. Not thread-safe. */
final class Execution {
  private final Keys keys;
  private final EngineLog log;
  private final Timers timers;
  private final Jobs jobs;
  private final Incidents incidents;
  private final Messages messages;
  private final Signals signals;
  private final UserTasks userTasks = new UserTasks(this);
  private final Map<Long, ProcessInstance> instances = new LinkedHashMap<>();
  private final Map<Long, ElementInstance> elements = new LinkedHashMap<>();
  private boolean unique;

  Execution(
      Keys keys,
      EngineLog log,
      Timers timers,
      Jobs jobs,
      Incidents incidents,
      Messages messages,
      Signals signals) {
    this.keys = keys;
    this.log = log;
    this.timers = timers;
    this.jobs = jobs;
    this.incidents = incidents;
    this.messages = messages;
    this.signals = signals;
    messages.startWith(this::startByMessage);
  }

  private Optional<ProcessInstance> startByMessage(
      Deployments.DeployedProcess process, Element start, NewMessage message) {
    if (message.businessId().filter(id -> isTaken(process, id)).isPresent()) {
      return Optional.empty();
    }
    ProcessInstance instance =
        new ProcessInstance(keys.next(), process, List.of(), message.businessId());
    start(instance, message.variables(), List.of(start));
    return Optional.of(instance);
  }

  /** Makes business ids unique, while an instance of the process runs (8.9, off by default). */
  void uniqueBusinessIds() {
    unique = true;
  }

  boolean isTaken(Deployments.DeployedProcess process, String businessId) {
    return unique
        && instances.values().stream()
            .filter(it -> it.process.id().equals(process.id()))
            .filter(it -> it.process.tenant().equals(process.tenant()))
            .anyMatch(it -> it.businessId.filter(businessId::equals).isPresent());
  }

  UserTasks userTasks() {
    return userTasks;
  }

  Map<Long, ProcessInstance> instances() {
    return instances;
  }

  Optional<ElementInstance> element(long key) {
    return Optional.ofNullable(elements.get(key));
  }

  JsonNode text(String text) {
    return JsonNodeFactory.instance.textNode(text);
  }

  JsonNode none() {
    return MissingNode.getInstance();
  }

  // Instances

  /** Starts an instance at some elements. */
  void start(ProcessInstance instance, ObjectNode variables, List<Element> at) {
    instances.put(instance.key, instance);
    event(instance, "activated");
    instance.scope.setAllLocal(variables);
    at.forEach(element -> enter(instance, element, Optional.empty(), none()));
    endIfDone(instance);
  }

  void terminate(ProcessInstance instance) {
    new ArrayList<>(instance.active.values()).forEach(at -> exit(at, "terminated"));
    end(instance, "terminated");
    instance.end.cancel(false);
  }

  private void endIfDone(ProcessInstance instance) {
    if (!instance.ended && instance.active.isEmpty()) {
      end(instance, "completed");
      ObjectNode variables = instance.scope.visible();
      timers.outside(() -> instance.end.complete(variables));
    }
  }

  private void end(ProcessInstance instance, String action) {
    instance.ended = true;
    instances.remove(instance.key);
    event(instance, action);
    messages.ended(instance);
  }

  private void event(ProcessInstance instance, String action) {
    log.add(
        Subject.PROCESS_INSTANCE,
        action,
        instance.process.id(),
        instance.key,
        instance.key,
        instance.process.id(),
        "version " + instance.process.version());
  }

  // Elements

  private void enter(
      ProcessInstance instance, Element element, Optional<ElementInstance> parent, JsonNode given) {
    ElementInstance at = new ElementInstance(keys.next(), element, instance, parent);
    instance.active.put(at.key, at);
    elements.put(at.key, at);
    parent.ifPresent(it -> it.inner++);
    event(at, "activated");
    if (given instanceof ObjectNode variables) {
      at.scope.setAllLocal(variables);
    }
    orIncident(at, "IO_MAPPING_ERROR", () -> begin(at));
  }

  private void begin(ElementInstance at) {
    for (Mapping input : at.element.inputs()) {
      at.scope.setLocal(input.target(), Feel.value(input.source(), at.scope.visible()));
    }
    listen(at, "start", 0, () -> orIncident(at, "EXTRACT_VALUE_ERROR", () -> perform(at)));
  }

  private void perform(ElementInstance at) {
    switch (at.element.type()) {
      case JOB -> job(at);
      case SCRIPT -> {
        Mapping script = at.element.script().orElseThrow();
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set(script.target(), Feel.value(script.source(), at.scope.visible()));
        arrive(at, result);
      }
      case CATCH -> await(at, at.element, variables -> arrive(at, variables));
      case USER_TASK -> {
        if (at.element.job().isPresent()) {
          job(at);
        } else {
          userTasks.create(at);
          boundaries(at);
        }
      }
      case AD_HOC -> adHocJob(at);
      case PARALLEL -> join(at);
      case BOUNDARY -> arrive(at, JsonNodeFactory.instance.objectNode());
      case START, END, EXCLUSIVE, PASS -> leave(at);
    }
  }

  private void job(ElementInstance at) {
    createJob(
        at,
        at.element.job().orElseThrow(),
        Job.Kind.BPMN_ELEMENT,
        "UNSPECIFIED",
        (variables, result) -> arrive(at, variables));
    boundaries(at);
  }

  void createJob(
      ElementInstance at,
      JobDefinition definition,
      Job.Kind kind,
      String listenerEvent,
      BiConsumer<ObjectNode, Optional<JsonNode>> done) {
    ObjectNode variables = at.scope.visible();
    JsonNode type = Feel.value(definition.type(), variables);
    if (!type.isTextual()) {
      throw new Feel.Failure(
          "Expected result of the expression '%s' to be 'STRING', but was '%s'."
              .formatted(definition.type(), type.getNodeType()));
    }
    int retries = Feel.value(definition.retries(), variables).asInt(3);
    int priority = definition.priority().map(it -> Feel.value(it, variables).asInt(0)).orElse(0);
    Job job =
        new Job(
            keys.next(),
            type.textValue(),
            kind,
            listenerEvent,
            at,
            definition.headers(),
            retries,
            priority,
            done);
    at.job = Optional.of(job);
    jobs.add(job);
  }

  private void listen(ElementInstance at, String event, int index, Runnable then) {
    List<Listener> listeners =
        at.element.listeners().stream()
            .filter(it -> !it.ofTask() && it.event().equals(event))
            .toList();
    if (index == listeners.size()) {
      then.run();
      return;
    }
    createJob(
        at,
        listeners.get(index).job(),
        Job.Kind.EXECUTION_LISTENER,
        event.toUpperCase(Locale.ROOT),
        (variables, result) -> {
          at.scope.setAllLocal(variables);
          orIncident(at, "EXTRACT_VALUE_ERROR", () -> listen(at, event, index + 1, then));
        });
  }

  /** Ends an element with the variables that its job, message or script has brought. */
  void arrive(ElementInstance at, ObjectNode variables) {
    if (at.element.outputs().isEmpty()) {
      at.scope.parent().orElseThrow().setAll(variables);
    } else {
      at.scope.setAllLocal(variables);
    }
    orIncident(at, "IO_MAPPING_ERROR", () -> map(at));
  }

  private void map(ElementInstance at) {
    for (Mapping output : at.element.outputs()) {
      at.scope
          .parent()
          .orElseThrow()
          .set(output.target(), Feel.value(output.source(), at.scope.visible()));
    }
    leave(at);
  }

  private void leave(ElementInstance at) {
    listen(at, "end", 0, () -> orIncident(at, "CONDITION_ERROR", () -> go(at)));
  }

  private void go(ElementInstance at) {
    List<Flow> taken = taken(at);
    exit(at, "completed");
    if (at.instance.terminateAfter.contains(at.element.id())) {
      terminate(at.instance);
      return;
    }
    taken.forEach(
        flow -> enter(at.instance, at.instance.model().element(flow.target()), at.parent, none()));
    at.parent.ifPresent(this::adHocInnerEnded);
    endIfDone(at.instance);
  }

  private static List<Flow> taken(ElementInstance at) {
    List<Flow> flows = at.element.outgoing();
    ObjectNode variables = at.scope.visible();
    if (at.element.type() != Element.Type.EXCLUSIVE || flows.size() == 1) {
      return flows.stream()
          .filter(it -> it.condition().map(c -> Feel.isTrue(c, variables)).orElse(true))
          .toList();
    }
    return flows.stream()
        .filter(it -> it.condition().filter(c -> Feel.isTrue(c, variables)).isPresent())
        .findFirst()
        .or(
            () ->
                flows.stream()
                    .filter(it -> at.element.defaultFlow().filter(it.id()::equals).isPresent())
                    .findFirst())
        .map(List::of)
        .orElseThrow(
            () ->
                new Feel.Failure(
                    "Expected at least one condition to evaluate to true, or to have a default flow"));
  }

  private void join(ElementInstance at) {
    int arrived = at.instance.arrivals.merge(at.element.id(), 1, Integer::sum);
    if (arrived < at.element.incoming()) {
      forget(at);
      return;
    }
    at.instance.arrivals.remove(at.element.id());
    leave(at);
  }

  /** Closes all that is open for an element. */
  private void exit(ElementInstance at, String action) {
    at.job.ifPresent(job -> jobs.remove(job, "canceled", ""));
    forget(at);
    event(at, action);
  }

  private void forget(ElementInstance at) {
    new ArrayList<>(at.onExit).forEach(Runnable::run);
    at.onExit.clear();
    at.instance.active.remove(at.key);
    elements.remove(at.key);
    at.parent.ifPresent(it -> it.inner--);
  }

  private void event(ElementInstance at, String action) {
    log.add(
        Subject.ELEMENT,
        action,
        at.element.bpmnType(),
        at.key,
        at.instance.key,
        at.instance.process.id(),
        at.element.id());
  }

  // Events

  private void boundaries(ElementInstance at) {
    for (Element boundary : at.instance.model().boundariesOf(at.element.id())) {
      await(at, boundary, variables -> interrupt(at, boundary, variables));
    }
  }

  private void await(ElementInstance at, Element waiting, Consumer<ObjectNode> happened) {
    Trigger trigger = waiting.trigger().orElseThrow();
    if (trigger instanceof Trigger.Message message) {
      messages.subscribe(at, message, happened);
    } else if (trigger instanceof Trigger.Signal signal) {
      signals.subscribe(at, signal.name(), happened);
    } else if (trigger instanceof Trigger.Timer timer) {
      String duration = Feel.value(timer.duration(), at.scope.visible()).asText();
      timers.at(
          System.currentTimeMillis() + Duration.parse(duration).toMillis(),
          () -> {
            if (elements.containsKey(at.key)) {
              happened.accept(JsonNodeFactory.instance.objectNode());
            }
          });
    }
  }

  private void interrupt(ElementInstance at, Element boundary, ObjectNode variables) {
    exit(at, "terminated");
    enterBoundary(at.instance, boundary, at.parent, variables);
    endIfDone(at.instance);
  }

  private void enterBoundary(
      ProcessInstance instance,
      Element boundary,
      Optional<ElementInstance> parent,
      ObjectNode variables) {
    if (boundary.outputs().isEmpty()) {
      parent.map(it -> it.scope).orElse(instance.scope).setAll(variables);
      enter(instance, boundary, parent, none());
    } else {
      enter(instance, boundary, parent, variables);
    }
  }

  /** Whether a boundary event took an error. */
  boolean throwError(ElementInstance at, String code, ObjectNode variables) {
    Optional<Element> caught =
        at.instance.model().boundariesOf(at.element.id()).stream()
            .filter(
                it ->
                    it.trigger().orElseThrow() instanceof Trigger.BpmnError error
                        && (error.code().isEmpty() || error.code().equals(code)))
            .findFirst();
    caught.ifPresent(boundary -> interrupt(at, boundary, variables));
    return caught.isPresent();
  }

  // Ad-hoc sub-processes

  private void adHocJob(ElementInstance at) {
    createJob(
        at,
        at.element.job().orElseThrow(),
        Job.Kind.AD_HOC_SUB_PROCESS,
        "UNSPECIFIED",
        (variables, result) -> adHocResult(at, variables, result.orElse(none())));
  }

  private void adHocResult(ElementInstance at, ObjectNode variables, JsonNode result) {
    at.scope.setAll(variables);
    at.conditionFulfilled |= result.path("isCompletionConditionFulfilled").asBoolean(false);
    if (result.path("isCancelRemainingInstances").asBoolean(false)) {
      at.instance.active.values().stream()
          .filter(it -> it.parent.filter(parent -> parent == at).isPresent())
          .toList()
          .forEach(it -> exit(it, "terminated"));
    }
    for (JsonNode activate : result.path("activateElements")) {
      Element inner = at.instance.model().element(activate.path("elementId").asText());
      enter(at.instance, inner, Optional.of(at), activate.path("variables"));
    }
    if (at.conditionFulfilled && at.inner == 0) {
      leave(at);
    }
  }

  private void adHocInnerEnded(ElementInstance at) {
    if (at.conditionFulfilled && at.inner == 0) {
      leave(at);
    } else if (!at.conditionFulfilled && at.job.isEmpty()) {
      adHocJob(at);
    }
  }

  private void orIncident(ElementInstance at, String type, Runnable step) {
    try {
      step.run();
    } catch (Feel.Failure e) {
      incidents.raise(type, e.getMessage(), at, Optional.empty(), () -> orIncident(at, type, step));
    }
  }
}
