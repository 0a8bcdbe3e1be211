package io.bpmnconnect.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Deploys on go-bpmn. Its version of a process is a checksum of the model, so that the same model
 * is deployed once. The engine wants the codes of error events apart from the model. Thread-safe.
 */
final class GoBpmnDeployer implements Deployer {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
  private static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";

  private final JsonHttp http;
  private final BoundedRetry once = new BoundedRetry(Duration.ZERO, answer -> false);

  GoBpmnDeployer(URI address, Optional<Login> login) {
    this.http = new JsonHttp(address, ANSWER_TIMEOUT, login);
  }

  @Override
  public void deploy(String name, String model) {
    Document document = parse(name, model);
    List<Element> processes = elements(document, "process");
    if (processes.size() != 1) {
      throw new StackException(
          "%s has %d processes; go-bpmn takes one".formatted(name, processes.size()));
    }
    String body =
        http.write(
            Map.of(
                "bpmnProcessId", processes.get(0).getAttribute("id"),
                "bpmnXml", model,
                "errors", errors(document),
                "version", checksum(model),
                "workerId", "local-stack"));
    once.send(() -> http.send("POST", "/processes", body)).orThrow();
  }

  private static Document parse(String name, String model) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(new InputSource(new StringReader(model)));
    } catch (SAXException e) {
      throw new StackException(name + " is not XML: " + e.getMessage(), e);
    } catch (ParserConfigurationException | IOException e) {
      throw new StackException(name + " cannot be read", e);
    }
  }

  /** The code of each event that catches or throws an error. */
  private static List<Map<String, String>> errors(Document document) {
    Map<String, String> codes = new HashMap<>();
    for (Element error : elements(document, "error")) {
      codes.put(error.getAttribute("id"), error.getAttribute("errorCode"));
    }
    List<Map<String, String>> events = new ArrayList<>();
    for (Element definition : elements(document, "errorEventDefinition")) {
      Element event = (Element) definition.getParentNode();
      String code = codes.getOrDefault(definition.getAttribute("errorRef"), "");
      events.add(Map.of("bpmnElementId", event.getAttribute("id"), "errorCode", code));
    }
    return events;
  }

  private static List<Element> elements(Document document, String name) {
    NodeList nodes = document.getElementsByTagNameNS(BPMN, name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static String checksum(String model) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(model.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
