package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Contest.Outcome;
import io.bpmnconnect.stack.EngineHistory;
import io.bpmnconnect.stack.LocalStack;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many external tasks of an Operaton a second are written to Kafka and completed by our source,
 * beside a worker of the official Java client of its family that completes them at once and writes
 * nothing. Both are as they come; a second worker fetches as many tasks at once as the source.
 */
final class SourceTasks implements Scenario {

  private static final int CLIENTS_DEFAULT = 10;
  private static final int AS_MANY_AS_OURS = 32;
  private static final int INSTANCES = 500;
  private static final String OURS = "our source, 1 task";

  @Override
  public String name() {
    return "source-jobs";
  }

  @Override
  public String about() {
    return "jobs of Operaton through the source, beside the external task client of Camunda 7";
  }

  @Override
  public Findings run(Lab lab) throws Exception {
    try (LocalStack stack = lab.stackWithOperaton().start()) {
      stack.kafka().createTopics(1, "jobs");
      EngineHistory history = Lab.history(stack);
      return findings(
          new Throughput(
                  lab.rounds(),
                  () -> history.activities("activityType", "serviceTask", "finished", "true"))
              .measure(contest(stack)));
    }
  }

  /** Each side has a job type of its own, and jobs of it. */
  private static Contest contest(LocalStack stack) throws InterruptedException {
    URI engine = stack.engine().restAddress();
    Map<String, Side> clients = new LinkedHashMap<>();
    for (int maxTasks : List.of(CLIENTS_DEFAULT, AS_MANY_AS_OURS)) {
      String type = "client-" + maxTasks;
      NeverEnding.start(stack.engine(), type, INSTANCES);
      clients.put(
          "external task client, " + maxTasks + " tasks",
          new ExternalTaskWorker(engine, type, maxTasks));
    }
    NeverEnding.start(stack.engine(), "ours", INSTANCES);
    Map<String, String> settings =
        Map.of(
            "engine.type", stack.engine().engineType(),
            "engine.url", engine.toString(),
            "job.types", "ours",
            "topic", "jobs",
            "completion", "on-delivery");
    return new Contest(clients, OURS, Connector.source(stack.worker(), "ours", settings));
  }

  private Findings findings(Outcome outcome) {
    return new Findings(
        RateTable.of("jobs/s", List.of(outcome)),
        new Comparison(
            name(),
            outcome.ours(),
            outcome.reference(),
            1.0,
            Map.of("referenceIs", outcome.best())),
        List.of(new Bars(name(), "Jobs a second, Operaton", RateTable.medians(outcome.rates()))));
  }
}
