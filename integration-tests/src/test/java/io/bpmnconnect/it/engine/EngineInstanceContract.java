package io.bpmnconnect.it.engine;

import static io.bpmnconnect.it.engine.EngineBench.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult.Accepted;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.ResolveIncident;
import io.bpmnconnect.engine.EngineCommand.SetVariables;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.JobRef;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands to process instances that run, through the adapter on a real engine. */
@ExtendWith(SharedEngine.class)
abstract class EngineInstanceContract {

  private static CancelProcessInstance cancel(String key) {
    return new CancelProcessInstance(key, OptionalLong.empty());
  }

  private static SetVariables set(String key, Map<String, Object> variables, boolean local) {
    return new SetVariables(key, variables, local, OptionalLong.empty());
  }

  private static ResolveIncident resolve(String key) {
    return new ResolveIncident(key, OptionalLong.empty());
  }

  // Cancellation

  @Test
  void aCancelledInstanceIsGoneWithItsJobs(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("cancelled");

    Accepted accepted = bench.execute(cancel(job.processInstanceKey()), Accepted.class);

    assertThat(accepted).isNotNull();
    assertThat(
            bench.refusal(new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty())).kind())
        .isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void anInstanceIsCancelledWithAReference(EngineBench bench) throws Exception {
    String instance = bench.startWork("cancelled-with-reference").processInstanceKey();

    bench.execute(new CancelProcessInstance(instance, OptionalLong.of(42)), Accepted.class);

    assertThat(bench.refusal(cancel(instance)).kind()).isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void anInstanceThatEndedIsNotFound(EngineBench bench) throws Exception {
    String ended = bench.start("double", Map.of("amount", 1)).processInstanceKey();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(bench.refusal(cancel(ended)).kind()).isEqualTo(ErrorKind.NOT_FOUND));
  }

  @Test
  void anInstanceThatNeverWasIsNotFound(EngineBench bench) throws Exception {
    String key = bench.unusedKey();

    EngineException refusal = bench.refusal(cancel(key));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(refusal.status()).hasValue(bench.status(404, Status.Code.NOT_FOUND));
    assertThat(refusal.detail().orElse("")).contains(key);
  }

  // Variables

  /** Lets the lock of a job end, and activates it once more. */
  private static ActivatedJob again(EngineBench bench, ActivatedJob job) throws Exception {
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
  void variablesOfAnInstanceAreSeenByItsJobs(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("set-on-instance");

    bench.execute(set(job.processInstanceKey(), Map.of("paid", true), false), Accepted.class);

    assertThat(again(bench, job).variables()).containsEntry("paid", true);
  }

  @Test
  void variablesOfATaskGoUpToItsInstance(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("set-up");

    bench.execute(set(job.elementInstanceKey(), Map.of("paid", true), false));
    bench.execute(new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty()));

    assertThat(bench.awaitJob("set-up-second").variables()).containsEntry("paid", true);
  }

  @Test
  void localVariablesOfATaskStayInIt(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("set-local");

    bench.execute(set(job.elementInstanceKey(), Map.of("paid", true), true));

    assertThat(again(bench, job).variables()).containsEntry("paid", true);
    bench.execute(new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty()));
    assertThat(bench.awaitJob("set-local-second").variables()).doesNotContainKey("paid");
  }

  @Test
  void variablesAreSetWithAReference(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("set-with-reference");

    bench.execute(
        new SetVariables(
            job.processInstanceKey(), Map.of("paid", true), false, OptionalLong.of(42)),
        Accepted.class);
  }

  @Test
  void aScopeThatIsNotThereIsNotFound(EngineBench bench) throws Exception {
    String key = bench.unusedKey();

    EngineException refusal = bench.refusal(set(key, Map.of("paid", true), false));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(refusal.detail().orElse("")).contains(key);
  }

  // Incidents

  /** A job without retries, and the incident that this raises. */
  private record Stuck(ActivatedJob job, String incidentKey) {}

  private static Stuck stuck(EngineBench bench, String jobType) throws Exception {
    ActivatedJob job = bench.newJob(jobType);
    bench.execute(
        new FailJob(JobRef.of(job.key()), 0, Optional.of("broken"), Duration.ZERO, Map.of()));
    // The engine tells keys of incidents to its search database only. It has given this one out
    // soon after that of the job.
    long first = Long.parseLong(job.key()) + 1;
    String incidentKey =
        LongStream.range(first, first + 200)
            .mapToObj(Long::toString)
            .filter(key -> isIncidentOf(job, bench.refusal(resolve(key))))
            .findFirst()
            .orElseThrow();
    return new Stuck(job, incidentKey);
  }

  private static boolean isIncidentOf(ActivatedJob job, EngineException refusal) {
    return refusal.kind() == ErrorKind.CONFLICT
        && refusal.detail().orElse("").contains("'" + job.key() + "'");
  }

  private static void giveRetries(EngineBench bench, ActivatedJob job) throws Exception {
    bench.execute(
        new UpdateJob(
            JobRef.of(job.key()), OptionalInt.of(2), Optional.empty(), OptionalInt.empty()));
  }

  @Test
  void anIncidentWhoseJobHasNoRetriesCannotBeResolvedYet(EngineBench bench) throws Exception {
    Stuck stuck = stuck(bench, "unresolvable");

    EngineException refusal = bench.refusal(resolve(stuck.incidentKey()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.CONFLICT);
    assertThat(refusal.detail().orElse("")).contains("no retries left");
  }

  @Test
  void aResolvedIncidentLetsItsJobBeGivenOutAgain(EngineBench bench) throws Exception {
    Stuck stuck = stuck(bench, "resolved");
    giveRetries(bench, stuck.job());
    assertThat(bench.freeJobs("resolved")).isEmpty();

    Accepted accepted = bench.execute(resolve(stuck.incidentKey()), Accepted.class);

    assertThat(accepted).isNotNull();
    ActivatedJob again = bench.awaitJob("resolved");
    assertThat(again.key()).isEqualTo(stuck.job().key());
    assertThat(again.retries()).isEqualTo(2);
    assertThat(bench.refusal(resolve(stuck.incidentKey())).kind()).isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void anIncidentIsResolvedWithAReference(EngineBench bench) throws Exception {
    bench.assumeHas(Feature.INCIDENT_REFERENCE);
    Stuck stuck = stuck(bench, "resolved-with-reference");
    giveRetries(bench, stuck.job());

    bench.execute(new ResolveIncident(stuck.incidentKey(), OptionalLong.of(42)), Accepted.class);
  }

  @Test
  void anIncidentThatNeverWasIsNotFound(EngineBench bench) throws Exception {
    String key = bench.unusedKey();

    EngineException refusal = bench.refusal(resolve(key));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(refusal.detail().orElse("")).contains(key);
  }

  // Keys

  @Test
  void aKeyOfAPartitionThatDoesNotExistIsNotTakenForAnEngineThatIsAway(EngineBench bench) {
    bench.assumeCan(Ability.PARTITIONS);
    List<EngineCommand> commands =
        List.of(cancel("1"), set("1", Map.of("paid", true), false), resolve("1"));

    assertThat(commands)
        .allSatisfy(
            command -> assertThat(bench.refusal(command).kind()).isEqualTo(ErrorKind.INTERNAL));
  }
}
