package io.bpmnconnect.connect.mapping;

import java.util.Map;
import java.util.Optional;

/** A value that is the same for every record. */
record Literal(String source) implements Expression {

  @Override
  public Optional<Object> evaluate(Map<String, Object> variables) {
    return Optional.of(source);
  }

  @Override
  public String whyNull(Map<String, Object> variables) {
    return "";
  }
}
