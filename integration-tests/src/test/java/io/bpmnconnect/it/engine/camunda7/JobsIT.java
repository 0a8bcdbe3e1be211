package io.bpmnconnect.it.engine.camunda7;

import static io.bpmnconnect.it.engine.camunda7.Commands.by;
import static io.bpmnconnect.it.engine.camunda7.Commands.complete;
import static io.bpmnconnect.it.engine.camunda7.Commands.error;
import static io.bpmnconnect.it.engine.camunda7.Commands.extend;
import static io.bpmnconnect.it.engine.camunda7.Commands.fail;
import static io.bpmnconnect.it.engine.camunda7.Commands.leased;
import static io.bpmnconnect.it.engine.camunda7.Commands.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobActivation.Filter;
import io.bpmnconnect.engine.JobActivation.OfType;
import io.bpmnconnect.engine.JobRef;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** External tasks as jobs of the port, on a real engine. */
@ExtendWith(SharedOperaton.class)
class JobsIT {

  private static final String WORKER = "connector-task-0";

  private final Bench bench;
  private String type;

  JobsIT(Bench bench) {
    this.bench = bench;
  }

  @BeforeEach
  void deploy() {
    type = bench.name("job");
    bench.deploy(type, Models.job(type, type));
  }

  @Test
  void aJobSaysEverythingThatTheEngineKnows() throws Exception {
    String instance = bench.start(type, "{\"businessKey\": \"order-1\"}");

    ActivatedJob job = bench.job(type, WORKER);

    JsonNode task = bench.get("/external-task?processInstanceId=" + instance).path(0);
    assertThat(job.key()).isEqualTo(task.path("id").asText());
    assertThat(job.type()).isEqualTo(type);
    assertThat(job.processInstanceKey()).isEqualTo(instance);
    assertThat(job.processDefinitionId()).isEqualTo(type);
    assertThat(job.processDefinitionKey()).isEqualTo(task.path("processDefinitionId").asText());
    assertThat(job.processDefinitionVersion()).isEqualTo(1);
    assertThat(job.elementId()).isEqualTo("work");
    assertThat(job.elementInstanceKey()).isEqualTo(task.path("executionId").asText());
    assertThat(job.customHeaders()).isEqualTo(Map.of("currency", "EUR"));
    assertThat(job.worker()).isEqualTo(WORKER);
    assertThat(job.retries()).as("which the engine does not know yet").isEqualTo(3);
    assertThat(job.deadline())
        .isCloseTo(Instant.now().plus(Duration.ofMinutes(5)), within(1, ChronoUnit.MINUTES));
    assertThat(job.tenantId()).isEmpty();
    assertThat(job.details().businessId()).contains("order-1");
    assertThat(job.details().priority()).hasValue(5);
    assertThat(job.leaseToken()).isEmpty();
  }

  @Test
  void jobsOfAllTypesComeWithOneRequest() throws Exception {
    String other = bench.name("job");
    bench.deploy(other, Models.job(other, other));
    bench.start(type, "{}");
    bench.start(other, "{}");

    List<ActivatedJob> jobs =
        activate(Bench.activation(List.of(Bench.ofType(type), Bench.ofType(other)), WORKER, false));

    assertThat(jobs).extracting(ActivatedJob::type).containsExactlyInAnyOrder(type, other);
  }

  private List<ActivatedJob> activate(JobActivation activation) throws Exception {
    return Bench.result(bench.engine().activateJobs(activation));
  }

  @Test
  void jobsAreChosenByBusinessIdAndByProcessVariables() throws Exception {
    bench.start(
        type,
        "{\"businessKey\": \"a\", \"variables\": {\"region\": {\"value\": \"eu\","
            + " \"type\": \"String\"}}}");
    bench.start(
        type,
        "{\"businessKey\": \"b\", \"variables\": {\"region\": {\"value\": \"us\","
            + " \"type\": \"String\"}}}");

    List<ActivatedJob> ofBusiness = filtered(new Filter(Optional.of("b"), Map.of()));
    List<ActivatedJob> ofRegion = filtered(new Filter(Optional.empty(), Map.of("region", "eu")));

    assertThat(ofBusiness).singleElement().satisfies(job -> assertBusinessId(job, "b"));
    assertThat(ofRegion).singleElement().satisfies(job -> assertBusinessId(job, "a"));
  }

  private static void assertBusinessId(ActivatedJob job, String id) {
    assertThat(job.details().businessId()).contains(id);
  }

