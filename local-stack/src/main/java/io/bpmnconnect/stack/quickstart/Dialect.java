package io.bpmnconnect.stack.quickstart;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The engines that the example is written for, each with its model and its connectors. */
enum Dialect {
  CAMUNDA7("camunda7", "order.bpmn", "sink-orders.json", "source-payments.json"),
  CAMUNDA8(
      "camunda8",
      "order-camunda8.bpmn",
      "sink-orders-camunda8.json",
      "source-payments-camunda8.json"),
  ZEEBE("zeebe", "order-camunda8.bpmn", "sink-orders-zeebe.json", "source-payments-zeebe.json"),
  GO_BPMN(
      "go-bpmn", "order-go-bpmn.bpmn", "sink-orders-go-bpmn.json", "source-payments-go-bpmn.json");

  private final String engineType;
  private final String model;
  private final String sink;
  private final String source;

  Dialect(String engineType, String model, String sink, String source) {
    this.engineType = engineType;
    this.model = model;
    this.sink = sink;
    this.source = source;
  }

  /**
   * That of an engine.
   *
   * @throws IllegalArgumentException when there is no such engine; names those that there are
   */
  static Dialect of(String engineType) {
    return Arrays.stream(values())
        .filter(dialect -> dialect.engineType.equals(engineType))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--engine needs one of %s, not %s".formatted(all(), engineType)));
  }

  static String all() {
    return Arrays.stream(values()).map(Dialect::toString).collect(Collectors.joining(", "));
  }

  /** The BPMN file's name. */
  String model() {
    return model;
  }

  /** The names of the connectors' files. */
  List<String> connectors() {
    return List.of(sink, source);
  }

  /** What connectors say as {@code engine.type}. */
  @Override
  public String toString() {
    return engineType;
  }
}
