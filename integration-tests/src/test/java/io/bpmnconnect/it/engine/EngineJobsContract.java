package io.bpmnconnect.it.engine;

import static io.bpmnconnect.it.engine.EngineBench.PATIENCE;
import static io.bpmnconnect.it.engine.EngineBench.activation;
import static io.bpmnconnect.it.engine.EngineBench.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult.Accepted;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobRef;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a job, through the adapter on a real engine. */
@ExtendWith(SharedEngine.class)
abstract class EngineJobsContract {

  // Settling

  @Test
  void aCompletedJobLetsItsProcessGoOnWithItsVariables(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("complete");

    Accepted accepted =
        bench.execute(
            new CompleteJob(JobRef.of(job.key()), Map.of("paid", true), Optional.empty()),
            Accepted.class);

    assertThat(accepted).isNotNull();
    ActivatedJob next = bench.awaitJob("complete-second");
    assertThat(next.processInstanceKey()).isEqualTo(job.processInstanceKey());
    assertThat(next.variables()).containsEntry("paid", true);
  }

  @Test
  void aSecondCompletionIsNotFound(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("twice");
    bench.execute(new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty()));

    EngineException refusal =
        bench.refusal(new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(refusal.detail().orElse("")).contains(job.key());
  }

  @Test
  void aFailedJobWithRetriesIsGivenOutAgain(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("retry");

    bench.execute(
        new FailJob(
            JobRef.of(job.key()),
            2,
            Optional.of("no network"),
            Duration.ZERO,
            Map.of("reason", "network")));

    ActivatedJob again = bench.awaitJob("retry");
    assertThat(again.key()).isEqualTo(job.key());
    assertThat(again.retries()).isEqualTo(2);
    bench.assumeCan(Ability.JOB_VARIABLES);
    assertThat(again.variables()).containsEntry("reason", "network");
  }

  @Test
  void aFailedJobIsKeptBackForItsBackoff(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("backoff");
    Duration backoff = Duration.ofSeconds(2);
    long begin = System.nanoTime();

    bench.execute(new FailJob(JobRef.of(job.key()), 2, Optional.empty(), backoff, Map.of()));

    assertThat(bench.freeJobs("backoff")).isEmpty();
    assertThat(bench.awaitJob("backoff").key()).isEqualTo(job.key());
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(backoff);
  }

  @Test
  void aFailedJobWithoutRetriesRaisesAnIncident(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("incident");
    long before = bench.incidents();

    bench.execute(
        new FailJob(JobRef.of(job.key()), 0, Optional.of("broken"), Duration.ZERO, Map.of()));

    await().atMost(PATIENCE).until(() -> bench.incidents() == before + 1);
    assertThat(bench.freeJobs("incident")).isEmpty();
  }

