package io.bpmnconnect.it.gobpmn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult.ProcessInstanceCreated;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.ResolveIncident;
import io.bpmnconnect.engine.EngineCommand.SetVariables;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.gobpmn.GoBpmnEngine;
import io.bpmnconnect.engine.http.Credentials;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the adapter does with a real engine; each test has processes of its own. */
abstract class GoBpmnContract {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration AT_ONCE = Duration.ofMillis(-1);

  private final List<ProcessEngine> connections = new ArrayList<>();
  private ProcessEngine engine;

  abstract GoBpmnServer server();

  @BeforeEach
  void connect() {
    engine = newConnection();
  }

  @AfterEach
  void disconnect() {
    connections.forEach(ProcessEngine::close);
  }

  private ProcessEngine newConnection() {
    return newConnection(server().authorization());
  }

  private ProcessEngine newConnection(String authorization) {
    ProcessEngine connection =
        new GoBpmnEngine(
            server().settings(), Credentials.fixed(Map.of("Authorization", authorization)));
    connections.add(connection);
    return connection;
  }

  private static <T> T result(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static EngineException failure(CompletionStage<?> stage) {
    ExecutionException wrapped =
        catchThrowableOfType(ExecutionException.class, () -> result(stage));
    assertThat(wrapped).as("the stage should have failed").isNotNull();
    return EngineException.from(wrapped);
  }

  private ErrorKind refusal(EngineCommand command) {
    return failure(engine.execute(command)).kind();
  }

  private ProcessInstanceCreated start(String process, Map<String, Object> variables)
      throws Exception {
    return (ProcessInstanceCreated)
        result(
            engine.execute(
                new CreateProcessInstance(
                    new EngineCommand.Definition.ById(process, Definition.ById.LATEST),
                    variables,
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    OptionalLong.empty())));
  }

  private static JobActivation activation(
      String type, int maxJobs, Duration requestTimeout, String worker, List<String> kinds) {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(
                type, Duration.ofMinutes(1), List.of(), kinds, JobActivation.Filter.ALL)),
        worker,
        maxJobs,
        requestTimeout,
        List.of(),
        Optional.empty(),
        false,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(20), Duration.ofMillis(200)));
  }

  private List<ActivatedJob> jobs(String type, int most) throws Exception {
    return result(
        engine.activateJobs(activation(type, most, AT_ONCE, "worker", List.of("EXECUTE"))));
  }

  private ActivatedJob awaitJob(String type) throws Exception {
    return awaitJob(type, "EXECUTE");
  }

  private ActivatedJob awaitJob(String type, String kind) throws Exception {
    List<ActivatedJob> jobs =
        result(
            engine.activateJobs(
                activation(type, 1, Duration.ofSeconds(20), "worker", List.of(kind))));
    assertThat(jobs).hasSize(1);
    return jobs.get(0);
  }

  private ActivatedJob newJob(String process) throws Exception {
    server().deploy(GoBpmnModel.tasks(process, "pay", "ship"), "1");
    start(process, Map.of());
    return awaitJob(process);
  }

  @Test
  void anInstanceHasItsVersionTagsKeyAndVariables() throws Exception {
    server().deploy(GoBpmnModel.tasks("whole", "pay"), "v1");
    server().deploy(GoBpmnModel.tasks("whole", "pay"), "v2");
    Map<String, Object> variables = new HashMap<>();
    variables.put("total", new BigDecimal("10.50"));
    variables.put("big", 9_007_199_254_740_993L);
    variables.put("none", null);
    variables.put("lines", List.of(Map.of("sku", "ä")));
    variables.put(GoBpmnServer.ENCRYPTED, "4711");

    ProcessInstanceCreated created =
        (ProcessInstanceCreated)
            result(
                engine.execute(
                    new CreateProcessInstance(
                        new Definition.ByVersion("whole", "v1"),
                        variables,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of("region:eu"),
                        Optional.of("o-1"),
                        Optional.empty(),
                        false,
                        OptionalLong.empty())));

    assertThat(created.processVersion()).hasValue("v1");
    ActivatedJob job = awaitJob("whole:v1/pay");
    assertThat(job.processInstanceKey()).isEqualTo(created.processInstanceKey());
    assertThat(job.processDefinitionId()).isEqualTo("whole");
    assertThat(job.details().processVersion()).hasValue("v1");
    assertThat(job.details().businessId()).hasValue("o-1");
    assertThat(job.elementId()).isEqualTo("pay");
    assertThat(job.retries()).isEqualTo(3);
    assertThat(job.variables()).isEqualTo(variables);
  }

  @Test
  void theNewestVersionIsStartedWhenNoneIsGiven() throws Exception {
    server().deploy(GoBpmnModel.tasks("newest", "pay"), "b");
    server().deploy(GoBpmnModel.tasks("newest", "pay"), "a");

    assertThat(start("newest", Map.of()).processVersion()).hasValue("a");
    assertThat(start("newest", Map.of()).fields()).containsEntry("processDefinitionVersion", "a");
  }

  @Test
  void anUnknownProcessOrVersionIsNotFound() {
    server().deploy(GoBpmnModel.tasks("known", "pay"), "1");

    assertThat(
            refusal(
                new CreateProcessInstance(
                    new EngineCommand.Definition.ById("unknown", -1),
                    Map.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    OptionalLong.empty())))
        .isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(
            refusal(
                new CreateProcessInstance(
                    new EngineCommand.Definition.ById("known", 7),
                    Map.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    OptionalLong.empty())))
        .isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void aVariableWithAnIllegalNameIsInvalid() {
    server().deploy(GoBpmnModel.tasks("names", "pay"), "1");

    EngineException failure =
        failure(
            engine.execute(
                new CreateProcessInstance(
                    new EngineCommand.Definition.ById("names", 1),
                    Map.of("a b", 1),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    OptionalLong.empty())));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure).hasMessageContaining("#/variables/0/name must match regex");
  }

  @Test
  void aCompletedJobSetsVariablesAndTheProcessGoesOn() throws Exception {
    ActivatedJob pay = newJob("complete");

    result(
        engine.execute(
            new CompleteJob(JobRef.of(pay.key()), Map.of("receipt", 7), Optional.empty())));

    ActivatedJob ship = awaitJob("complete");
    assertThat(ship.elementId()).isEqualTo("ship");
    assertThat(ship.variables()).containsEntry("receipt", 7);
  }

  @Test
  void aJobIsSettledOnce() throws Exception {
    ActivatedJob job = newJob("once");
    result(engine.execute(new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty())));

    assertThat(refusal(new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty())))
        .isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(
            refusal(
                new FailJob(JobRef.of(job.key()), 1, Optional.empty(), Duration.ZERO, Map.of())))
        .isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(refusal(new CompleteJob(JobRef.of("2020-01-01/1"), Map.of(), Optional.empty())))
        .isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void anyConnectionSettlesAJobByItsKey() throws Exception {
    ActivatedJob job = newJob("anyone");

    result(
        newConnection().execute(new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty())));

    assertThat(awaitJob("anyone").elementId()).isEqualTo("ship");
  }

  @Test
  void aJobThatWasUnlockedIsStillSettledByItsKey() throws Exception {
    ActivatedJob job = newJob("unlocked");
    result(engine.unlockJobs("worker"));

    result(engine.execute(new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty())));

    assertThat(awaitJob("unlocked").elementId()).isEqualTo("ship");
  }

  @Test
  void aFailedJobComesAgainWithOneRetryLessUntilAnIncidentIsRaisedAndResolved() throws Exception {
    ActivatedJob job = newJob("failing");
    for (int retries = 2; retries >= 1; retries--) {
      result(
          engine.execute(
              new FailJob(
                  JobRef.of(job.key()),
                  retries,
                  Optional.of("no money"),
                  Duration.ZERO,
                  Map.of("seen", retries))));
      ActivatedJob again = awaitJob("failing");
      assertThat(again.key()).as("a retry is a job of its own").isNotEqualTo(job.key());
      assertThat(again.retries()).isEqualTo(retries);
      assertThat(again.variables()).containsEntry("seen", retries);
      job = again;
    }

    result(
        engine.execute(
            new FailJob(
                JobRef.of(job.key()), 0, Optional.of("given up"), Duration.ZERO, Map.of())));

    assertThat(jobs("failing", 1)).isEmpty();
    result(engine.execute(new ResolveIncident(incidentOf(job), OptionalLong.empty())));
    assertThat(awaitJob("failing").retries()).isEqualTo(3);
  }

  private String incidentOf(ActivatedJob job) {
    String[] key = job.key().split("/", -1);
    String answer =
        server()
            .post(
                "/incidents/query",
                "{\"partition\": \"%s\", \"jobId\": %s}".formatted(key[0], key[1]));
    return key[0] + "/" + answer.replaceFirst("(?s).*?\"id\":([0-9]+).*", "$1");
  }

  @Test
  void aFailedJobIsNotOfferedBeforeItsBackOff() throws Exception {
    ActivatedJob job = newJob("backoff");

    result(
        engine.execute(
            new FailJob(
                JobRef.of(job.key()), 2, Optional.empty(), Duration.ofMinutes(10), Map.of())));

    assertThat(jobs("backoff", 1)).isEmpty();
  }

  @Test
  void anErrorIsCaughtByTheModel() throws Exception {
    String boundary =
        "<boundaryEvent id=\"declined\" attachedToRef=\"pay\"><outgoing>e1</outgoing>"
            + "<errorEventDefinition id=\"e\"/></boundaryEvent>"
            + "<serviceTask id=\"sorry\"><incoming>e1</incoming><outgoing>e2</outgoing></serviceTask>"
            + "<endEvent id=\"refused\"><incoming>e2</incoming></endEvent>"
            + GoBpmnModel.flow("e1", "declined", "sorry")
            + GoBpmnModel.flow("e2", "sorry", "refused");
    server()
        .deploy(
            new GoBpmnModel(
                "errors",
                List.of("<serviceTask id=\"pay\">FLOWS</serviceTask>" + boundary),
                "\"errors\": [{\"bpmnElementId\": \"declined\", \"errorCode\": \"DECLINED\"}],"),
            "1");
    start("errors", Map.of());
    ActivatedJob job = awaitJob("errors/pay");

    result(
        engine.execute(
            new ThrowJobError(
                JobRef.of(job.key()), "DECLINED", Optional.empty(), Map.of("code", 51))));

    assertThat(awaitJob("errors/sorry").variables()).containsEntry("code", 51);
  }

  @Test
  void anErrorThatNothingCatchesRaisesAnIncidentAndSaysSo() throws Exception {
    ActivatedJob job = newJob("uncaught");

    EngineException failure =
        failure(
            engine.execute(
                new ThrowJobError(JobRef.of(job.key()), "NOBODY", Optional.empty(), Map.of())));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure)
        .hasMessageContaining("CAUSED_INCIDENT")
        .hasMessageContaining("failed to find boundary event for error code NOBODY");
  }

  @Test
  void aCompletionFieldThatTheEngineDoesNotKnowIsInvalidAndTheJobStaysLocked() throws Exception {
    ActivatedJob job = newJob("typo");

    assertThat(
            refusal(
                new CompleteJob(
                    JobRef.of(job.key()), Map.of(), Optional.of(Map.of("errorCde", "X")))))
        .isEqualTo(ErrorKind.INVALID);

    result(engine.execute(new CompleteJob(JobRef.of(job.key()), Map.of(), Optional.empty())));
  }

  @Test
  void aMessageSubscriptionIsAJobOfItsOwnKindAndPublishedMessagesWait() throws Exception {
    server().deploy(GoBpmnModel.message("message", "after"), "1");
    PublishMessage paid =
        new PublishMessage(
            "paid",
            new Correlation.ByKey("message-1", Optional.empty()),
            Duration.ofHours(1),
            Optional.of("orders-0-7"),
            Map.of("amount", 5),
            Optional.empty());
    result(engine.execute(paid));
    result(engine.execute(paid)); // the same unique key: discarded
    start("message", Map.of());
    start("message", Map.of());

    for (int i = 0; i < 2; i++) {
      ActivatedJob subscribe = awaitJob("message", "SUBSCRIBE_MESSAGE");
      assertThat(subscribe.details().kind()).hasValue("SUBSCRIBE_MESSAGE");
      result(
          engine.execute(
              new CompleteJob(
                  JobRef.of(subscribe.key()),
                  Map.of(),
                  Optional.of(
                      Map.of("messageName", "paid", "messageCorrelationKey", "message-1")))));
    }

    assertThat(awaitJob("message").variables()).containsEntry("amount", 5);
    assertThat(jobs("message", 1)).as("one message was kept").isEmpty();
    result(
        engine.execute(
            new CorrelateMessage(
                "paid",
                new Correlation.ByKey("message-1", Optional.empty()),
                Map.of("amount", 6),
                Optional.empty(),
                false)));
    assertThat(awaitJob("message").variables()).containsEntry("amount", 6);
  }

  @Test
  void aMessageThatNobodyWaitsForIsNotCorrelatedAndNotKept() throws Exception {
    server().deploy(GoBpmnModel.message("unmatched", "after"), "1");

    assertThat(
            refusal(
                new CorrelateMessage(
                    "unmatched",
                    new Correlation.ByKey("k", Optional.empty()),
                    Map.of(),
                    Optional.empty(),
                    false)))
        .isEqualTo(ErrorKind.NOT_FOUND);

    start("unmatched", Map.of());
    result(
        engine.execute(
            new CompleteJob(
                JobRef.of(awaitJob("unmatched", "SUBSCRIBE_MESSAGE").key()),
                Map.of(),
                Optional.of(Map.of("messageName", "unmatched", "messageCorrelationKey", "k")))));
    assertThat(jobs("unmatched", 1)).isEmpty();
  }

  @Test
  void aSignalReachesWhoWaitsForIt() throws Exception {
    server().deploy(GoBpmnModel.signal("signal", "after"), "1");
    start("signal", Map.of());
    result(
        engine.execute(
            new CompleteJob(
                JobRef.of(awaitJob("signal", "SUBSCRIBE_SIGNAL").key()),
                Map.of(),
                Optional.of(Map.of("signalName", "go")))));

    result(engine.execute(new BroadcastSignal("go", Map.of("at", "noon"), Optional.empty())));

    assertThat(awaitJob("signal").variables()).containsEntry("at", "noon");
  }

  @Test
  void variablesAreSetForTheInstanceAndForAnElement() throws Exception {
    ActivatedJob job = newJob("setting");

    result(
        engine.execute(
            new SetVariables(
                job.processInstanceKey(), Map.of("a", 1), false, OptionalLong.empty())));
    result(
        engine.execute(
            new SetVariables(
                job.elementInstanceKey(), Map.of("b", 2), true, OptionalLong.empty())));

    result(engine.unlockJobs("worker"));
    assertThat(awaitJob("setting").variables()).isEqualTo(Map.of("a", 1));
    assertThat(server().post("/variables/query", "{\"names\": [\"b\"]}"))
        .contains("\"elementInstanceId\":" + job.elementInstanceKey().split("/", -1)[1]);
  }

  @Test
  void encryptedVariablesAreToldAsSuchByTheEngine() throws Exception {
    server().deploy(GoBpmnModel.tasks("secrets", "pay"), "1");
    start("secrets", Collections.singletonMap(GoBpmnServer.ENCRYPTED, "4711"));

    assertThat(server().post("/variables/query", "{\"names\": [\"card\"]}"))
        .contains("\"encrypted\":true");
    assertThat(awaitJob("secrets").variables()).containsEntry(GoBpmnServer.ENCRYPTED, "4711");
  }

  @Test
  void jobsOfAnElementAreFoundBehindManyOthers() throws Exception {
    server().deploy(GoBpmnModel.tasks("behind", "pay", "ship"), "1");
    for (int i = 0; i < 30; i++) {
      start("behind", Map.of());
    }
    ActivatedJob last = jobs("behind/pay", 30).get(29);
    result(engine.execute(new CompleteJob(JobRef.of(last.key()), Map.of(), Optional.empty())));
    result(engine.unlockJobs("worker"));

    List<ActivatedJob> ship = jobs("behind/ship", 1);

    assertThat(ship).hasSize(1);
    assertThat(ship.get(0).processInstanceKey()).isEqualTo(last.processInstanceKey());
    assertThat(jobs("behind/pay", 100)).as("the others are free again").hasSize(29);
  }

  @Test
  void whatACrashedWorkerHeldIsUnlockedByItsSuccessor() throws Exception {
    ActivatedJob held = newJob("crash");
    engine.close();
    engine = newConnection();
    assertThat(jobs("crash", 1)).isEmpty();

    result(engine.unlockJobs("other"));
    assertThat(jobs("crash", 1)).isEmpty();
    result(engine.unlockJobs("worker"));

    assertThat(jobs("crash", 1)).extracting(ActivatedJob::key).containsExactly(held.key());
  }

  @Test
  void oneJobIsGivenBack() throws Exception {
    ActivatedJob job = newJob("back");

    result(
        engine.execute(
            new UpdateJob(
                JobRef.of(job.key()),
                OptionalInt.empty(),
                Optional.of(Duration.ZERO),
                OptionalInt.empty())));

    assertThat(jobs("back", 1)).extracting(ActivatedJob::key).containsExactly(job.key());
    assertThat(jobs("back", 1)).isEmpty();
  }

  @Test
  void anOpenRequestGetsAJobThatComesLater() throws Exception {
    server().deploy(GoBpmnModel.tasks("later", "pay"), "1");
    CompletionStage<List<ActivatedJob>> open =
        engine.activateJobs(
            activation("later", 5, Duration.ofSeconds(25), "worker", List.of("EXECUTE")));
    await().pollDelay(Duration.ofMillis(300)).until(() -> !open.toCompletableFuture().isDone());

    start("later", Map.of());

    assertThat(result(open)).hasSize(1);
  }

  @Test
  void wrongCredentialsAreNotAccepted() {
    ProcessEngine stranger = newConnection("Basic d3Jvbmc6d3Jvbmc=");

    assertThat(failure(stranger.info()).kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
  }

  @Test
  void theEngineSaysWhatItIs() throws Exception {
    assertThat(result(engine.info()).product()).isEqualTo("go-bpmn");
  }
}
