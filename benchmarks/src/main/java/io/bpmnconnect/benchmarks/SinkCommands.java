package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Contest.Outcome;
import io.bpmnconnect.stack.Camunda8;
import io.bpmnconnect.stack.EngineCounters;
import io.bpmnconnect.stack.EngineMetrics;
import io.bpmnconnect.stack.LocalStack;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;

/**
 * How much of what the engine can do gets through the sink. The ceiling is a loop that only sends
 * the same bodies, at the best of several concurrencies; what counts is what the engine has done.
 *
 * @param body what a plain client sends for the record with a number
 * @param settings what makes the sink send the same
 * @param done what the engine tells of it
 */
record SinkCommands(
    String name,
    String about,
    String path,
    IntFunction<byte[]> body,
    Map<String, String> settings,
    ToLongFunction<EngineMetrics> done)
    implements Scenario {

  static final String PUBLICATION = "/v2/messages/publication";

  private static final String TOPIC = "orders";
  private static final int PARTITIONS = 4;
  private static final int MOST_PER_SECOND = 6_000;
  private static final int NULL_ENGINES_PER_SECOND = 40_000;
  private static final List<Integer> CONCURRENCIES = List.of(16, 32, 64, 128, 256);
  private static final String OURS = "our sink, 1 task";

  static SinkCommands publish() {
    return new SinkCommands(
        "sink-publish",
        "messages published by the sink, beside the engine's ceiling",
        PUBLICATION,
        number -> Orders.publication(Orders.key(number), "m-" + number, Orders.value(number)),
        Map.of(
            "operation",
            "publish-message",
            "message.name",
            Orders.MESSAGE,
            "message.correlation.key",
            "=key"),
        EngineMetrics::messagesAlive);
  }

  static SinkCommands create() {
    return new SinkCommands(
        "sink-create",
        "process instances created by the sink, beside the engine's ceiling",
        "/v2/process-instances",
        number -> Orders.creation(Orders.value(number)),
        Map.of("operation", "create-process-instance", "process.id", Orders.PROCESS),
        EngineMetrics::processInstancesCreated);
  }

  @Override
  public boolean needsCamunda8() {
    return true;
  }

  @Override
  public Findings run(Lab lab) throws Exception {
    try (LocalStack stack = lab.stack().start()) {
      Camunda8 engine = lab.camunda8();
      engine.admin().deploy("short.bpmn", Orders.MODEL);
      compile(lab.rounds(), stack);
      Orders.fill(stack, TOPIC, PARTITIONS, lab.rounds().supply(MOST_PER_SECOND), Orders::key);
      Map<String, Side> loops = new LinkedHashMap<>();
      for (int i = 0; i < CONCURRENCIES.size(); i++) {
        int inFlight = CONCURRENCIES.get(i);
        int first = i * 100_000_000; // the engine refuses the ids that another loop has used
        loops.put(
            "plain loop, " + inFlight + " in flight",
            new HttpLoop(engine.restAddress(), inFlight, path, n -> body.apply(first + n)));
      }
      Map<String, String> sink = new HashMap<>(settings);
      sink.put("engine.url", engine.restAddress().toString());
      EngineCounters counters = engine.counters();
      return findings(
          new Throughput(lab.rounds(), () -> done.applyAsLong(counters.read()))
              .measure(
                  new Contest(loops, OURS, Connector.sink(stack.worker(), "sink", TOPIC, sink))));
    }
  }

  /**
   * Lets the JIT compilers of the worker and of this process see enough commands: at the pace of a
   * real engine they would be busy for minutes, in the worker more than the sink itself.
   */
  private void compile(Rounds rounds, LocalStack stack) throws Exception {
    String topic = "compile";
    Orders.fill(stack, topic, PARTITIONS, rounds.supply(NULL_ENGINES_PER_SECOND), Orders::key);
    try (NullEngine engine = NullEngine.start()) {
      Map<String, String> sink = new HashMap<>(settings);
      sink.put("engine.url", engine.address().toString());
      Rounds one = new Rounds(1, rounds.each());
      new Throughput(one, engine::commands)
          .measure(
              Map.of(
                  "plain loop",
                  new HttpLoop(engine.address(), 64, path, body),
                  OURS,
                  Connector.sink(stack.worker(), topic, topic, sink)));
    }
  }

  private Findings findings(Outcome outcome) {
    return new Findings(
        RateTable.of("commands/s", List.of(outcome)),
        new Comparison(
            name, outcome.ours(), outcome.reference(), 0.95, Map.of("referenceIs", outcome.best())),
        List.of(new Bars(name, "Commands a second, " + name, RateTable.medians(outcome.rates()))));
  }
}