  @Test
  void aJobWithAnIncidentIsInAnotherState(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("stuck");
    bench.execute(new FailJob(JobRef.of(job.key()), 0, Optional.empty(), Duration.ZERO, Map.of()));

    List<EngineCommand> settlements =
        List.of(
            new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty()),
            new FailJob(JobRef.of(job.key()), 1, Optional.empty(), Duration.ZERO, Map.of()),
            new ThrowJobError(JobRef.of(job.key()), "NO_MONEY", Optional.empty(), Map.of()));

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
            JobRef.of(job.key()),
            "NO_MONEY",
            Optional.of("the card was refused"),
            Map.of("card", "x")));

    ActivatedJob repair = bench.awaitJob("error-repair");
    assertThat(repair.processInstanceKey()).isEqualTo(job.processInstanceKey());
    assertThat(repair.elementId()).isEqualTo("repair");
    assertThat(repair.variables()).containsEntry("card", "x");
  }

  @Test
  void anErrorThatTheModelDoesNotCatchRaisesAnIncident(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("uncaught");
    long before = bench.incidents();

    bench.execute(
        new ThrowJobError(JobRef.of(job.key()), "UNHEARD_OF", Optional.empty(), Map.of()));

    await().atMost(PATIENCE).until(() -> bench.incidents() == before + 1);
    assertThat(bench.freeJobs("uncaught")).isEmpty();
  }

  @Test
  void aShorterLockEndsEarlier(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("shorter");

    bench.execute(
        new UpdateJob(
            JobRef.of(job.key()),
            OptionalInt.empty(),
            Optional.of(Duration.ofMillis(100)),
            OptionalInt.empty()));

    assertThat(bench.awaitJob("shorter").key()).isEqualTo(job.key());
  }

  @Test
  void aLongerLockKeepsTheJob(EngineBench bench) throws Exception {
    bench.assumeCan(Ability.LONG_POLL);
    bench.startWork("longer");
    JobActivation brief =
        new JobActivation(
            List.of(
                new JobActivation.OfType(
                    "longer",
                    Duration.ofSeconds(3),
                    List.of(),
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
            new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
    ActivatedJob job = bench.awaitJobs(brief).get(0);

    bench.execute(
        new UpdateJob(
            JobRef.of(job.key()),
            OptionalInt.empty(),
            Optional.of(Duration.ofMinutes(10)),
            OptionalInt.empty()));

    // A poll that is longer than the first lock would have got the job.
    assertThat(result(bench.engine().activateJobs(activation("longer", 1, Duration.ofSeconds(6)))))
        .isEmpty();
    bench.execute(
        new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty()), Accepted.class);
  }

  @Test
  void newRetriesAreTaken(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("retries");

    bench.execute(
        new UpdateJob(
            JobRef.of(job.key()), OptionalInt.of(9), Optional.empty(), OptionalInt.empty()));

    assertThat(nextActivation(bench, job).retries()).isEqualTo(9);
  }

  @Test
  void newRetriesAreTakenBesidesANewLock(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("both");

    // Zeebe 8.6.0 forgets the lock when both are given, so only the retries are looked at.
    bench.execute(
        new UpdateJob(
            JobRef.of(job.key()),
            OptionalInt.of(7),
            Optional.of(Duration.ofMinutes(5)),
            OptionalInt.empty()));

    assertThat(nextActivation(bench, job).retries()).isEqualTo(7);
  }

  private static ActivatedJob nextActivation(EngineBench bench, ActivatedJob job) throws Exception {
    bench.execute(
        new UpdateJob(
            JobRef.of(job.key()),
            OptionalInt.empty(),
            Optional.of(Duration.ofMillis(100)),
            OptionalInt.empty()));
    ActivatedJob next = bench.awaitJob(job.type());
    assertThat(next.key()).isEqualTo(job.key());
    return next;
  }

  @Test
  void anUpdateThatTheEngineCannotMakeIsInvalid(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("bad-update");

    assertThat(
            bench
                .refusal(
                    new UpdateJob(
                        JobRef.of(job.key()),
                        OptionalInt.of(-1),
                        Optional.empty(),
                        OptionalInt.empty()))
                .kind())
        .isEqualTo(ErrorKind.INVALID);
    assertThat(
            bench
                .refusal(
                    new UpdateJob(
                        JobRef.of(job.key()),
                        OptionalInt.empty(),
                        Optional.empty(),
                        OptionalInt.empty()))
                .kind())
        .isEqualTo(ErrorKind.INVALID);
  }

  @Test
  void theLockOfAJobThatIsNotLockedCannotBeChanged(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("not-locked");
    bench.execute(new FailJob(JobRef.of(job.key()), 1, Optional.empty(), Duration.ZERO, Map.of()));

    EngineException refusal =
        bench.refusal(
            new UpdateJob(
                JobRef.of(job.key()),
                OptionalInt.empty(),
                Optional.of(Duration.ofMinutes(1)),
                OptionalInt.empty()));

    assertThat(refusal.kind())
        .isEqualTo(bench.type() == EngineType.ZEEBE ? ErrorKind.CONFLICT : ErrorKind.INVALID);
    assertThat(refusal.detail().orElse("")).contains("not active");
  }

  private static List<EngineCommand> everyJobCommand(String key) {
    return List.of(
        new CompleteJob(JobRef.of(key), Map.of(), Optional.empty()),
        new FailJob(JobRef.of(key), 1, Optional.empty(), Duration.ZERO, Map.of()),
        new ThrowJobError(JobRef.of(key), "NO_MONEY", Optional.empty(), Map.of()),
        new UpdateJob(JobRef.of(key), OptionalInt.of(1), Optional.empty(), OptionalInt.empty()));
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
    bench.assumeCan(Ability.PARTITIONS);
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
    bench.assumeCan(Ability.JOB_VARIABLES);
    ActivatedJob job = bench.newJob("huge");

    EngineException refusal =
        bench.refusal(
            new CompleteJob(
                JobRef.of(job.key()), Map.of("huge", BigInteger.TWO.pow(64)), Optional.empty()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
    bench.execute(
        new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty()), Accepted.class);
  }
}
