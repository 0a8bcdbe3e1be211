package io.bpmnconnect.it.engine;

import static io.bpmnconnect.it.engine.EngineBench.failure;
import static io.bpmnconnect.it.engine.EngineBench.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.Ambiguity;
import io.bpmnconnect.engine.CommandResult.ProcessInstanceCreated;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.Await;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.RuntimeInstruction;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of a new process instance beside its process, on a real engine. */
@ExtendWith(SharedEngine.class)
abstract class EngineCreationContract {

  private static final Definition WORK = new Definition.ById("work", Definition.ById.LATEST);
  private static final Definition DOUBLE = new Definition.ById("double", Definition.ById.LATEST);

  private static CreateProcessInstance create(
      Definition definition, Map<String, Object> variables) {
    return create(definition, variables, List.of(), Optional.empty(), OptionalLong.empty());
  }

  private static CreateProcessInstance create(
      Definition definition,
      Map<String, Object> variables,
      List<String> startElements,
      Optional<Await> await,
      OptionalLong operationReference) {
    return new CreateProcessInstance(
        definition,
        variables,
        Optional.empty(),
        startElements,
        List.of(),
        List.of(),
        Optional.empty(),
        await,
        false,
        operationReference);
  }

  private static CreateProcessInstance awaited(
      Definition definition, Map<String, Object> variables, Duration timeout, String... fetch) {
    Await await = new Await(timeout, List.of(fetch));
    return create(definition, variables, List.of(), Optional.of(await), OptionalLong.empty());
  }

  @Test
  void anInstanceIsCreatedByTheKeyOfItsDefinition(EngineBench bench) throws Exception {
    ProcessInstanceCreated first = bench.startWork("by-id");

    ProcessInstanceCreated second =
        bench.execute(
            create(new Definition.ByKey(first.processDefinitionKey()), Map.of("jobType", "by-key")),
            ProcessInstanceCreated.class);

    assertThat(second.processDefinitionKey()).isEqualTo(first.processDefinitionKey());
    assertThat(second.processDefinitionId()).isEqualTo("work");
    assertThat(bench.awaitJob("by-key").processInstanceKey())
        .isEqualTo(second.processInstanceKey());
  }

