package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The decisions of a DMN file: tables and literal expressions. */
record DecisionModel(String id, String name, Map<String, Decision> decisions) {

  /** One decision, and those that it needs. */
  record Decision(String id, String name, List<String> needs, Logic logic) {}

  sealed interface Logic {
    record Literal(String expression) implements Logic {}

    record Table(boolean collect, List<String> inputs, List<String> outputs, List<Rule> rules)
        implements Logic {}
  }

  record Rule(List<String> inputs, List<String> outputs) {}

  static DecisionModel parse(String xml) {
    Xml definitions = Xml.parse(xml);
    Map<String, Decision> decisions = new LinkedHashMap<>();
    for (Xml decision : definitions.children("decision")) {
      String id = decision.required("id");
      List<String> needs =
          decision.children("informationRequirement").stream()
              .flatMap(it -> it.children("requiredDecision").stream())
              .map(it -> it.required("href").substring(1))
              .toList();
      decisions.put(
          id, new Decision(id, decision.attribute("name").orElse(id), needs, logic(decision)));
    }
    return new DecisionModel(
        definitions.required("id"), definitions.attribute("name").orElse(""), decisions);
  }

  private static Logic logic(Xml decision) {
    Optional<Xml> table = decision.child("decisionTable");
    if (table.isEmpty()) {
      return new Logic.Literal(
          decision.child("literalExpression").flatMap(it -> it.child("text")).orElseThrow().text());
    }
    return new Logic.Table(
        table.get().attribute("hitPolicy").filter("COLLECT"::equals).isPresent(),
        table.get().children("input").stream()
            .map(it -> it.child("inputExpression").flatMap(e -> e.child("text")).orElseThrow())
            .map(Xml::text)
            .toList(),
        table.get().children("output").stream().map(it -> it.required("name")).toList(),
        table.get().children("rule").stream()
            .map(it -> new Rule(texts(it, "inputEntry"), texts(it, "outputEntry")))
            .toList());
  }

  private static List<String> texts(Xml rule, String kind) {
    return rule.children(kind).stream()
        .map(it -> it.child("text").map(Xml::text).orElse(""))
        .toList();
  }

  /**
   * Evaluates a decision and those that it needs.
   *
   * @throws Feel.Failure when an expression fails
   */
  JsonNode evaluate(String decisionId, ObjectNode variables) {
    Decision decision = decisions.get(decisionId);
    ObjectNode known = variables.deepCopy();
    decision.needs().forEach(id -> known.set(id, evaluate(id, variables)));
    if (decision.logic() instanceof Logic.Literal literal) {
      return Feel.evaluate(literal.expression(), known);
    }
    Logic.Table table = (Logic.Table) decision.logic();
    List<JsonNode> inputs =
        table.inputs().stream().map(expression -> Feel.evaluate(expression, known)).toList();
    ArrayNode hits = JsonNodeFactory.instance.arrayNode();
    for (Rule rule : table.rules()) {
      if (isHit(rule, inputs, known)) {
        hits.add(output(table, rule, known));
      }
    }
    if (table.collect()) {
      return hits;
    }
    return hits.isEmpty() ? NullNode.getInstance() : hits.get(0);
  }

  private static boolean isHit(Rule rule, List<JsonNode> inputs, ObjectNode variables) {
    for (int i = 0; i < inputs.size(); i++) {
      if (!Feel.matches(rule.inputs().get(i), inputs.get(i), variables)) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode output(Logic.Table table, Rule rule, ObjectNode variables) {
    if (table.outputs().size() == 1) {
      return Feel.evaluate(rule.outputs().get(0), variables);
    }
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < table.outputs().size(); i++) {
      all.set(table.outputs().get(i), Feel.evaluate(rule.outputs().get(i), variables));
    }
    return all;
  }
}
