package io.bpmnconnect.engine.gobpmn;

import static io.bpmnconnect.engine.JobActivation.Filter.ALL;
import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.TestJson;
import io.bpmnconnect.engine.gobpmn.ScriptedEngine.Request;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How jobs are locked, read, given out and given back. */
@Timeout(60)
class GoBpmnJobsTest {

  private static final String LOCK = "POST /jobs/lock";
  private static final String UNLOCK = "POST /jobs/unlock";
  private static final String WORKER = "jobs-0";
  private static final Duration AT_ONCE = Duration.ofMillis(-1);
  private static final String NONE = "{\"count\": 0, \"jobs\": []}";

  private ScriptedEngine server;
  private ProcessEngine engine;

  @BeforeEach
  void connect() throws IOException {
    server = new ScriptedEngine();
    engine = server.connect();
    server.answersJson(
        "GET /process-instances/2026-11-21/3/variables",
        """
        {"count": 3, "variables": [
          {"name": "total", "data": {"encoding": "json", "value": "10.50"}},
          {"name": "note", "data": {"encoding": "text", "value": "10.50"}},
          {"name": "odd", "data": {"encoding": "json", "value": "{oops"}}]}
        """);
    server.answersJson(UNLOCK, "{\"count\": 1}");
  }

  @AfterEach
  void disconnect() {
    engine.close();
    server.close();
  }