  @Test
  void anUnknownKeyOfADefinitionIsNotFound(EngineBench bench) throws Exception {
    String unknown = bench.unusedKey();

    EngineException refusal = bench.refusal(create(new Definition.ByKey(unknown), Map.of()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(refusal.detail().orElse("")).contains(unknown);
  }

  @Test
  void anInstanceStartsAtTheElementsAskedFor(EngineBench bench) throws Exception {
    ProcessInstanceCreated created =
        bench.execute(
            create(
                WORK,
                Map.of("jobType", "in-the-middle"),
                List.of("second", "repair"),
                Optional.empty(),
                OptionalLong.empty()),
            ProcessInstanceCreated.class);

    assertThat(bench.awaitJob("in-the-middle-second").processInstanceKey())
        .isEqualTo(created.processInstanceKey());
    assertThat(bench.awaitJob("in-the-middle-repair").processInstanceKey())
        .isEqualTo(created.processInstanceKey());
    assertThat(bench.freeJobs("in-the-middle")).isEmpty();
  }

  @Test
  void anElementThatTheProcessDoesNotHaveIsInvalid(EngineBench bench) {
    EngineException refusal =
        bench.refusal(
            create(WORK, Map.of(), List.of("nowhere"), Optional.empty(), OptionalLong.empty()));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(refusal.detail().orElse("")).contains("nowhere");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 9_007_199_254_740_993L, Long.MAX_VALUE})
  void anOperationReferenceIsTaken(long reference, EngineBench bench) throws Exception {
    bench.execute(
        create(
            DOUBLE, Map.of("amount", 1), List.of(), Optional.empty(), OptionalLong.of(reference)),
        ProcessInstanceCreated.class);
  }

  // Awaiting the end

  @Test
  void anAwaitedInstanceAnswersWithAllItsVariables(EngineBench bench) throws Exception {
    ProcessInstanceCreated ended =
        bench.execute(
            awaited(DOUBLE, Map.of("amount", 21, "orderId", "o-1"), Duration.ofSeconds(10)),
            ProcessInstanceCreated.class);

    assertThat(ended.variables()).isEqualTo(Map.of("amount", 21, "orderId", "o-1", "total", 42));
  }

  @Test
  void anAwaitedInstanceAnswersWithTheVariablesAskedFor(EngineBench bench) throws Exception {
    ProcessInstanceCreated ended =
        bench.execute(
            awaited(DOUBLE, Map.of("amount", 21), Duration.ZERO, "total", "unheardOf"),
            ProcessInstanceCreated.class);

    assertThat(ended.variables()).isEqualTo(Map.of("total", 42));
  }

  @Test
  void anInstanceThatIsNotAwaitedAnswersWithoutVariables(EngineBench bench) throws Exception {
    assertThat(bench.start("double", Map.of("amount", 21)).variables()).isEmpty();
  }

  @Test
  void theEnginesOwnWaitIsNotCutShortAndItsTimeoutIsAmbiguous(EngineBench bench) throws Exception {
    bench.assumeCan(Ability.AWAIT_LIMIT);
    // The engine waits for 15 s; this connection waits for an answer to a command for 1 s only.
    try (ProcessEngine impatient = bench.open(Duration.ofSeconds(1))) {
      EngineException failure =
          failure(impatient.execute(awaited(WORK, Map.of("jobType", "long"), Duration.ZERO)));

      assertThat(failure.status()).hasValue(bench.status(504, Status.Code.DEADLINE_EXCEEDED));
      assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
      assertThat(failure.isAmbiguous()).isTrue();
      assertThat(failure).hasMessageContaining("most likely created");
    }
    assertThat(bench.awaitJob("long").type()).isEqualTo("long");
  }

  @Test
  void anInstanceThatDoesNotEndInTimeGoesOnAndIsNotStartedOnceMore(EngineBench bench)
      throws Exception {
    RetryPolicy untiring =
        new RetryPolicy(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofDays(1),
            Duration.ofDays(1),
            Ambiguity.UNBOUNDED);
    // Zeebe 8.6.0 waits for 15 s whatever it is asked for, so our own limit comes first.
    EngineCommand command = awaited(WORK, Map.of("jobType", "goes-on"), Duration.ofSeconds(1));
    try (ProcessEngine engine = bench.open(Duration.ofSeconds(1))) {
      EngineException failure = failure(engine.execute(command));

      assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
      assertThat(failure.isAmbiguous()).isTrue();
      assertThat(untiring.retries(command, failure, 1, Duration.ZERO)).isFalse();
    }
    ActivatedJob only = bench.awaitJob("goes-on");
    assertThat(only.elementId()).isEqualTo("first");
    assertThat(bench.freeJobs("goes-on")).isEmpty();
  }

  // What came after 8.6

  @Test
  void anOlderEngineIgnoresWhatItDoesNotKnowSoItsVersionMustBeAsked(EngineBench bench)
      throws Exception {
    bench.assumeCan(Ability.IGNORES_THE_UNKNOWN);
    bench.assumeLacks(Feature.TAGS);
    EngineInfo info = result(bench.engine().info());

    bench.execute(
        new CreateProcessInstance(
            WORK,
            Map.of("jobType", "newer"),
            Optional.empty(),
            List.of(),
            List.of(new RuntimeInstruction("TERMINATE_PROCESS_INSTANCE", "first")),
            List.of("vip"),
            Optional.of("order-4711"),
            Optional.empty(),
            false,
            OptionalLong.empty()),
        ProcessInstanceCreated.class);

    assertThat(bench.awaitJob("newer").elementId()).isEqualTo("first");
    assertThat(info.whyNot(Feature.RUNTIME_INSTRUCTIONS)).isPresent();
    assertThat(info.whyNot(Feature.TAGS)).isPresent();
    assertThat(info.whyNot(Feature.BUSINESS_ID)).isPresent();
  }
}
