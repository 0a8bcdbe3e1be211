package io.bpmnconnect.engine.zeebe;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.Await;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.EvaluateConditionals;
import io.bpmnconnect.engine.EngineCommand.ResolveIncident;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.Stages;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the status means that a gateway gives to a call. */
class GatewayRefusalTest {

  private static final EngineCommand COMPLETE =
      new CompleteJob(JobRef.of("5"), Map.of(), Optional.empty());

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final ZeebeGrpcEngine engine = new ZeebeGrpcEngine(gateway.settings());

  @AfterEach
  void close() {
    engine.close();
    gateway.close();
  }

  private EngineException refusal(EngineCommand command, Code code, String description) {
    gateway.refuse(code.toStatus().withDescription(description));
    return Stages.failure(engine.execute(command));
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, INVALID",
    "OUT_OF_RANGE, INVALID",
    "NOT_FOUND, NOT_FOUND",
    "ALREADY_EXISTS, CONFLICT",
    "FAILED_PRECONDITION, CONFLICT",
    "PERMISSION_DENIED, FORBIDDEN",
    "UNAUTHENTICATED, UNAUTHENTICATED",
    "RESOURCE_EXHAUSTED, BACKPRESSURE",
    "UNAVAILABLE, UNAVAILABLE",
    "CANCELLED, UNAVAILABLE",
    "DEADLINE_EXCEEDED, TIMEOUT",
    "UNIMPLEMENTED, UNSUPPORTED",
    "INTERNAL, INTERNAL",
    "UNKNOWN, INTERNAL",
    "ABORTED, INTERNAL",
    "DATA_LOSS, INTERNAL",
  })
  void eachStatusHasItsKind(Code code, ErrorKind kind) {
    EngineException refusal = refusal(COMPLETE, code, "the reason");

    assertThat(refusal.kind()).isEqualTo(kind);
    assertThat(refusal.status()).hasValue(code.value());
    assertThat(refusal.title()).contains(code.name());
    assertThat(refusal.detail()).contains("the reason");
    assertThat(refusal).hasMessage("engine answered " + code.value() + " " + code + ": the reason");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Expected to handle gRPC request, but the connection was cut prematurely with the broker",
        "",
      })
  void aGatewayThatLostItsBrokerDoesNotKnowWhatBecameOfTheCommand(String description) {
    assertThat(refusal(COMPLETE, Code.UNAVAILABLE, description).isAmbiguous()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Expected to handle gRPC request, but request could not be delivered",
        "Expected to handle gRPC request, but the gateway does not know any partitions yet",
      })
  void whatNoBrokerHasHadWasNotCarriedOut(String description) {
    EngineException refusal = refusal(COMPLETE, Code.UNAVAILABLE, description);

    assertThat(refusal.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(refusal.isAmbiguous()).isFalse();
  }

  @Test
  void aKeyOfNoPartitionIsNotTakenForAnEngineThatIsAway() {
    EngineException refusal =
        refusal(
            COMPLETE,
            Code.UNAVAILABLE,
            "Expected to execute command on partition 0, but either it does not exist, or the"
                + " gateway is not yet aware of it");

    assertThat(refusal.kind()).isEqualTo(ErrorKind.INTERNAL);
  }

  @ParameterizedTest
  @CsvSource({
    "RESOURCE_EXHAUSTED, gRPC message exceeds maximum size 4194304: 5000000",
    "INTERNAL, 'Command ''CREATE'' rejected with code ''EXCEEDED_BATCH_RECORD_SIZE'': too large'",
    "INTERNAL, 'Unexpected error between gateway and broker (code: MALFORMED_REQUEST)'",
  })
  void whatIsTooLargeForTheEngineIsInvalid(Code code, String description) {
    assertThat(refusal(COMPLETE, code, description).kind()).isEqualTo(ErrorKind.INVALID);
  }

  @Test
  void aProcessThatCannotBeStartedIsInvalid() {
    CreateProcessInstance create =
        new CreateProcessInstance(
            new Definition.ById("order", -1),
            Map.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            false,
            OptionalLong.empty());

    EngineException wrongState =
        refusal(create, Code.FAILED_PRECONDITION, "there is no none start event");
    EngineException taken = refusal(create, Code.ALREADY_EXISTS, "the business id is taken");

    assertThat(wrongState.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(taken.kind()).isEqualTo(ErrorKind.CONFLICT);
  }

  @Test
  void anIncidentWhoseJobHasNoRetriesIsAConflict() {
    ResolveIncident resolve = new ResolveIncident("7", OptionalLong.empty());

    assertThat(refusal(resolve, Code.NOT_FOUND, "job '5' has no retries left").kind())
        .isEqualTo(ErrorKind.CONFLICT);
    assertThat(refusal(resolve, Code.NOT_FOUND, "no such incident").kind())
        .isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void aGatewayWithoutAMethodIsTooOld() {
    EngineException refusal =
        refusal(
            new EvaluateConditionals(
                Map.of(), Optional.empty(), Optional.empty(), Optional.empty()),
            Code.UNIMPLEMENTED,
            "Method not found");

    assertThat(refusal.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
    assertThat(refusal)
        .hasMessage(
            "engine answered 12 UNIMPLEMENTED: the gateway has no such method;"
                + " evaluate-conditionals needs Camunda 8.9");
  }

  @Test
  void anEndThatDoesNotComeInTimeIsToldAsSuch() {
    CreateProcessInstance awaited =
        new CreateProcessInstance(
            new Definition.ById("order", -1),
            Map.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.of(new Await(Duration.ofSeconds(1), List.of())),
            false,
            OptionalLong.empty());

    EngineException failure = refusal(awaited, Code.DEADLINE_EXCEEDED, "timed out");

    assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(failure.isAmbiguous()).isTrue();
    assertThat(failure).hasMessageContaining("most likely created, and goes on");
  }

  @Test
  void aLongRefusalComesWhole() {
    String reason = "x".repeat(20_000);

    assertThat(
            refusal(
                    new BroadcastSignal("alarm", Map.of(), Optional.empty()),
                    Code.INVALID_ARGUMENT,
                    reason)
                .detail())
        .contains(reason);
  }

  @Test
  void nothingIsReadIntoAStatusThatOnlySoundsLikeAnother() {
    gateway.refuse(Status.INVALID_ARGUMENT.withDescription("HTTP status code is not a variable"));

    assertThat(Stages.failure(engine.execute(COMPLETE)).kind()).isEqualTo(ErrorKind.INVALID);
  }
}
