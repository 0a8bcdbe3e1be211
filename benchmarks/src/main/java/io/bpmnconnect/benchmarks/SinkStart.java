package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Contest.Outcome;
import io.bpmnconnect.stack.EngineHistory;
import io.bpmnconnect.stack.LocalStack;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many process instances of an Operaton a second are started by our sink. The ceiling is a loop
 * that only sends the same bodies, at the better of two concurrencies; what counts is the engine's
 * history.
 */
final class SinkStart implements Scenario {

  private static final String TOPIC = "orders";
  private static final int PARTITIONS = 4;
  private static final int MOST_PER_SECOND = 6_000;
  private static final List<Integer> CONCURRENCIES = List.of(8, 32);
  private static final String OURS = "our sink, 1 task";

  @Override
  public String name() {
    return "sink-start";
  }

  @Override
  public String about() {
    return "process instances of Operaton started by the sink, beside a plain HTTP loop";
  }

  @Override
  public Findings run(Lab lab) throws Exception {
    try (LocalStack stack = lab.stackWithOperaton().start()) {
      stack.engine().deploy("short.bpmn", Orders.MODEL);
      Orders.fill(stack, TOPIC, PARTITIONS, lab.rounds().supply(MOST_PER_SECOND), Orders::key);
      EngineHistory history = Lab.history(stack);
      return findings(
          new Throughput(lab.rounds(), history::processInstances).measure(contest(stack)));
    }
  }

  private static Contest contest(LocalStack stack) {
    URI engine = stack.engine().restAddress();
    String path = engine.getRawPath() + "/process-definition/key/" + Orders.PROCESS + "/start";
    Map<String, Side> loops = new LinkedHashMap<>();
    for (int inFlight : CONCURRENCIES) {
      loops.put(
          "plain loop, " + inFlight + " in flight",
          new HttpLoop(
              engine,
              inFlight,
              path,
              number -> Orders.start(Orders.key(number), Orders.amount(number))));
    }
    Map<String, String> settings =
        Map.of(
            "engine.type",
            stack.engine().engineType(),
            "engine.url",
            engine.toString(),
            "operation",
            "create-process-instance",
            "process.id",
            Orders.PROCESS,
            "variables",
            "={orderId: value.orderId, amount: value.amount}");
    return new Contest(loops, OURS, Connector.sink(stack.worker(), "sink", TOPIC, settings));
  }

  private Findings findings(Outcome outcome) {
    return new Findings(
        RateTable.of("instances/s", List.of(outcome)),
        new Comparison(
            name(),
            outcome.ours(),
            outcome.reference(),
            0.95,
            Map.of("referenceIs", outcome.best())),
        List.of(
            new Bars(name(), "Instances a second, Operaton", RateTable.medians(outcome.rates()))));
  }
}