  private List<ActivatedJob> filtered(Filter filter) throws Exception {
    return activate(
        Bench.activation(
            List.of(new OfType(type, Duration.ofMinutes(5), List.of(), List.of(), filter)),
            WORKER,
            false));
  }

  @Test
  void jobsOfHigherPriorityComeFirst() throws Exception {
    String ordered = bench.name("priority");
    bench.deploy(ordered, Models.job(ordered, ordered, "${priority}"));
    for (int priority : new int[] {1, 9, 5}) {
      bench.start(ordered, "{\"variables\": {\"priority\": {\"value\": " + priority + "}}}");
    }
    JobActivation plain = Bench.activation(ordered, WORKER);

    List<ActivatedJob> jobs =
        activate(
            new JobActivation(
                plain.types(),
                WORKER,
                2,
                plain.requestTimeout(),
                List.of(),
                Optional.empty(),
                false,
                true,
                3,
                plain.pauses()));

    assertThat(jobs)
        .extracting(job -> job.details().priority().getAsInt())
        .containsExactlyInAnyOrder(9, 5);
  }

  @Test
  void aRequestThatIsHeldOpenHasTheJobAtOnce() throws Exception {
    JobActivation waiting = longPoll(Duration.ofSeconds(20), false);

    CompletionStage<List<ActivatedJob>> jobs = bench.engine().activateJobs(waiting);
    bench.start(type, "{}");

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(jobs.toCompletableFuture())
                    .isCompletedWithValueMatching(l -> l.size() == 1));
  }

  private JobActivation longPoll(Duration time, boolean withLease) {
    JobActivation plain = Bench.activation(type, WORKER);
    return new JobActivation(
        plain.types(),
        WORKER,
        10,
        time,
        List.of(),
        Optional.empty(),
        withLease,
        false,
        3,
        plain.pauses());
  }

  @Test
  void aRequestWithoutJobsEndsWithItsTime() throws Exception {
    assertThat(activate(longPoll(Duration.ofSeconds(1), false))).isEmpty();
  }

  @Test
  void theWorkerCompletesItsJobWithVariables() throws Exception {
    String instance = bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);

    bench.execute(
        new CompleteJob(by(WORKER, job.key()), Map.of("receipt", "r-1"), Optional.empty()));

    assertThat(ended(instance)).isEqualTo("done");
    assertThat(
            bench
                .get("/history/variable-instance?processInstanceId=" + instance)
                .path(0)
                .path("value")
                .asText())
        .isEqualTo("r-1");
  }

  private String ended(String instance) throws Exception {
    return bench
        .get("/history/activity-instance?activityType=noneEndEvent&processInstanceId=" + instance)
        .path(0)
        .path("activityId")
        .asText();
  }

  @Test
  void aJobOfWhichOnlyTheKeyIsKnownIsCompletedInTheNameOfItsHolder() throws Exception {
    String instance = bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);

    bench.execute(complete(JobRef.of(job.key())));

    assertThat(ended(instance)).isEqualTo("done");
  }

  @Test
  void aJobThatNobodyHoldsIsCompletedByItsKey() throws Exception {
    String instance = bench.start(type, "{}");
    String key =
        bench.get("/external-task?processInstanceId=" + instance).path(0).path("id").asText();

    bench.execute(complete(JobRef.of(key)));

    assertThat(ended(instance)).isEqualTo("done");
  }

  @Test
  void aFailureKeepsTheRetriesThatAreGivenAndTheWholeMessage() throws Exception {
    String instance = bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);
    String message = "m".repeat(2_000);

    bench.execute(
        new FailJob(
            by(WORKER, job.key()), 2, Optional.of(message), Duration.ZERO, Map.of("tried", 1)));

    JsonNode task = bench.get("/external-task?processInstanceId=" + instance).path(0);
    assertThat(task.path("retries").asInt()).isEqualTo(2);
    assertThat(task.path("errorMessage").asText()).hasSize(666);
    assertThat(bench.text("/external-task/" + job.key() + "/errorDetails")).isEqualTo(message);
    assertThat(bench.status("/process-instance/" + instance + "/variables/tried")).isEqualTo(200);
    assertThat(bench.job(type, WORKER).retries()).isEqualTo(2);
  }

  @Test
  void aFailureWithABackOffIsOfferedAgainWhenItsTimeHasCome() throws Exception {
    bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);

    bench.execute(
        new FailJob(by(WORKER, job.key()), 1, Optional.empty(), Duration.ofSeconds(2), Map.of()));

    assertThat(bench.jobs(type, WORKER)).isEmpty();
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> !bench.jobs(type, WORKER).isEmpty());
  }

  @Test
  void aFailureWithoutRetriesRaisesAnIncident() throws Exception {
    String instance = bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);

    bench.execute(fail(by(WORKER, job.key()), 0));

    JsonNode incident = bench.get("/incident?processInstanceId=" + instance).path(0);
    assertThat(incident.path("incidentType").asText()).isEqualTo("failedExternalTask");
    assertThat(incident.path("incidentMessage").asText()).isEqualTo("out of paper");
  }

  @Test
  void anErrorIsCaughtByTheModel() throws Exception {
    String instance = bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);

    bench.execute(error(by(WORKER, job.key()), "DECLINED"));

    assertThat(ended(instance)).isEqualTo("rejected");
  }

  @Test
  void anErrorThatNothingCatchesEndsTheInstance() throws Exception {
    String instance = bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);

    bench.execute(error(by(WORKER, job.key()), "UNKNOWN"));

    assertThat(bench.get("/history/process-instance/" + instance).path("state").asText())
        .isEqualTo("COMPLETED");
  }

  @Test
  void retriesLockAndPriorityAreChangedTogether() throws Exception {
    bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);

    bench.execute(
        new UpdateJob(
            by(WORKER, job.key()),
            OptionalInt.of(7),
            Optional.of(Duration.ofHours(1)),
            OptionalInt.of(99)));

    JsonNode task = bench.get("/external-task/" + job.key());
    assertThat(task.path("retries").asInt()).isEqualTo(7);
    assertThat(task.path("priority").asInt()).isEqualTo(99);
    assertThat(task.path("lockExpirationTime").asText())
        .isGreaterThan(Instant.now().plus(Duration.ofMinutes(50)).toString());
  }

  @Test
  void aLockIsExtendedByTheKeyAlone() throws Exception {
    bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);

    bench.execute(extend(JobRef.of(job.key()), Duration.ofHours(1)));

    assertThat(bench.get("/external-task/" + job.key()).path("lockExpirationTime").asText())
        .isGreaterThan(Instant.now().plus(Duration.ofMinutes(50)).toString());
  }

  @Test
  void aJobThatIsGivenBackIsOfferedAtOnceWithAsManyRetries() throws Exception {
    bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);

    bench.execute(release(by(WORKER, job.key())));

    assertThat(bench.job(type, "another").retries()).isEqualTo(job.retries());
  }

  @Test
  void aJobIsGivenBackByItsKeyAlone() throws Exception {
    bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);

    bench.execute(release(JobRef.of(job.key())));

    assertThat(bench.job(type, "another").key()).isEqualTo(job.key());
  }

  @Test
  void aLeaseIsFreshForEachRequestAndRefusesAStaleReply() throws Exception {
    bench.start(type, "{}");
    ActivatedJob first = leasedJob();
    bench.execute(
        extend(leased(first.leaseToken().orElseThrow(), first.key()), Duration.ofMillis(1)));
    List<ActivatedJob> again = new ArrayList<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              again.addAll(activate(leaseActivation()));
              return !again.isEmpty();
            });
    String stale = first.leaseToken().orElseThrow();
    String fresh = again.get(0).leaseToken().orElseThrow();

    assertThat(fresh).startsWith(WORKER + "/").isNotEqualTo(stale);
    assertThat(again.get(0).worker()).isEqualTo(fresh);
    for (EngineCommand late : everySettlement(leased(stale, first.key()))) {
      assertThat(bench.refusal(late).kind()).as("%s", late).isEqualTo(ErrorKind.LOCK_LOST);
    }
    bench.execute(complete(leased(fresh, first.key())));
  }

  private static List<EngineCommand> everySettlement(JobRef job) {
    return List.of(
        complete(job),
        fail(job, 1),
        error(job, "DECLINED"),
        extend(job, Duration.ofMinutes(1)),
        Commands.retries(job, 5),
        release(job));
  }

  private JobActivation leaseActivation() {
    return Bench.activation(List.of(Bench.ofType(type)), WORKER, true);
  }

  private ActivatedJob leasedJob() throws Exception {
    return activate(leaseActivation()).get(0);
  }

  @Test
  void aWorkerWithALongNameHasLeases() throws Exception {
    bench.start(type, "{}");

    ActivatedJob job =
        activate(Bench.activation(List.of(Bench.ofType(type)), "w".repeat(300), true)).get(0);

    assertThat(job.worker()).hasSizeLessThanOrEqualTo(255);
    bench.execute(complete(leased(job.leaseToken().orElseThrow(), job.key())));
  }

  @Test
  void anotherWorkersSettlementsAreRefusedAsLost() throws Exception {
    bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);

    for (EngineCommand foreign : everySettlement(by("another", job.key()))) {
      assertThat(bench.refusal(foreign).kind()).as("%s", foreign).isEqualTo(ErrorKind.LOCK_LOST);
    }
  }

  @Test
  void aJobThatNobodyHoldsAnyMoreIsLostToItsWorker() throws Exception {
    bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);
    bench.execute(release(by(WORKER, job.key())));

    for (EngineCommand late : everySettlement(by(WORKER, job.key()))) {
      assertThat(bench.refusal(late).kind()).as("%s", late).isEqualTo(ErrorKind.LOCK_LOST);
    }
    assertThat(bench.refusal(extend(JobRef.of(job.key()), Duration.ofMinutes(1))).kind())
        .isEqualTo(ErrorKind.LOCK_LOST);
  }

  @Test
  void aSettledJobIsNotFound() throws Exception {
    bench.start(type, "{}");
    ActivatedJob job = bench.job(type, WORKER);
    bench.execute(complete(by(WORKER, job.key())));

    List<EngineCommand> late = new ArrayList<>(everySettlement(by(WORKER, job.key())));
    late.add(complete(JobRef.of(job.key())));
    late.add(release(JobRef.of(job.key())));
    for (EngineCommand command : late) {
      assertThat(bench.refusal(command).kind()).as("%s", command).isEqualTo(ErrorKind.NOT_FOUND);
    }
  }

  @Test
  void whatAnOpenRequestStillBringsIsGivenBackAndTheOthersStayWithTheirWorker() throws Exception {
    bench.start(type, "{}");
    bench.job(type, WORKER);
    CompletionStage<List<ActivatedJob>> open =
        bench.engine().activateJobs(longPoll(Duration.ofSeconds(4), false));

    CompletionStage<Void> unlocked = bench.engine().unlockJobs(WORKER);
    bench.start(type, "{}");

    Bench.result(unlocked);
    assertThat(Bench.result(open)).isEmpty();
    assertThat(bench.jobs(type, "another")).hasSize(1);
  }

  @Test
  void aJobWithoutATenantIsFetchedWhenTheDefaultOneIsAskedFor() throws Exception {
    bench.start(type, "{}");
    JobActivation plain = Bench.activation(type, WORKER);

    assertThat(activate(ofTenants(plain, List.of("acme")))).isEmpty();
    assertThat(activate(ofTenants(plain, List.of("<default>")))).hasSize(1);
    assertThat(
            Bench.failure(bench.engine().activateJobs(ofTenants(plain, List.of("<default>", "a")))))
        .hasMessage(
            "jobs without a tenant (<default>) cannot be fetched together with those of tenants,"
                + " were [<default>, a]");
  }

  private static JobActivation ofTenants(JobActivation plain, List<String> tenants) {
    return new JobActivation(
        plain.types(),
        plain.worker(),
        10,
        plain.requestTimeout(),
        tenants,
        Optional.of(JobActivation.TenantFilter.PROVIDED),
        false,
        false,
        3,
        plain.pauses());
  }

  @Test
  void completionsThatMeetAtAJoinAreContendedAndNothingOfTheLoserIsCarriedOut() throws Exception {
    String forked = bench.name("parallel");
    bench.deploy(forked, Models.parallel(forked, forked));
    int contended = 0;
    for (int round = 0; round < 20; round++) {
      bench.start(forked, "{}");
      List<ActivatedJob> jobs = bench.jobs(forked, WORKER);
      assertThat(jobs).hasSize(2);
      List<CompletableFuture<?>> completions =
          jobs.stream()
              .<CompletableFuture<?>>map(
                  job ->
                      bench.engine().execute(complete(by(WORKER, job.key()))).toCompletableFuture())
              .toList();
      for (int i = 0; i < 2; i++) {
        Throwable failure = Bench.result(completions.get(i).handle((done, refused) -> refused));
        if (failure != null) {
          assertThat(EngineException.from(failure).kind())
              .isIn(ErrorKind.CONTENTION, ErrorKind.INTERNAL);
          contended++;
          bench.execute(complete(by(WORKER, jobs.get(i).key())));
        }
      }
    }
    assertThat(bench.count("/external-task/count?topicName=" + forked)).isZero();
    assertThat(bench.count("/process-instance/count?processDefinitionKey=" + forked)).isZero();
    assertThat(contended).as("otherwise this shows nothing").isPositive();
  }
}
