package io.bpmnconnect.stack.camunda8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process as a model describes it. */
record ProcessModel(String id, Optional<String> versionTag, Map<String, Element> elements) {

  ProcessModel {
    elements = new LinkedHashMap<>(elements);
  }

  Element element(String id) {
    Element element = elements.get(id);
    if (element == null) {
      throw new IllegalStateException("process " + this.id + " has no element " + id);
    }
    return element;
  }

  /** The start events of the process itself. */
  List<Element> starts() {
    return elements.values().stream()
        .filter(element -> element.type() == Element.Type.START && element.parent().isEmpty())
        .toList();
  }

  Optional<Element> noneStart() {
    return starts().stream().filter(start -> start.trigger().isEmpty()).findFirst();
  }

  List<Element> boundariesOf(String element) {
    return elements.values().stream()
        .filter(boundary -> boundary.attachedTo().filter(element::equals).isPresent())
        .toList();
  }
}
