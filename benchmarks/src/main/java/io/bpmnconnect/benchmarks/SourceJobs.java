package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Contest.Outcome;
import io.bpmnconnect.stack.Camunda8;
import io.bpmnconnect.stack.EngineCounters;
import io.bpmnconnect.stack.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many jobs a second are written to Kafka and completed by our source, beside a worker of the
 * official Java client that completes them at once and writes nothing, and speaks the same
 * protocol. Both have defaults; a second worker has as many jobs in flight as the source.
 *
 * @param ways to get jobs, each of which is compared by itself; that by gRPC first
 */
record SourceJobs(String name, String about, List<Protocol> ways) implements Scenario {

  private static final int INSTANCES = 1_000;
  private static final int CLIENTS_DEFAULT = 32;
  private static final int AS_MANY_AS_OURS = 500;

  /** At a few hundred jobs a second the JIT compiler sees enough of them only after minutes. */
  private static final int WARM_UPS = 3;

  static SourceJobs polled() {
    return new SourceJobs(
        "source-camunda8",
        "jobs of a Camunda 8 through the source, beside a worker of its official client",
        List.of(Protocol.POLLED, Protocol.POLLED_BY_REST));
  }

  static SourceJobs pushed() {
    return new SourceJobs(
        "source-stream", "the same with jobs that the engine pushes", List.of(Protocol.PUSHED));
  }

  @Override
  public boolean needsCamunda8() {
    return true;
  }

  @Override
  public Findings run(Lab lab) throws Exception {
    try (LocalStack stack = lab.stack().start()) {
      stack.kafka().createTopics(1, "jobs");
      Camunda8 engine = lab.camunda8();
      List<Contest> contests = new ArrayList<>();
      for (Protocol way : ways) {
        contests.add(contest(stack, engine, way));
      }
      EngineCounters counters = engine.counters();
      Duration warmUp = lab.rounds().warmUp().multipliedBy(WARM_UPS);
      return findings(
          new Throughput(lab.rounds(), warmUp, () -> counters.read().jobsCompleted())
              .measure(contests));
    }
  }

  /** Each side has a job type of its own, and jobs of it. */
  private static Contest contest(LocalStack stack, Camunda8 engine, Protocol way) {
    Map<String, Side> officials = new LinkedHashMap<>();
    for (int maxJobsActive : List.of(CLIENTS_DEFAULT, AS_MANY_AS_OURS)) {
      String type = "official-" + way.api() + "-" + maxJobsActive;
      NeverEnding.start(engine.admin(), type, INSTANCES);
      officials.put(
          "official worker by " + way.api() + ", " + maxJobsActive + " jobs",
          OfficialWorker.of(way, engine, type, maxJobsActive));
    }
    String type = "ours-" + way.api();
    NeverEnding.start(engine.admin(), type, INSTANCES);
    Map<String, String> settings = new HashMap<>(way.settings(engine));
    settings.put("job.types", type);
    settings.put("topic", "jobs");
    settings.put("completion", "on-delivery");
    return new Contest(
        officials,
        "our source by " + way.api() + ", 1 task",
        Connector.source(stack.worker(), type, settings));
  }

  /**
   * What counts is the newest client, which speaks gRPC with this engine: beside it stands the
   * slower of our ways. That of the engine's version by REST is told, too.
   */
  private Findings findings(List<Outcome> outcomes) {
    Outcome byGrpc = outcomes.get(0);
    Outcome slower = Collections.min(outcomes, Comparator.comparingDouble(Outcome::ours));
    Map<String, Object> more = new HashMap<>();
    more.put("referenceIs", byGrpc.best());
    if (ways.contains(Protocol.POLLED_BY_REST)) {
      Outcome byRest = outcomes.get(ways.indexOf(Protocol.POLLED_BY_REST));
      more.put("ratioByGrpc", byGrpc.ratio());
      more.put("ratioByRest", byRest.ratio());
      more.put("ratioRestBesideGrpc", byRest.ours() / byGrpc.reference());
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    outcomes.forEach(outcome -> medians.putAll(RateTable.medians(outcome.rates())));
    return new Findings(
        RateTable.of("jobs/s", outcomes),
        new Comparison(name, slower.ours(), byGrpc.reference(), 1.0, more),
        List.of(new Bars(name, "Jobs a second, " + name, medians)));
  }
}
