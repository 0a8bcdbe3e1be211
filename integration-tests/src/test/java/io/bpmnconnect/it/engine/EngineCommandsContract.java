package io.bpmnconnect.it.engine;

import static io.bpmnconnect.it.engine.EngineBench.PATIENCE;
import static io.bpmnconnect.it.engine.EngineBench.failure;
import static io.bpmnconnect.it.engine.EngineBench.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult.MessageCorrelated;
import io.bpmnconnect.engine.CommandResult.MessagePublished;
import io.bpmnconnect.engine.CommandResult.ProcessInstanceCreated;
import io.bpmnconnect.engine.CommandResult.SignalBroadcast;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.ProcessEngine;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that start and reach process instances, through the adapter on a real engine. */
@ExtendWith(SharedEngine.class)
abstract class EngineCommandsContract {

  private static final String A_KEY = "[1-9][0-9]{15,18}";

  // Engine

  @Test
  void theEngineTellsItsVersion(EngineBench bench) throws Exception {
    EngineInfo info = result(bench.engine().info());

    assertThat(info.product()).isEqualTo(bench.type() == EngineType.ZEEBE ? "Zeebe" : "Camunda 8");
    assertThat(info.version()).startsWith("8.");
  }

  @Test
  void anEngineThatHangsIsATimeoutAndIsUsableWhenItGoesOn(EngineBench bench) throws Exception {
    try (ProcessEngine impatient = bench.open(Duration.ofSeconds(2))) {
      result(impatient.info());

      bench.process().suspend();
      try {
        assertThat(failure(impatient.info()).kind()).isEqualTo(ErrorKind.TIMEOUT);
      } finally {
        bench.process().resume();
      }

      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> result(impatient.info()).version().startsWith("8."));
    }
  }

  // Process instances

  @Test
  void anInstanceOfTheLatestVersionIsCreated(EngineBench bench) throws Exception {
    ProcessInstanceCreated created = bench.start("versioned", Map.of("jobType", "latest"));

    assertThat(created.processInstanceKey()).matches(A_KEY);
    assertThat(created.processDefinitionKey()).matches(A_KEY);
    assertThat(created.processDefinitionId()).isEqualTo("versioned");
    assertThat(created.processDefinitionVersion()).isEqualTo(2);
    assertThat(created.variables()).isEmpty();
    assertThat(bench.awaitJob("latest").elementId()).isEqualTo("task-of-version-2");
  }

  @Test
  void anInstanceOfAGivenVersionIsCreated(EngineBench bench) throws Exception {
    ProcessInstanceCreated created =
        bench.execute(
            new CreateProcessInstance(
                new EngineCommand.Definition.ById("versioned", 1),
                Map.of("jobType", "first"),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalLong.empty()),
            ProcessInstanceCreated.class);

    assertThat(created.processDefinitionVersion()).isEqualTo(1);
    assertThat(bench.awaitJob("first").elementId()).isEqualTo("task-of-version-1");
  }

  @Test
  void anUnknownProcessIsNotFound(EngineBench bench) {
    EngineException refusal =
        bench.refusal(
            new CreateProcessInstance(
                new EngineCommand.Definition.ById("no-such-process", -1),
                Map.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalLong.empty()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(refusal.status()).hasValue(bench.status(404, Status.Code.NOT_FOUND));
    assertThat(refusal.detail().orElse("")).contains("no-such-process");
  }

  @Test
  void anUnknownVersionIsNotFound(EngineBench bench) {
    assertThat(
            bench
                .refusal(
                    new CreateProcessInstance(
                        new EngineCommand.Definition.ById("versioned", 99),
                        Map.of(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        OptionalLong.empty()))
                .kind())
        .isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void aTenantIsInvalidForAnEngineWithoutTenants(EngineBench bench) {
    bench.assumeCan(Ability.TENANTS);
    EngineException refusal =
        bench.refusal(
            new CreateProcessInstance(
                new EngineCommand.Definition.ById("versioned", -1),
                Map.of(),
                Optional.of("tenant-a"),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalLong.empty()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(refusal.detail().orElse("")).contains("tenant-a");
  }

  @Test
  void aProcessWithoutANameIsInvalid(EngineBench bench) {
    assertThat(
            bench
                .refusal(
                    new CreateProcessInstance(
                        new EngineCommand.Definition.ById("", -1),
                        Map.of(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        OptionalLong.empty()))
                .kind())
        .isEqualTo(ErrorKind.INVALID);
  }

  @ParameterizedTest
  @ValueSource(ints = {2_500_000, 5_000_000})
  void variablesTooLargeForTheEngineAreInvalid(int size, EngineBench bench) throws Exception {
    // The first is refused by the engine's log, the second by its protocol.
    EngineException refusal =
        bench.refusal(
            new CreateProcessInstance(
                new EngineCommand.Definition.ById("versioned", -1),
                Map.of("text", "x".repeat(size)),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalLong.empty()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
  }

  @Test
  void largeVariablesComeBackWhole(EngineBench bench) throws Exception {
    String large = "x".repeat(1_000_000);
    bench.start("versioned", Map.of("jobType", "large", "text", large));

    assertThat(bench.awaitJob("large").variables()).containsEntry("text", large);
  }

  // Messages

  private static PublishMessage paid(String orderId, Duration timeToLive, String messageId) {
    return new PublishMessage(
        "paid",
        new Correlation.ByKey(orderId, Optional.empty()),
        timeToLive,
        Optional.of(messageId),
        Map.of("messageId", messageId),
        Optional.empty());
  }

  @Test
  void aPublishedMessageIsBufferedForTheInstanceThatWantsIt(EngineBench bench) throws Exception {
    MessagePublished published =
        bench.execute(paid("buffered", PATIENCE, "m-buffered"), MessagePublished.class);
    ProcessInstanceCreated waiting = bench.start("message", Map.of("orderId", "buffered"));

    ActivatedJob job = bench.awaitJob("paid-buffered");
    assertThat(published.messageKey()).matches(A_KEY);
    assertThat(job.processInstanceKey()).isEqualTo(waiting.processInstanceKey());
    assertThat(job.variables()).containsEntry("messageId", "m-buffered");
  }

  @Test
  void aMessageWhoseIdIsAliveIsAConflict(EngineBench bench) throws Exception {
    bench.execute(paid("twice", PATIENCE, "m-twice"));

    EngineException refusal = bench.refusal(paid("twice", PATIENCE, "m-twice"));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.CONFLICT);
    assertThat(refusal.status()).hasValue(bench.status(409, Status.Code.ALREADY_EXISTS));
    assertThat(refusal.detail().orElse("")).contains("m-twice");
  }

  @Test
  void aMessageIdIsAliveForItsNameAndCorrelationKeyOnly(EngineBench bench) throws Exception {
    bench.execute(paid("id-of-one", PATIENCE, "m-same"));

    bench.execute(paid("id-of-other", PATIENCE, "m-same"), MessagePublished.class);
  }

  @Test
  void aMessageWithoutTimeToLiveLeavesItsIdFree(EngineBench bench) throws Exception {
    bench.execute(paid("fleeting", Duration.ZERO, "m-fleeting"));

    bench.execute(paid("fleeting", Duration.ZERO, "m-fleeting"), MessagePublished.class);
  }

  @Test
  void aMessageWithoutCorrelationKeyStartsAnInstanceEachTime(EngineBench bench) throws Exception {
    PublishMessage placed =
        new PublishMessage(
            "order-placed",
            new Correlation.ByKey("", Optional.empty()),
            Duration.ZERO,
            Optional.empty(),
            Map.of("jobType", "started-by-message"),
            Optional.empty());

    bench.execute(placed);
    bench.execute(placed);

    assertThat(bench.awaitJobs("started-by-message", 2))
        .extracting(ActivatedJob::processInstanceKey)
        .doesNotHaveDuplicates();
  }

  @Test
  void aMessageThatNothingWaitsForIsNotFoundWhenCorrelated(EngineBench bench) throws Exception {
    bench.assumeHas(Operation.CORRELATE_MESSAGE);
    EngineException refusal =
        bench.refusal(
            new CorrelateMessage(
                "paid",
                new Correlation.ByKey("nobody-waits", Optional.empty()),
                Map.of(),
                Optional.empty(),
                false));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(refusal.status()).hasValue(bench.status(404, Status.Code.NOT_FOUND));
  }

  @Test
  void aCorrelatedMessageTellsTheInstanceThatGotIt(EngineBench bench) throws Exception {
    bench.assumeHas(Operation.CORRELATE_MESSAGE);
    ProcessInstanceCreated waiting = bench.start("message", Map.of("orderId", "correlated"));
    CorrelateMessage correlate =
        new CorrelateMessage(
            "paid",
            new Correlation.ByKey("correlated", Optional.empty()),
            Map.of("amount", 5),
            Optional.empty(),
            false);

    MessageCorrelated correlated = awaitCorrelation(bench, correlate);

    assertThat(correlated.messageKey()).matches(A_KEY);
    assertThat(correlated.processInstanceKey()).isEqualTo(waiting.processInstanceKey());
    assertThat(bench.awaitJob("paid-correlated").variables()).containsEntry("amount", 5);
  }

  /** The engine opens an instance's subscription a moment after it has answered. */
  private static MessageCorrelated awaitCorrelation(EngineBench bench, CorrelateMessage command) {
    AtomicReference<MessageCorrelated> correlated = new AtomicReference<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              bench
                  .engine()
                  .execute(command)
                  .handle(
                      (result, failure) -> {
                        if (failure == null) {
                          correlated.set((MessageCorrelated) result);
                        } else {
                          assertThat(EngineException.from(failure).kind())
                              .isEqualTo(ErrorKind.NOT_FOUND);
                        }
                        return result;
                      })
                  .toCompletableFuture()
                  .get();
              return correlated.get() != null;
            });
    return correlated.get();
  }

  // Signals

  @Test
  void aSignalReachesEveryInstanceThatWaitsForIt(EngineBench bench) throws Exception {
    List<String> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(bench.start("signal", Map.of("number", i)).processInstanceKey());
    }
    List<ActivatedJob> jobs = new ArrayList<>();

    // Repeated, because an instance may begin to wait a moment after it was created.
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              SignalBroadcast signal =
                  bench.execute(
                      new BroadcastSignal("stock-changed", Map.of("left", 7), Optional.empty()),
                      SignalBroadcast.class);
              assertThat(signal.signalKey()).matches(A_KEY);
              jobs.addAll(bench.freeJobs("after-stock-changed"));
              return jobs.size() >= 3;
            });

    assertThat(jobs)
        .extracting(ActivatedJob::processInstanceKey)
        .containsExactlyInAnyOrderElementsOf(waiting);
    assertThat(jobs).allSatisfy(job -> assertThat(job.variables()).containsEntry("left", 7));
  }

  @Test
  void aSignalThatNothingWaitsForIsAccepted(EngineBench bench) throws Exception {
    SignalBroadcast signal =
        bench.execute(
            new BroadcastSignal("nobody-waits", Map.of(), Optional.empty()), SignalBroadcast.class);

    assertThat(signal.signalKey()).matches(A_KEY);
  }
}