  private static JobActivation activation(
      String type, int maxJobs, Duration requestTimeout, List<String> variables) {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(
                type, Duration.ofMinutes(1), variables, List.of("EXECUTE"), ALL)),
        WORKER,
        maxJobs,
        requestTimeout,
        List.of(),
        Optional.empty(),
        false,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(5), Duration.ofMillis(20)));
  }

  private static JobActivation activation(
      JobActivation.Filter filter, List<String> tenantIds, boolean withLease, boolean byPriority) {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(
                "order", Duration.ZERO, List.of(), List.of("EXECUTE"), filter)),
        WORKER,
        1,
        AT_ONCE,
        tenantIds,
        Optional.empty(),
        withLease,
        byPriority,
        3,
        new JobActivation.Pauses(Duration.ofMillis(5), Duration.ofMillis(20)));
  }

  private static JobActivation once(String type, int maxJobs) {
    return activation(type, maxJobs, AT_ONCE, List.of());
  }

  private static String job(int id, String element, String kind) {
    return """
        {"partition": "2026-11-21", "id": %d, "elementId": 4, "elementInstanceId": 5,
         "processId": 9, "processInstanceId": 3, "bpmnElementId": "%s", "correlationKey": "o-1",
         "lockedAt": "2026-11-21T10:00:00.123Z", "lockedBy": "jobs-0", "retryCount": 1,
         "state": "LOCKED", "type": "%s"}
        """
        .formatted(id, element, kind);
  }

  private static String locked(String... jobs) {
    return Stream.of(jobs)
        .collect(Collectors.joining(",", "{\"count\": " + jobs.length + ", \"jobs\": [", "]}"));
  }

  private static JsonNode json(String text) throws IOException {
    return TestJson.EXACT.readTree(text);
  }

  private List<String> unlocked() throws IOException {
    return server.requests(UNLOCK).stream().map(Request::body).sorted().toList();
  }

  private List<String> keys(CompletionStage<List<ActivatedJob>> jobs) throws Exception {
    return result(jobs).stream().map(ActivatedJob::key).toList();
  }

  // Locking and reading

  @Test
  void aJobIsLockedByItsProcessAndReadWithItsVariables() throws Exception {
    server.answersJson(LOCK, locked(job(42, "pay", "EXECUTE")));
    server.answersJson(LOCK, NONE);

    List<ActivatedJob> jobs = result(engine.activateJobs(once("order", 5)));

    assertThat(jobs).hasSize(1);
    ActivatedJob job = jobs.get(0);
    assertThat(job.key()).isEqualTo("2026-11-21/42");
    assertThat(job.type()).isEqualTo("order");
    assertThat(job.processInstanceKey()).isEqualTo("2026-11-21/3");
    assertThat(job.elementInstanceKey()).isEqualTo("2026-11-21/5");
    assertThat(job.processDefinitionKey()).isEqualTo("9");
    assertThat(job.processDefinitionId()).isEqualTo("order");
    assertThat(job.processDefinitionVersion()).isZero();
    assertThat(job.details().processVersion()).hasValue("v2");
    assertThat(job.elementId()).isEqualTo("pay");
    assertThat(job.details().kind()).hasValue("EXECUTE");
    assertThat(job.details().businessId()).hasValue("o-1");
    assertThat(job.worker()).isEqualTo(WORKER);
    assertThat(job.retries()).as("of three attempts, one was had").isEqualTo(2);
    assertThat(job.lockEnds()).isFalse();
    assertThat(job.details().lockedAt()).hasValue(Instant.parse("2026-11-21T10:00:00.123Z"));
    assertThat(job.variables())
        .isEqualTo(Map.of("total", new BigDecimal("10.50"), "note", "10.50", "odd", "{oops"));
    assertThat(server.requests(LOCK).get(0).json())
        .isEqualTo(json("{\"processIds\": [7, 9], \"limit\": 5, \"workerId\": \"jobs-0\"}"));
  }

  @Test
  void aVersionMeansItsOwnProcessOnly() throws Exception {
    server.answersJson(LOCK, NONE);

    result(engine.activateJobs(once("order:v1", 5)));

    assertThat(server.requests(LOCK).get(0).json().path("processIds")).isEqualTo(json("[7]"));
  }

  @Test
  void aProcessThatIsNotDeployedLocksNothing() throws Exception {
    assertThat(result(engine.activateJobs(once("none", 5)))).isEmpty();
    assertThat(server.requests(LOCK)).as("no process ids would mean all processes").isEmpty();
  }

  @Test
  void onlyTheNamedVariablesAreFetched() throws Exception {
    server.answersJson(LOCK, locked(job(42, "pay", "EXECUTE")));

    result(engine.activateJobs(activation("order", 1, AT_ONCE, List.of("total", "näme"))));

    assertThat(server.requests("GET /").get(0).line())
        .isEqualTo("GET /process-instances/2026-11-21/3/variables?names=total,n%C3%A4me");
  }

  @Test
  void theVariablesOfAnInstanceAreFetchedOnceForAllItsJobs() throws Exception {
    server.answersJson(LOCK, locked(job(42, "pay", "EXECUTE"), job(43, "ship", "EXECUTE")));

    assertThat(keys(engine.activateJobs(once("order", 2))))
        .containsExactly("2026-11-21/42", "2026-11-21/43");
    assertThat(server.requests("GET /")).hasSize(1);
  }

  @Test
  void aJobOfAnInstanceThatIsGoneIsGivenBack() throws Exception {
    ScriptedEngine gone = new ScriptedEngine();
    try (gone;
        ProcessEngine engine = gone.connect()) {
      gone.answersJson(LOCK, locked(job(42, "pay", "EXECUTE")));
      gone.answersProblem("GET /process-instances/2026-11-21/3/variables", 404, "gone", "");
      gone.answersJson(UNLOCK, "{\"count\": 1}");

      assertThat(result(engine.activateJobs(once("order", 1)))).isEmpty();
      assertThat(gone.requests(UNLOCK)).hasSize(1);
    }
  }

  @Test
  void jobsWhoseVariablesCannotBeReadAreGivenBack() throws Exception {
    try (ScriptedEngine broken = new ScriptedEngine();
        ProcessEngine engine = broken.connect()) {
      broken.answersJson(LOCK, locked(job(42, "pay", "EXECUTE")));
      broken.answersProblem("GET /process-instances/2026-11-21/3/variables", 500, "broken", "");
      broken.answersJson(UNLOCK, "{\"count\": 1}");

      assertThat(failure(engine.activateJobs(once("order", 1))).kind())
          .isEqualTo(ErrorKind.INTERNAL);
      assertThat(broken.requests(UNLOCK).get(0).json())
          .isEqualTo(json("{\"partition\": \"2026-11-21\", \"id\": 42, \"workerId\": \"jobs-0\"}"));
    }
  }

  // What is not wanted

  @Test
  void jobsOfOtherElementsAndKindsAreUnlocked() throws Exception {
    server.answersJson(
        LOCK,
        locked(job(1, "ship", "EXECUTE"), job(2, "pay", "SET_TIMER"), job(3, "pay", "EXECUTE")));
    server.answersJson(LOCK, NONE);

    assertThat(keys(engine.activateJobs(once("order/pay", 3)))).containsExactly("2026-11-21/3");
    assertThat(unlocked())
        .containsExactly(
            "{\"partition\":\"2026-11-21\",\"id\":1,\"workerId\":\"jobs-0\"}",
            "{\"partition\":\"2026-11-21\",\"id\":2,\"workerId\":\"jobs-0\"}");
  }

  @Test
  void unwantedJobsDoNotHideThoseBehindThem() throws Exception {
    server.answersJson(LOCK, locked(job(1, "ship", "EXECUTE")));
    server.answersJson(LOCK, locked(job(2, "ship", "EXECUTE"), job(3, "ship", "EXECUTE")));
    server.answersJson(LOCK, locked(job(4, "pay", "EXECUTE"), job(5, "pay", "EXECUTE")));
    server.answersJson(LOCK, NONE);

    assertThat(keys(engine.activateJobs(once("order/pay", 1)))).containsExactly("2026-11-21/4");
    assertThat(server.requests(LOCK).stream().map(request -> limit(request)))
        .containsExactly(1, 2, 4);
    assertThat(server.lines().stream().filter(line -> line.equals(UNLOCK)))
        .as("job 5 is one too many")
        .hasSize(4);
    assertThat(server.lines().indexOf(UNLOCK)).as("after all locks").isGreaterThan(2);
  }

  private static int limit(Request request) {
    try {
      return request.json().path("limit").asInt();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // Locks that nobody knows of

  @Test
  void afterALostAnswerEverythingOfTheWorkerIsUnlockedBeforeTheNextLock() throws Exception {
    server.cutsOff(LOCK);
    server.answersJson(LOCK, locked(job(42, "pay", "EXECUTE")));

    EngineException failure = failure(engine.activateJobs(once("order", 1)));
    List<String> keys = keys(engine.activateJobs(once("order", 1)));

    assertThat(failure.isAmbiguous()).isTrue();
    assertThat(keys).containsExactly("2026-11-21/42");
    assertThat(server.lines().subList(0, 3)).containsExactly(LOCK, UNLOCK, LOCK);
    assertThat(unlocked()).containsExactly("{\"workerId\":\"jobs-0\"}");
  }

  @Test
  void aRefusedLockLeavesNothingBehind() throws Exception {
    server.answersProblem(LOCK, 500, "unexpected error occurred", "see server logs");
    server.answersJson(LOCK, NONE);

    assertThat(failure(engine.activateJobs(once("order", 1))).kind()).isEqualTo(ErrorKind.INTERNAL);
    result(engine.activateJobs(once("order", 1)));

    assertThat(server.requests(UNLOCK)).isEmpty();
  }

  @Test
  void jobsThatWereLockedBeforeAFailureAreGivenOut() throws Exception {
    server.answersJson(LOCK, locked(job(1, "ship", "EXECUTE"), job(2, "pay", "EXECUTE")));
    server.answersProblem(LOCK, 503, "away", "");

    assertThat(keys(engine.activateJobs(once("order/pay", 2)))).containsExactly("2026-11-21/2");
    assertThat(server.requests(UNLOCK)).hasSize(1);
  }

  @Test
  void whatCouldNotBeUnlockedIsUnlockedBeforeTheNextLock() throws Exception {
    try (ScriptedEngine failing = new ScriptedEngine();
        ProcessEngine engine = failing.connect()) {
      failing.answersJson(LOCK, locked(job(1, "ship", "EXECUTE")));
      failing.answersJson(LOCK, NONE);
      failing.answersProblem(UNLOCK, 503, "away", "");
      failing.answersJson(UNLOCK, "{\"count\": 1}");

      assertThat(result(engine.activateJobs(once("order/pay", 2)))).isEmpty();
      assertThat(result(engine.activateJobs(once("order/pay", 2)))).isEmpty();

      assertThat(failing.lines()).containsExactly(LOCK, UNLOCK, UNLOCK, LOCK);
      assertThat(failing.requests(UNLOCK).get(1).body()).isEqualTo("{\"workerId\":\"jobs-0\"}");
    }
  }

  @Test
  void everythingOfAWorkerIsUnlocked() throws Exception {
    result(engine.unlockJobs("crashed-0"));

    assertThat(unlocked()).containsExactly("{\"workerId\":\"crashed-0\"}");
  }

  @Test
  void anUnlockingThatFailsSaysSo() {
    try (ScriptedEngine away = newServer();
        ProcessEngine engine = away.connect()) {
      away.answersProblem(UNLOCK, 503, "away", "");

      assertThat(failure(engine.unlockJobs(WORKER)).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    }
  }

  private static ScriptedEngine newServer() {
    try {
      return new ScriptedEngine();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aReleasedJobIsUnlocked() throws Exception {
    server.answersJson(LOCK, locked(job(42, "pay", "EXECUTE")));
    result(engine.activateJobs(once("order", 1)));

    result(engine.execute(new ReleaseJob(JobRef.of("2026-11-21/42"), OptionalInt.empty())));

    assertThat(unlocked())
        .containsExactly("{\"partition\":\"2026-11-21\",\"id\":42,\"workerId\":\"jobs-0\"}");
  }

  @Test
  void aJobOfAnotherWorkerIsNotGivenBack() {
    EngineException failure =
        failure(engine.execute(new ReleaseJob(JobRef.of("2026-11-21/42"), OptionalInt.empty())));

    assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aJobIsReleasedInTheNameOfTheWorkerThatItWasLockedFor() throws Exception {
    server.answersJson(LOCK, locked(job(42, "pay", "EXECUTE")));
    result(engine.activateJobs(once("order", 1)));

    result(engine.execute(new ReleaseJob(lockedFor("crashed-0"), OptionalInt.of(2))));

    assertThat(unlocked())
        .containsExactly("{\"partition\":\"2026-11-21\",\"id\":42,\"workerId\":\"crashed-0\"}");
  }

  @Test
  void aJobIsReleasedWithoutAnActivationWhenItsWorkerIsKnown() throws Exception {
    result(engine.execute(new ReleaseJob(lockedFor("crashed-0"), OptionalInt.empty())));

    assertThat(unlocked())
        .containsExactly("{\"partition\":\"2026-11-21\",\"id\":42,\"workerId\":\"crashed-0\"}");
  }

  @Test
  void aReleaseOfWhatIsNotLockedIsNotFound() {
    try (ScriptedEngine other = newServer();
        ProcessEngine engine = other.connect()) {
      other.answersJson(UNLOCK, "{\"count\": 0}");

      EngineException failure =
          failure(engine.execute(new ReleaseJob(lockedFor(WORKER), OptionalInt.empty())));

      assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
      assertThat(failure).hasMessage("job 2026-11-21/42 is not locked by this worker");
    }
  }

  @Test
  void aJobIsSettledInTheNameOfTheWorkerThatItWasLockedFor() throws Exception {
    server.answersJson(LOCK, locked(job(42, "pay", "EXECUTE")));
    server.answersJson("PATCH /jobs/2026-11-21/42/complete", "{\"state\": \"DONE\"}");
    result(engine.activateJobs(once("order", 1)));

    result(engine.execute(new CompleteJob(lockedFor("crashed-0"), Map.of(), Optional.empty())));

    assertThat(server.requests("POST /jobs/query")).isEmpty();
    assertThat(server.requests("PATCH /").get(0).json().path("workerId").asText())
        .isEqualTo("crashed-0");
  }

  private static JobRef lockedFor(String worker) {
    return new JobRef("2026-11-21/42", Optional.of(worker), Optional.empty());
  }

  @Test
  void aJobOfThisWorkerIsSettledWithoutALook() throws Exception {
    server.answersJson(LOCK, locked(job(42, "pay", "EXECUTE")));
    server.answersJson("PATCH /jobs/2026-11-21/42/complete", "{\"state\": \"DONE\"}");
    result(engine.activateJobs(once("order", 1)));

    result(engine.execute(new CompleteJob(JobRef.of("2026-11-21/42"), Map.of(), Optional.empty())));

    assertThat(server.requests("POST /jobs/query")).isEmpty();
    assertThat(server.requests("PATCH /").get(0).json().path("workerId").asText())
        .isEqualTo(WORKER);
  }

  // Holding a request open

  @Test
  void theEngineIsAskedUntilThereAreJobs() throws Exception {
    server.answersJson(LOCK, NONE);
    server.answersJson(LOCK, NONE);
    server.answersJson(LOCK, NONE);
    server.answersJson(LOCK, locked(job(42, "pay", "EXECUTE")));

    List<String> keys =
        keys(engine.activateJobs(activation("order", 1, Duration.ofSeconds(20), List.of())));

    assertThat(keys).containsExactly("2026-11-21/42");
    assertThat(server.requests(LOCK)).hasSize(4);
  }

  @Test
  void aRequestEndsWithoutJobsWhenItsTimeIsOver() throws Exception {
    server.answersJson(LOCK, NONE);

    assertThat(
            result(engine.activateJobs(activation("order", 1, Duration.ofMillis(100), List.of()))))
        .isEmpty();
    assertThat(server.requests(LOCK)).hasSizeGreaterThan(1);
  }

  @Test
  void unlockingEndsTheOpenRequestsOfTheWorkerFirst() throws Exception {
    server.answersJson(LOCK, NONE);
    CompletionStage<List<ActivatedJob>> open =
        engine.activateJobs(activation("order", 1, Duration.ofMinutes(5), List.of()));
    await().until(() -> server.requests(LOCK).size() > 2);

    result(engine.unlockJobs(WORKER));

    assertThat(result(open)).isEmpty();
    assertThat(server.lines()).last().isEqualTo(UNLOCK);
  }

  @Test
  void unlockingLeavesTheOpenRequestsOfOthersAlone() throws Exception {
    server.answersJson(LOCK, NONE);
    CompletionStage<List<ActivatedJob>> open =
        engine.activateJobs(activation("order", 1, Duration.ofMinutes(5), List.of()));

    result(engine.unlockJobs("other"));
    int asked = server.requests(LOCK).size();

    await().until(() -> server.requests(LOCK).size() > asked + 1);
    assertThat(open.toCompletableFuture()).isNotDone();
  }

  @Test
  void closingEndsAnOpenRequest() throws Exception {
    server.answersJson(LOCK, NONE);
    CompletionStage<List<ActivatedJob>> open =
        engine.activateJobs(activation("order", 1, Duration.ofMinutes(5), List.of()));

    engine.close();

    assertThat(failure(open).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure(engine.activateJobs(once("order", 1))).kind())
        .isEqualTo(ErrorKind.UNAVAILABLE);
  }

  // What cannot be asked for

  @Test
  void aTypeThatNamesNoProcessIsInvalid() {
    EngineException failure = failure(engine.activateJobs(once("/pay", 1)));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure)
        .hasMessage(
            "a job type of go-bpmn is process, process:version, process/element or"
                + " process:version/element, was \"/pay\"");
  }

  @Test
  void tenantsAndLeasesAreUnsupported() {
    JobActivation tenants = activation(ALL, List.of("tenant"), false, false);
    JobActivation lease = activation(ALL, List.of(), true, false);

    assertThat(failure(engine.activateJobs(tenants))).hasMessage("go-bpmn does not have tenants");
    assertThat(failure(engine.activateJobs(lease)))
        .hasMessage("go-bpmn does not have lease tokens");
  }

  @Test
  void aChoiceAmongJobsAndAnOrderOfThemAreUnsupported() {
    List<JobActivation> choices =
        List.of(
            activation(
                new JobActivation.Filter(Optional.of("o-1"), Map.of()), List.of(), false, false),
            activation(
                new JobActivation.Filter(Optional.empty(), Map.of("region", "eu")),
                List.of(),
                false,
                false),
            activation(ALL, List.of(), false, true));

    assertThat(choices)
        .allSatisfy(
            choice -> {
              EngineException failure = failure(engine.activateJobs(choice));
              assertThat(failure.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
              assertThat(failure)
                  .hasMessage(
                      "go-bpmn gives out jobs of a type as they come: no filter and no order can"
                          + " be chosen");
            });
    assertThat(server.requests()).isEmpty();
  }
}
