package io.bpmnconnect.stack.camunda8;

import io.bpmnconnect.stack.camunda8.Element.Flow;
import io.bpmnconnect.stack.camunda8.Element.JobDefinition;
import io.bpmnconnect.stack.camunda8.Element.Listener;
import io.bpmnconnect.stack.camunda8.Element.Mapping;
import io.bpmnconnect.stack.camunda8.Element.Trigger;
import io.bpmnconnect.stack.camunda8.Element.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the processes of a BPMN file, as far as the tests' models go. */
final class ModelParser {
  private static final Map<String, Type> TYPES =
      Map.ofEntries(
          Map.entry("startEvent", Type.START),
          Map.entry("endEvent", Type.END),
          Map.entry("serviceTask", Type.JOB),
          Map.entry("sendTask", Type.JOB),
          Map.entry("businessRuleTask", Type.JOB),
          Map.entry("scriptTask", Type.SCRIPT),
          Map.entry("userTask", Type.USER_TASK),
          Map.entry("exclusiveGateway", Type.EXCLUSIVE),
          Map.entry("parallelGateway", Type.PARALLEL),
          Map.entry("intermediateCatchEvent", Type.CATCH),
          Map.entry("receiveTask", Type.CATCH),
          Map.entry("boundaryEvent", Type.BOUNDARY),
          Map.entry("adHocSubProcess", Type.AD_HOC),
          Map.entry("task", Type.PASS),
          Map.entry("manualTask", Type.PASS));

  private final Xml definitions;
  private final Map<String, Xml> byId = new HashMap<>();

  private ModelParser(Xml definitions) {
    this.definitions = definitions;
    definitions
        .children()
        .forEach(child -> child.attribute("id").ifPresent(id -> byId.put(id, child)));
  }

  static List<ProcessModel> parse(String xml) {
    ModelParser parser = new ModelParser(Xml.parse(xml));
    return parser.definitions.children("process").stream().map(parser::process).toList();
  }

  private ProcessModel process(Xml process) {
    Map<String, Element> elements = new LinkedHashMap<>();
    collect(process, Optional.empty(), elements);
    return new ProcessModel(
        process.required("id"),
        process.extension("versionTag").flatMap(tag -> tag.attribute("value")),
        elements);
  }

  private void collect(Xml container, Optional<String> parent, Map<String, Element> into) {
    List<Xml> flows = container.children("sequenceFlow");
    for (Xml child : container.children()) {
      Type type = TYPES.get(child.name());
      if (type == null) {
        if (child.attribute("id").isPresent() && isUnplayed(child.name())) {
          throw new Refusal(
              Refusal.Kind.INVALID_ARGUMENT, "the stand-in does not play " + child.name());
        }
        continue;
      }
      Element element = element(child, type, parent, flows);
      into.put(element.id(), element);
      if (type == Type.AD_HOC) {
        collect(child, Optional.of(element.id()), into);
      }
    }
  }

  private static boolean isUnplayed(String name) {
    return name.endsWith("Task")
        || name.endsWith("Event")
        || name.endsWith("Gateway")
        || name.endsWith("ubProcess")
        || name.endsWith("Activity");
  }

  private Element element(Xml xml, Type type, Optional<String> parent, List<Xml> flows) {
    String id = xml.required("id");
    List<Flow> outgoing =
        flows.stream()
            .filter(flow -> flow.required("sourceRef").equals(id))
            .map(ModelParser::flow)
            .toList();
    int incoming =
        (int) flows.stream().filter(flow -> flow.required("targetRef").equals(id)).count();
    Optional<JobDefinition> job = xml.extension("taskDefinition").map(it -> job(xml, it));
    return new Element(
        id,
        type == Type.SCRIPT && job.isPresent() ? Type.JOB : type,
        xml.name().replaceAll("([A-Z])", "_$1").toUpperCase(java.util.Locale.ROOT),
        parent,
        job,
        trigger(xml),
        xml.extension("script")
            .map(it -> new Mapping(it.required("expression"), it.required("resultVariable"))),
        mappings(xml, "input"),
        mappings(xml, "output"),
        listeners(xml),
        xml.attribute("attachedToRef"),
        xml.attribute("default"),
        outgoing,
        incoming);
  }

  private static Flow flow(Xml flow) {
    return new Flow(
        flow.required("targetRef"),
        flow.child("conditionExpression").map(Xml::text),
        flow.required("id"));
  }

  private static JobDefinition job(Xml element, Xml definition) {
    Map<String, String> headers = new LinkedHashMap<>();
    element
        .extension("taskHeaders")
        .ifPresent(
            all ->
                all.children("header")
                    .forEach(it -> headers.put(it.required("key"), it.required("value"))));
    return new JobDefinition(
        definition.required("type"),
        definition.attribute("retries").orElse("3"),
        element.extension("priorityDefinition").flatMap(it -> it.attribute("priority")),
        headers);
  }

  private static List<Mapping> mappings(Xml element, String kind) {
    return element.extension("ioMapping").stream()
        .flatMap(mapping -> mapping.children(kind).stream())
        .map(it -> new Mapping(it.required("source"), it.required("target")))
        .toList();
  }

  private static List<Listener> listeners(Xml element) {
    List<Listener> listeners = new ArrayList<>();
    for (String kind : List.of("execution", "task")) {
      element
          .extension(kind + "Listeners")
          .ifPresent(
              all ->
                  all.children(kind + "Listener")
                      .forEach(
                          it ->
                              listeners.add(
                                  new Listener(
                                      kind.equals("task"),
                                      it.required("eventType"),
                                      job(element, it)))));
    }
    return listeners;
  }

  private Optional<Trigger> trigger(Xml event) {
    if (event.name().equals("receiveTask")) {
      return Optional.of(message(event));
    }
    for (Xml child : event.children()) {
      switch (child.name()) {
        case "messageEventDefinition" -> {
          return Optional.of(message(child));
        }
        case "signalEventDefinition" -> {
          return Optional.of(new Trigger.Signal(referred(child, "signalRef").required("name")));
        }
        case "errorEventDefinition" -> {
          return Optional.of(
              new Trigger.BpmnError(
                  child.attribute("errorRef").isEmpty()
                      ? ""
                      : referred(child, "errorRef").required("errorCode")));
        }
        case "conditionalEventDefinition" -> {
          return Optional.of(new Trigger.Condition(child.child("condition").orElseThrow().text()));
        }
        case "timerEventDefinition" -> {
          return Optional.of(new Trigger.Timer(child.child("timeDuration").orElseThrow().text()));
        }
        default -> {}
      }
    }
    return Optional.empty();
  }

  private Trigger message(Xml definition) {
    Xml message = referred(definition, "messageRef");
    return new Trigger.Message(
        message.required("name"),
        message.extension("subscription").map(it -> it.required("correlationKey")).orElse(""));
  }

  private Xml referred(Xml from, String attribute) {
    Xml found = byId.get(from.required(attribute));
    if (found == null) {
      throw new Refusal(
          Refusal.Kind.INVALID_ARGUMENT, "no element " + from.required(attribute) + " is defined");
    }
    return found;
  }
}
