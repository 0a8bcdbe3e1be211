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
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.ProcessEngine;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A job's life, through the adapter on a real engine. */
@ExtendWith(SharedEngine.class)
abstract class EngineJobsContract {

  private static final String A_KEY = "[1-9][0-9]{15,18}";

  // Activation

  @Test
  void anActivatedJobHasAllItsFields(EngineBench bench) throws Exception {
    ProcessInstanceCreated instance = bench.startWork("fields", Map.of("orderId", "o-1"));
    Duration lock = Duration.ofMinutes(7);
    Instant before = Instant.now();

    List<ActivatedJob> jobs =
        result(
            bench
                .engine()
                .activateJobs(
                    new JobActivation(
                        "fields", "worker-7", 5, lock, PATIENCE, List.of(), List.of())));

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
    assertThat(job.tenantId()).isEqualTo("<default>");
  }

  @Test
  void aLongPollReturnsAJobThatAppearsMeanwhile(EngineBench bench) throws Exception {
    CompletionStage<List<ActivatedJob>> poll =
        bench.engine().activateJobs(activation("appears", 10, PATIENCE.multipliedBy(10)));

    ProcessInstanceCreated instance = bench.startWork("appears");

    assertThat(result(poll))
        .extracting(ActivatedJob::processInstanceKey)
        .containsExactly(instance.processInstanceKey());
  }

  @Test
  void aLongPollWithoutAJobEndsEmptyAfterItsTime(EngineBench bench) throws Exception {
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
      List<ActivatedJob> jobs =
          result(bench.engine().activateJobs(activation("many", 2, PATIENCE)));
      assertThat(jobs).hasSizeBetween(1, 2);
      jobs.forEach(job -> assertThat(keys.add(job.key())).isTrue());
    }

