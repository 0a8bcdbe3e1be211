package io.bpmnconnect.stack.camunda8;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** An element of an XML file, by local names. */
record Xml(Element element) {

  static Xml parse(String text) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return new Xml(
          factory
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(text.strip())))
              .getDocumentElement());
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new Refusal(Refusal.Kind.INVALID_ARGUMENT, "not a model: " + e.getMessage());
    }
  }

  String name() {
    return element.getLocalName();
  }

  String text() {
    return element.getTextContent().strip();
  }

  Optional<String> attribute(String name) {
    return element.hasAttribute(name) ? Optional.of(element.getAttribute(name)) : Optional.empty();
  }

  String required(String name) {
    return attribute(name)
        .orElseThrow(
            () -> new Refusal(Refusal.Kind.INVALID_ARGUMENT, name() + " has no attribute " + name));
  }

  List<Xml> children() {
    List<Xml> children = new ArrayList<>();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        children.add(new Xml(child));
      }
    }
    return children;
  }

  List<Xml> children(String name) {
    return children().stream().filter(child -> child.name().equals(name)).toList();
  }

  Optional<Xml> child(String name) {
    return children(name).stream().findFirst();
  }

  /** A child of its extension elements. */
  Optional<Xml> extension(String name) {
    return child("extensionElements").flatMap(all -> all.child(name));
  }
}
