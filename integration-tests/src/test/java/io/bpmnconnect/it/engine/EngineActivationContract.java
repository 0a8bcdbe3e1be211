package io.bpmnconnect.it.engine;

import static io.bpmnconnect.it.engine.EngineBench.NO_LONG_POLL;
import static io.bpmnconnect.it.engine.EngineBench.PATIENCE;
import static io.bpmnconnect.it.engine.EngineBench.activation;
import static io.bpmnconnect.it.engine.EngineBench.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult.Accepted;
import io.bpmnconnect.engine.CommandResult.ProcessInstanceCreated;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.JobStream;
import io.bpmnconnect.engine.ProcessEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How jobs are given out, through the adapter on a real engine. */
@ExtendWith(SharedEngine.class)
abstract class EngineActivationContract {

  private static final String A_KEY = "[1-9][0-9]{15,18}";

  @Test
  void anActivatedJobHasAllItsFields(EngineBench bench) throws Exception {
    ProcessInstanceCreated instance = bench.startWork("fields", Map.of("orderId", "o-1"));
    Duration lock = Duration.ofMinutes(7);
    Instant before = Instant.now();

    List<ActivatedJob> jobs =
        bench.awaitJobs(
            new JobActivation(
                List.of(
                    new JobActivation.OfType(
                        "fields", lock, List.of(), List.of(), JobActivation.Filter.ALL)),
                "worker-7",
                5,
                PATIENCE,
                List.of(),
                Optional.empty(),
                false,
                false,
                3,
                new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2))));

    Instant after = Instant.now();
    assertThat(jobs).hasSize(1);
    ActivatedJob job = jobs.get(0);
    assertThat(job.key()).matches(A_KEY);
    assertThat(job.type()).isEqualTo("fields");
    assertThat(job.processInstanceKey()).isEqualTo(instance.processInstanceKey());
    assertThat(job.processDefinitionKey()).isEqualTo(instance.processDefinitionKey());
    assertThat(job.processDefinitionId()).isEqualTo("work");
    assertThat(job.processDefinitionVersion()).isEqualTo(1);
    assertThat(job.elementId()).isEqualTo("first");
    assertThat(job.elementInstanceKey())
        .matches(A_KEY)
        .isNotIn(job.key(), job.processInstanceKey());
    assertThat(job.customHeaders()).isEqualTo(Map.of("color", "blue", "size", "12"));
    assertThat(job.worker()).isEqualTo("worker-7");
    assertThat(job.retries()).isEqualTo(3);
    assertThat(job.deadline()).isBetween(before.plus(lock).minusMillis(1), after.plus(lock));
    assertThat(job.variables()).isEqualTo(Map.of("jobType", "fields", "orderId", "o-1"));
  }

  @Test
  void aJobTellsItsTenant(EngineBench bench) throws Exception {
    bench.assumeCan(Ability.TENANTS);

    assertThat(bench.newJob("of-a-tenant").tenantId()).isEqualTo("<default>");
  }

  @Test
  void aLongPollReturnsAJobThatAppearsMeanwhile(EngineBench bench) throws Exception {
    bench.assumeCan(Ability.LONG_POLL);
    CompletionStage<List<ActivatedJob>> poll =
        bench.engine().activateJobs(activation("appears", 10, PATIENCE.multipliedBy(10)));

    ProcessInstanceCreated instance = bench.startWork("appears");

    assertThat(result(poll))
        .extracting(ActivatedJob::processInstanceKey)
        .containsExactly(instance.processInstanceKey());
  }

  @Test
  void aLongPollWithoutAJobEndsEmptyAfterItsTime(EngineBench bench) throws Exception {
    bench.assumeCan(Ability.LONG_POLL);
    Duration longPoll = Duration.ofMillis(1_500);
    long begin = System.nanoTime();

    List<ActivatedJob> jobs =
        result(bench.engine().activateJobs(activation("never", 10, longPoll)));

    assertThat(jobs).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(longPoll.minusMillis(100), Duration.ofSeconds(15));
  }

  @Test
  void theEnginesOwnLongPollIsNotCutShort(EngineBench bench) throws Exception {
    bench.assumeCan(Ability.LONG_POLL);
    // The engine waits for 10 s; this connection waits for an answer to a command for 1 s only.
    try (ProcessEngine impatient = bench.open(Duration.ofSeconds(1))) {
      assertThat(result(impatient.activateJobs(activation("never", 10, Duration.ZERO)))).isEmpty();
    }
  }

  @Test
  void withoutLongPollingTheAnswerComesAtOnce(EngineBench bench) throws Exception {
    long begin = System.nanoTime();

    List<ActivatedJob> jobs =
        result(bench.engine().activateJobs(activation("never", 10, NO_LONG_POLL)));

    assertThat(jobs).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void noMoreJobsAreActivatedThanAskedForAndNoneTwice(EngineBench bench) throws Exception {
    for (int i = 0; i < 5; i++) {
      bench.startWork("many");
    }
    Set<String> keys = new HashSet<>();

    while (keys.size() < 5) {
      List<ActivatedJob> jobs = bench.awaitJobs(activation("many", 2, PATIENCE));
      assertThat(jobs).hasSizeBetween(1, 2);
      jobs.forEach(job -> assertThat(keys.add(job.key())).isTrue());
    }

    assertThat(bench.freeJobs("many")).isEmpty();
  }

  @Test
  void onlyTheVariablesAskedForAreFetched(EngineBench bench) throws Exception {
    bench.startWork("fetched", Map.of("orderId", "o-1", "amount", 5, "secret", "x"));

    List<ActivatedJob> jobs =
        bench.awaitJobs(
            new JobActivation(
                List.of(
                    new JobActivation.OfType(
                        "fetched",
                        Duration.ofMinutes(1),
                        List.of("orderId", "amount", "unheardOf"),
                        List.of(),
                        JobActivation.Filter.ALL)),
                "w",
                1,
                PATIENCE,
                List.of(),
                Optional.empty(),
                false,
                false,
                3,
                new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2))));

    assertThat(jobs.get(0).variables()).isEqualTo(Map.of("orderId", "o-1", "amount", 5));
  }

  @Test
  void aJobWhoseLockEndedIsGivenOutAgain(EngineBench bench) throws Exception {
    bench.startWork("expires");
    JobActivation brief =
        new JobActivation(
            List.of(
                new JobActivation.OfType(
                    "expires",
                    Duration.ofMillis(100),
                    List.of(),
                    List.of(),
                    JobActivation.Filter.ALL)),
            "slow",
            1,
            PATIENCE,
            List.of(),
            Optional.empty(),
            false,
            false,
            3,
            new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
    ActivatedJob first = bench.awaitJobs(brief).get(0);

    ActivatedJob second = bench.awaitJob("expires");

    assertThat(second.key()).isEqualTo(first.key());
    assertThat(second.retries()).isEqualTo(first.retries());
    assertThat(second.deadline()).isAfter(first.deadline());
  }

  @Test
  void aJobThatAppearsIsPushed(EngineBench bench) throws Exception {
    bench.assumeHas(Feature.JOB_STREAM);
    Set<String> started = ConcurrentHashMap.newKeySet();
    Arrivals arrivals = new Arrivals();

    try (JobStream stream = bench.engine().openJobStream(bench.pushing("pushed"), arrivals)) {
      assertThat(stream).isNotNull();
      // Repeated, because the engine may know of the stream a moment after it was opened.
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                started.add(bench.startWork("pushed").processInstanceKey());
                return !arrivals.jobs.isEmpty();
              });
    }

    await().atMost(PATIENCE).until(() -> arrivals.ended.get() != null);
    assertThat(arrivals.ended.get()).isEmpty();
    assertThat(arrivals.jobs)
        .allSatisfy(
            job -> {
              assertThat(job.processInstanceKey()).isIn(started);
              assertThat(job.elementId()).isEqualTo("first");
              assertThat(job.worker()).isEqualTo("worker-1");
              assertThat(job.variables()).containsEntry("jobType", "pushed");
            });
    bench.execute(
        new CompleteJob(JobRef.of(arrivals.jobs.element().key()), Map.of(), Optional.empty()),
        Accepted.class);
  }

  private static final class Arrivals implements JobStream.Listener {

    private final Queue<ActivatedJob> jobs = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Optional<EngineException>> ended = new AtomicReference<>();

    @Override
    public void activated(ActivatedJob job) {
      jobs.add(job);
    }

    @Override
    public void ended(Optional<EngineException> failure) {
      ended.set(failure);
    }
  }
}
