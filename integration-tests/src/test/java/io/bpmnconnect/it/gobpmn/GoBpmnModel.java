package io.bpmnconnect.it.gobpmn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A small process for a go-bpmn engine, as JSON to deploy.
 *
 * @param elements the elements between start and end, as BPMN XML without their flows
 * @param more properties of the deployment, each followed by a comma
 */
public record GoBpmnModel(String id, List<String> elements, String more) {

  /** A process of tasks, one after the other. */
  public static GoBpmnModel tasks(String id, String... tasks) {
    return new GoBpmnModel(
        id,
        List.of(tasks).stream()
            .map("<serviceTask id=\"%s\">FLOWS</serviceTask>"::formatted)
            .toList(),
        "");
  }

  /** A process that waits for a message before its one task. */
  static GoBpmnModel message(String id, String task) {
    return new GoBpmnModel(
        id,
        List.of(
            "<intermediateCatchEvent id=\"wait\">FLOWS<messageEventDefinition id=\"m\"/>"
                + "</intermediateCatchEvent>",
            "<serviceTask id=\"%s\">FLOWS</serviceTask>".formatted(task)),
        "");
  }

  /** A process that waits for a signal before its one task. */
  static GoBpmnModel signal(String id, String task) {
    return new GoBpmnModel(
        id,
        List.of(
            "<intermediateCatchEvent id=\"wait\">FLOWS<signalEventDefinition id=\"m\"/>"
                + "</intermediateCatchEvent>",
            "<serviceTask id=\"%s\">FLOWS</serviceTask>".formatted(task)),
        "");
  }

  /** Its JSON for {@code POST /processes}. */
  String deployment(String version) {
    return "{\"bpmnProcessId\": \"%s\", \"version\": \"%s\", %s \"bpmnXml\": \"%s\", \"workerId\": \"tests\"}"
        .formatted(id, version, more, xml().replace("\"", "\\\"").replace("\n", ""));
  }

  private String xml() {
    StringBuilder nodes =
        new StringBuilder("<startEvent id=\"start\"><outgoing>f0</outgoing></startEvent>");
    for (int i = 0; i < elements.size(); i++) {
      String flows = "<incoming>f%d</incoming><outgoing>f%d</outgoing>".formatted(i, i + 1);
      nodes.append(elements.get(i).replace("FLOWS", flows));
    }
    nodes.append(
        "<endEvent id=\"end\"><incoming>f%d</incoming></endEvent>".formatted(elements.size()));
    return document(id, nodes + flows());
  }

  private String flows() {
    List<String> ids = new ArrayList<>(List.of("start"));
    elements.forEach(element -> ids.add(element.replaceFirst(".*? id=\"([^\"]+)\".*", "$1")));
    ids.add("end");
    return IntStream.range(0, ids.size() - 1)
        .mapToObj(i -> flow("f" + i, ids.get(i), ids.get(i + 1)))
        .collect(Collectors.joining());
  }

  static String flow(String id, String from, String to) {
    return "<sequenceFlow id=\"%s\" sourceRef=\"%s\" targetRef=\"%s\"/>".formatted(id, from, to);
  }

  static String document(String id, String content) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
        + "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" id=\"d\""
        + " targetNamespace=\"t\"><process id=\"%s\" isExecutable=\"true\">%s</process></definitions>"
            .formatted(id, content);
  }
}
