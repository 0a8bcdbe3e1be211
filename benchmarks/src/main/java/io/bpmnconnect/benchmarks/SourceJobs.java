package io.bpmnconnect.benchmarks;

import io.bpmnconnect.benchmarks.Throughput.Contest;
import io.bpmnconnect.benchmarks.Throughput.Rates;
import io.bpmnconnect.stack.EngineCounters;
import io.bpmnconnect.stack.LocalStack;
import io.bpmnconnect.stack.ZeebeEngine;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many jobs a second are written to Kafka and completed by our source, beside a worker of the
 * official Java client that completes them at once and writes nothing. Both have defaults; a second
 * worker has as many jobs in flight as the source.
 *
 * @param streaming whether the engine pushes jobs by gRPC, instead of being asked by REST
 */
record SourceJobs(String name, String about, boolean streaming) implements Scenario {

  private static final String OURS = "our source, 1 task";
  private static final String OUR_TYPE = "ours";
  private static final int INSTANCES = 1_000;
  private static final int CLIENTS_DEFAULT = 32;
  private static final int AS_MANY_AS_OURS = 500;

  /** At a few hundred jobs a second the JIT compiler sees enough of them only after minutes. */
  private static final int WARM_UPS = 3;

  static SourceJobs polled() {
    return new SourceJobs(
        "source-jobs", "jobs through the source, beside a worker of the official client", false);
  }

  static SourceJobs pushed() {
    return new SourceJobs("source-stream", "the same with jobs that the engine pushes", true);
  }

  @Override
  public Findings run(Lab lab) throws Exception {
    try (LocalStack stack = lab.stack().start()) {
      Map<String, Side> officials = new LinkedHashMap<>();
      for (int maxJobsActive : List.of(CLIENTS_DEFAULT, AS_MANY_AS_OURS)) {
        String type = "official-" + maxJobsActive;
        NeverEnding.start(stack.engine().admin(), type, INSTANCES);
        officials.put(
            "official worker, " + maxJobsActive + " jobs",
            official(stack.engine(), type, maxJobsActive));
      }
      NeverEnding.start(stack.engine().admin(), OUR_TYPE, INSTANCES);
      stack.kafka().createTopics(1, "jobs");
      Side source = Connector.source(stack.worker(), "source", settings(stack.engine()));
      EngineCounters counters = stack.engine().counters();
      Duration warmUp = lab.rounds().warmUp().multipliedBy(WARM_UPS);
      return findings(
          new Throughput(lab.rounds(), warmUp, () -> counters.read().jobsCompleted())
              .measure(officials, OURS, source));
    }
  }

  private Side official(ZeebeEngine engine, String type, int maxJobsActive) {
    return streaming
        ? OfficialWorker.streaming(engine, type, maxJobsActive)
        : OfficialWorker.polling(engine, type, maxJobsActive);
  }

  private Map<String, String> settings(ZeebeEngine engine) {
    Map<String, String> settings = new HashMap<>();
    settings.put("job.types", OUR_TYPE);
    settings.put("topic", "jobs");
    settings.put("completion", "on-delivery");
    settings.putAll((streaming ? Protocol.PUSHED : Protocol.POLLED_BY_REST).settings(engine));
    return settings;
  }

  private Findings findings(Contest contest) {
    Map<String, Rates> rates = contest.rates();
    return new Findings(
        RateTable.of("jobs/s", rates, contest.reference()),
        new Comparison(
            name,
            rates.get(OURS).median(),
            contest.reference(),
            1.0,
            Map.of("referenceIs", contest.best())),
        List.of(new Bars(name, "Jobs a second, " + name, RateTable.medians(rates))));
  }
}
