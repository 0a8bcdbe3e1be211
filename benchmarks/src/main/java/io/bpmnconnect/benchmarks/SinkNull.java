package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Throughput.Rates;
import io.bpmnconnect.stack.LocalStack;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the sink costs by itself: one task in a real worker, against a loop of plain clients over
 * the same topic; and an engine that answers at once, so that neither waits for it.
 */
final class SinkNull implements Scenario {

  private static final String TOPIC = "orders";
  private static final int PARTITIONS = 4;
  private static final int IN_FLIGHT = 64;
  private static final int MOST_PER_SECOND = 80_000;

  /** After the usual time a worker's JIT compilers still take a twentieth of what it uses. */
  private static final int WARM_UPS = 3;

  private static final int WANTED_PER_SECOND = 20_000;

  private static final String OURS = "our sink, 1 task";
  private static final String PLAIN = "plain consumer and client";
  private static final String CEILING = "null engine, plain sockets";

  @Override
  public String name() {
    return "sink-null";
  }

  @Override
  public String about() {
    return "the sink beside a plain consumer and HTTP client, on an engine that answers at once";
  }

  @Override
  public Findings run(Lab lab) throws Exception {
    try (NullEngine engine = NullEngine.start();
        LocalStack stack = lab.stack().start()) {
      Duration warmUp = lab.rounds().warmUp().multipliedBy(WARM_UPS);
      int supply = lab.rounds().supply(warmUp, MOST_PER_SECOND);
      Orders.fill(stack, TOPIC, PARTITIONS, supply, Orders::key);
      Map<String, Side> sides = new LinkedHashMap<>();
      sides.put(
          CEILING,
          new RawLoop(
              engine.address(),
              IN_FLIGHT,
              SinkCommands.PUBLICATION,
              Orders.publication("o-1", "m-1", Orders.value(1))));
      sides.put(
          PLAIN,
          new ConsumerLoop(stack.kafka().bootstrapServers(), TOPIC, engine.address(), IN_FLIGHT));
      sides.put(OURS, Connector.sink(stack.worker(), "sink", TOPIC, settings(engine)));
      return findings(new Throughput(lab.rounds(), warmUp, engine::commands).measure(sides));
    }
  }

  /** What makes the sink publish messages there. */
  static Map<String, String> settings(NullEngine engine) {
    return Map.of(
        "engine.url",
        engine.address().toString(),
        "operation",
        "publish-message",
        "message.name",
        Orders.MESSAGE,
        "message.correlation.key",
        "=key",
        "max.in.flight.requests",
        String.valueOf(IN_FLIGHT));
  }

  private Findings findings(Map<String, Rates> rates) {
    double ours = rates.get(OURS).median();
    double plain = rates.get(PLAIN).median();
    return new Findings(
        RateTable.of("records/s", rates, plain),
        new Comparison(
            name(),
            ours,
            plain,
            0.8,
            Map.of("perSecondTarget", WANTED_PER_SECOND, "ceiling", rates.get(CEILING).median())),
        List.of(new Bars(name(), "Records a second, null engine", RateTable.medians(rates))));
  }
}