    assertThat(bench.freeJobs("many")).isEmpty();
  }

  @Test
  void onlyTheVariablesAskedForAreFetched(EngineBench bench) throws Exception {
    bench.startWork("fetched", Map.of("orderId", "o-1", "amount", 5, "secret", "x"));

    List<ActivatedJob> jobs =
        result(
            bench
                .engine()
                .activateJobs(
                    new JobActivation(
                        "fetched",
                        "w",
                        1,
                        Duration.ofMinutes(1),
                        PATIENCE,
                        List.of("orderId", "amount", "unheardOf"),
                        List.of())));

    assertThat(jobs.get(0).variables()).isEqualTo(Map.of("orderId", "o-1", "amount", 5));
  }

  @Test
  void aJobWhoseLockEndedIsGivenOutAgain(EngineBench bench) throws Exception {
    bench.startWork("expires");
    JobActivation brief =
        new JobActivation(
            "expires", "slow", 1, Duration.ofMillis(100), PATIENCE, List.of(), List.of());
    ActivatedJob first = result(bench.engine().activateJobs(brief)).get(0);

    ActivatedJob second = bench.awaitJob("expires");

    assertThat(second.key()).isEqualTo(first.key());
    assertThat(second.retries()).isEqualTo(first.retries());
    assertThat(second.deadline()).isAfter(first.deadline());
  }

  // Settling

  @Test
  void aCompletedJobLetsItsProcessGoOnWithItsVariables(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("complete");

    Accepted accepted =
        bench.execute(new CompleteJob(job.key(), Map.of("paid", true)), Accepted.class);

    assertThat(accepted).isNotNull();
    ActivatedJob next = bench.awaitJob("complete-second");
    assertThat(next.processInstanceKey()).isEqualTo(job.processInstanceKey());
    assertThat(next.variables()).containsEntry("paid", true);
  }

  @Test
  void aSecondCompletionIsNotFound(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("twice");
    bench.execute(new CompleteJob(job.key(), Map.of()));

    EngineException refusal = bench.refusal(new CompleteJob(job.key(), Map.of()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(refusal.detail().orElse("")).contains(job.key());
  }

  @Test
  void aFailedJobWithRetriesIsGivenOutAgain(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("retry");

    bench.execute(
        new FailJob(
            job.key(), 2, Optional.of("no network"), Duration.ZERO, Map.of("reason", "network")));

    ActivatedJob again = bench.awaitJob("retry");
    assertThat(again.key()).isEqualTo(job.key());
    assertThat(again.retries()).isEqualTo(2);
    assertThat(again.variables()).containsEntry("reason", "network");
  }

  @Test
  void aFailedJobIsKeptBackForItsBackoff(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("backoff");
    Duration backoff = Duration.ofSeconds(2);
    long begin = System.nanoTime();

    bench.execute(new FailJob(job.key(), 2, Optional.empty(), backoff, Map.of()));

    assertThat(bench.freeJobs("backoff")).isEmpty();
    assertThat(bench.awaitJob("backoff").key()).isEqualTo(job.key());
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(backoff);
  }

  @Test
  void aFailedJobWithoutRetriesRaisesAnIncident(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("incident");
    long before = incidents(bench);

    bench.execute(new FailJob(job.key(), 0, Optional.of("broken"), Duration.ZERO, Map.of()));

    await().atMost(PATIENCE).until(() -> incidents(bench) == before + 1);
    assertThat(bench.freeJobs("incident")).isEmpty();
  }

  private static long incidents(EngineBench bench) {
    return bench.zeebe().counters().value("zeebe_incident_events_total", "action", "created");
  }

  @Test
  void aJobWithAnIncidentIsInAnotherState(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("stuck");
    bench.execute(new FailJob(job.key(), 0, Optional.empty(), Duration.ZERO, Map.of()));

    List<EngineCommand> settlements =
        List.of(
            new CompleteJob(job.key(), Map.of()),
            new FailJob(job.key(), 1, Optional.empty(), Duration.ZERO, Map.of()),
            new ThrowJobError(job.key(), "NO_MONEY", Optional.empty(), Map.of()));

    assertThat(settlements)
        .allSatisfy(
            settlement ->
                assertThat(bench.refusal(settlement).kind()).isEqualTo(ErrorKind.CONFLICT));
  }

  @Test
  void anErrorIsCaughtByTheModelWithItsVariables(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("error");

    bench.execute(
        new ThrowJobError(
            job.key(), "NO_MONEY", Optional.of("the card was refused"), Map.of("card", "x")));

    ActivatedJob repair = bench.awaitJob("error-repair");
    assertThat(repair.processInstanceKey()).isEqualTo(job.processInstanceKey());
    assertThat(repair.elementId()).isEqualTo("repair");
    assertThat(repair.variables()).containsEntry("card", "x");
  }

  @Test
  void anErrorThatTheModelDoesNotCatchRaisesAnIncident(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("uncaught");
    long before = incidents(bench);

    bench.execute(new ThrowJobError(job.key(), "UNHEARD_OF", Optional.empty(), Map.of()));

    await().atMost(PATIENCE).until(() -> incidents(bench) == before + 1);
    assertThat(bench.freeJobs("uncaught")).isEmpty();
  }

  @Test
  void aShorterLockEndsEarlier(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("shorter");

    bench.execute(
        new UpdateJob(job.key(), OptionalInt.empty(), Optional.of(Duration.ofMillis(100))));

    assertThat(bench.awaitJob("shorter").key()).isEqualTo(job.key());
  }

  @Test
  void aLongerLockKeepsTheJob(EngineBench bench) throws Exception {
    bench.startWork("longer");
    JobActivation brief =
        new JobActivation("longer", "w", 1, Duration.ofSeconds(3), PATIENCE, List.of(), List.of());
    ActivatedJob job = result(bench.engine().activateJobs(brief)).get(0);

    bench.execute(
        new UpdateJob(job.key(), OptionalInt.empty(), Optional.of(Duration.ofMinutes(10))));

    // A poll that is longer than the first lock would have got the job.
    assertThat(result(bench.engine().activateJobs(activation("longer", 1, Duration.ofSeconds(6)))))
        .isEmpty();
    bench.execute(new CompleteJob(job.key(), Map.of()), Accepted.class);
  }

  @Test
  void newRetriesAreTaken(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("retries");

    bench.execute(new UpdateJob(job.key(), OptionalInt.of(9), Optional.empty()));

    assertThat(nextActivation(bench, job).retries()).isEqualTo(9);
  }

  @Test
  void newRetriesAreTakenBesidesANewLock(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("both");

    // Zeebe 8.6.0 forgets the lock when both are given, so only the retries are looked at.
    bench.execute(new UpdateJob(job.key(), OptionalInt.of(7), Optional.of(Duration.ofMinutes(5))));

    assertThat(nextActivation(bench, job).retries()).isEqualTo(7);
  }

  private static ActivatedJob nextActivation(EngineBench bench, ActivatedJob job) throws Exception {
    bench.execute(
        new UpdateJob(job.key(), OptionalInt.empty(), Optional.of(Duration.ofMillis(100))));
    ActivatedJob next = bench.awaitJob(job.type());
    assertThat(next.key()).isEqualTo(job.key());
    return next;
  }

  @Test
  void anUpdateThatTheEngineCannotMakeIsInvalid(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("bad-update");

    assertThat(bench.refusal(new UpdateJob(job.key(), OptionalInt.of(-1), Optional.empty())).kind())
        .isEqualTo(ErrorKind.INVALID);
    assertThat(
            bench.refusal(new UpdateJob(job.key(), OptionalInt.empty(), Optional.empty())).kind())
        .isEqualTo(ErrorKind.INVALID);
  }

  @Test
  void theLockOfAJobThatIsNotLockedCannotBeChanged(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("not-locked");
    bench.execute(new FailJob(job.key(), 1, Optional.empty(), Duration.ZERO, Map.of()));

    EngineException refusal =
        bench.refusal(
            new UpdateJob(job.key(), OptionalInt.empty(), Optional.of(Duration.ofMinutes(1))));

    assertThat(refusal.kind())
        .isEqualTo(bench.type() == EngineType.ZEEBE ? ErrorKind.CONFLICT : ErrorKind.INVALID);
    assertThat(refusal.detail().orElse("")).contains("not active");
  }

  private static List<EngineCommand> everyJobCommand(String key) {
    return List.of(
        new CompleteJob(key, Map.of()),
        new FailJob(key, 1, Optional.empty(), Duration.ZERO, Map.of()),
        new ThrowJobError(key, "NO_MONEY", Optional.empty(), Map.of()),
        new UpdateJob(key, OptionalInt.of(1), Optional.empty()));
  }

  @Test
  void aJobThatNeverWasIsNotFound(EngineBench bench) throws Exception {
    // A key of a partition that exists, far beyond those given out.
    String key = Long.toString(Long.parseLong(bench.newJob("real").key()) + 1_000_000_000L);

    assertThat(everyJobCommand(key))
        .allSatisfy(
            command -> {
              EngineException refusal = bench.refusal(command);
              assertThat(refusal.kind()).isEqualTo(ErrorKind.NOT_FOUND);
              assertThat(refusal.detail().orElse("")).contains(key);
            });
  }

  @Test
  void aJobOfAPartitionThatDoesNotExistIsNotTakenForAnEngineThatIsAway(EngineBench bench) {
    assertThat(everyJobCommand("1"))
        .allSatisfy(
            command -> assertThat(bench.refusal(command).kind()).isEqualTo(ErrorKind.INTERNAL));
  }

  // Variables

  @Test
  void variablesComeBackAsTheyWereSent(EngineBench bench) throws Exception {
    Map<String, Object> sent = new HashMap<>();
    sent.put("jobType", "variables");
    sent.put("max", Long.MAX_VALUE);
    sent.put("min", Long.MIN_VALUE);
    sent.put("beyondDouble", 9_007_199_254_740_993L);
    sent.put("small", 7);
    sent.put("money", new BigDecimal("19.99"));
    sent.put("tiny", new BigDecimal("1.0E-7"));
    sent.put("text", "Grüße, 世界 🚀 \" \\ \n");
    sent.put("yes", true);
    sent.put("none", null);
    sent.put("list", Arrays.asList(1, null, "a", List.of(), Map.of("deep", List.of(2.5))));
    sent.put("empty", Map.of());
    sent.put("sent.by", "a name that is no FEEL name");
    bench.start("work", sent);

    Map<String, Object> received = bench.awaitJob("variables").variables();

    Map<String, Object> expected = new HashMap<>(sent);
    expected.put(
        "list",
        Arrays.asList(1, null, "a", List.of(), Map.of("deep", List.of(new BigDecimal("2.5")))));
    assertThat(received).isEqualTo(expected);
  }

  @Test
  void decimalsAreKeptAsTheEngineKeepsThemInADouble(EngineBench bench) throws Exception {
    bench.startWork(
        "decimals",
        Map.of(
            "trailingZero", new BigDecimal("19.90"),
            "whole", new BigDecimal("5.0"),
            "long", new BigDecimal("0.12345678901234567890")));

    Map<String, Object> received = bench.awaitJob("decimals").variables();

    assertThat(received)
        .containsEntry("trailingZero", new BigDecimal("19.9"))
        .containsEntry("whole", new BigDecimal("5.0"))
        .containsEntry("long", new BigDecimal("0.12345678901234568"));
  }

  @Test
  void anIntegerBeyond64BitsIsInvalid(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("huge");

    EngineException refusal =
        bench.refusal(new CompleteJob(job.key(), Map.of("huge", BigInteger.TWO.pow(64))));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
    bench.execute(new CompleteJob(job.key(), Map.of()), Accepted.class);
  }
}
