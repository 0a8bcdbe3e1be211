package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.JobRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Camunda 8 is killed (SIGKILL) in mid-stream and started again, with commands by REST and by
 * gRPC, and jobs that are asked for and pushed; nothing is lost. Other parts are killed by {@code
 * Camunda7FaultsIT}.
 */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class Camunda8FaultsIT {

  private static final int RECORDS = 1_000;
  private static final Duration LONG = Duration.ofMinutes(3);

  @ParameterizedTest
  @ValueSource(strings = {"camunda8", "zeebe"})
  void theSinkLosesNothingWhenTheEngineIsKilled(String type, TestBench bench) throws Exception {
    String name = "sink-engine-" + type;
    startSink(bench, name, engine(bench, type));

    long before = created(bench);
    bench.sendMany(name, RECORDS, i -> "{\"number\":" + i + "}");
    awaitProgress(bench, before);
    bench.engineProcess().kill();
    bench.engineProcess().start();

    awaitEveryNumber(bench, name);
  }

  /** Jobs of Zeebe come by a stream. */
  @ParameterizedTest
  @ValueSource(strings = {"camunda8", "zeebe"})
  void theSourceLosesNothingWhenTheEngineIsKilled(String type, TestBench bench) throws Exception {
    String name = "source-engine-" + type;
    startSource(bench, name, engine(bench, type));
    createInstances(bench, name);

    try (EchoWorker worker = EchoWorker.start(bench, name)) {
      await().atMost(LONG).until(() -> worker.answered() > RECORDS / 4);
      bench.engineProcess().kill();
      bench.engineProcess().start();

      awaitEveryNumber(bench, name + "-after");
    }
  }

  private static Map<String, String> engine(TestBench bench, String type) {
    return type.equals("zeebe")
        ? Map.of("engine.type", type, "engine.url", bench.camunda8().grpcAddress().toString())
        : Map.of();
  }

  private static void startSink(TestBench bench, String name, Map<String, String> engine)
      throws Exception {
    bench.deploy(Model.process(name).task(name));
    bench.createTopic(name, 2);
    Map<String, String> settings = new HashMap<>(engine);
    settings.put("operation", "create-process-instance");
    settings.put("process.id", name);
    // What a killed worker consumed is given to the next one sooner.
    settings.put("consumer.override.session.timeout.ms", "6000");
    bench.startSink(name, name, settings);
  }

  private static void startSource(TestBench bench, String name, Map<String, String> engine)
      throws Exception {
    bench.deploy(Model.process(name).task(name).task(name + "-after"));
    bench.createTopic(name + "-jobs", 2);
    bench.createTopic(name + "-replies", 2);
    Map<String, String> settings = new HashMap<>(engine);
    if (!engine.isEmpty()) {
      settings.put("job.delivery", "stream");
    }
    settings.put("job.types", name);
    settings.put("topic", name + "-jobs");
    settings.put("reply.topic", name + "-replies");
    // Jobs that the killed worker held come again when their lock ends.
    settings.put("job.timeout.ms", "10000");
    settings.put("reply.consumer.session.timeout.ms", "6000");
    bench.startSource(name, settings);
  }

  private static void createInstances(TestBench bench, String process) {
    bench.createInstances(process, RECORDS, i -> Map.of("number", i));
  }

  /** Waits until some, but not all, of the records have become process instances. */
  private static void awaitProgress(TestBench bench, long createdBefore) {
    await()
        .atMost(TestBench.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> created(bench) > createdBefore + 50);
    assertThat(created(bench)).as("killed in mid-stream").isLessThan(createdBefore + RECORDS);
  }

  private static long created(TestBench bench) {
    return bench.camunda8().counters().read().processInstancesCreated();
  }

  /** Every number from zero on arrives at the job type, whatever else happens twice. */
  private static void awaitEveryNumber(TestBench bench, String type) {
    TreeSet<Integer> missing =
        IntStream.range(0, RECORDS).boxed().collect(Collectors.toCollection(TreeSet::new));
    await("every number at " + type)
        .atMost(LONG)
        .untilAsserted(
            () -> {
              List<ActivatedJob> jobs =
                  bench.activate(type, Duration.ofSeconds(1), Duration.ofSeconds(20));
              jobs.forEach(job -> missing.remove((Integer) job.variables().get("number")));
              // If the engine is being restarted, the job comes again, and counts only once.
              bench.executeAll(
                  jobs.stream()
                      .map(job -> new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty()))
                      .toList(),
                  failure -> assertThat(failure).hasCauseInstanceOf(EngineException.class));
              assertThat(missing).isEmpty();
            });
  }
}
