package io.bpmnconnect.engine.zeebe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.JobStream;
import io.bpmnconnect.engine.Stages;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivateJobsResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CompleteJobResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.FailJobResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.PublishMessageResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ThrowErrorResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobRetriesResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobTimeoutResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The fields of 8.10's protocol on the wire. The numbers here are those of the protocol, so that a
 * wrong one of ours is seen.
 */
class NewerFieldTest {

  private static final JobRef LEASED =
      new JobRef("5", Optional.empty(), Optional.of("lease-1/\u00e4"));

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final ZeebeGrpcEngine engine = new ZeebeGrpcEngine(gateway.settings());

  @AfterEach
  void close() {
    engine.close();
    gateway.close();
  }

  /** A field that the stubs know would be read from them, and never as an unknown one. */
  @ParameterizedTest
  @EnumSource
  void thePublishedStubsDoNotHaveIt(NewerField field) {
    assertThat(field.message().findFieldByNumber(field.number())).isNull();
  }

  static List<Arguments> ofSettlements() {
    return List.of(
        Arguments.of(
            new CompleteJob(LEASED, Map.of(), Optional.empty()),
            CompleteJobResponse.getDefaultInstance(),
            4),
        Arguments.of(
            new FailJob(LEASED, 0, Optional.empty(), Duration.ZERO, Map.of()),
            FailJobResponse.getDefaultInstance(),
            6),
        Arguments.of(
            new ThrowJobError(LEASED, "E1", Optional.empty(), Map.of()),
            ThrowErrorResponse.getDefaultInstance(),
            5),
        Arguments.of(
            new ReleaseJob(LEASED, OptionalInt.of(2)), FailJobResponse.getDefaultInstance(), 6),
        Arguments.of(
            new UpdateJob(LEASED, OptionalInt.of(2), Optional.empty(), OptionalInt.empty()),
            UpdateJobRetriesResponse.getDefaultInstance(),
            4),
        Arguments.of(
            new UpdateJob(
                LEASED,
                OptionalInt.empty(),
                Optional.of(Duration.ofSeconds(9)),
                OptionalInt.empty()),
            UpdateJobTimeoutResponse.getDefaultInstance(),
            4));
  }

  @ParameterizedTest
  @MethodSource("ofSettlements")
  void aSettlementCarriesTheTokenOfItsJob(EngineCommand settlement, Message answer, int number)
      throws Exception {
    gateway.answer(answer);

    Stages.result(engine.execute(settlement));

    assertThat(gateway.request().getUnknownFields()).isEqualTo(text(number, "lease-1/\u00e4"));
  }

  @Test
  void aMessageCarriesTheBusinessIdOfTheInstancesThatItIsFor() throws Exception {
    gateway.answer(PublishMessageResponse.getDefaultInstance());

    Stages.result(
        engine.execute(
            new PublishMessage(
                "paid",
                new Correlation.ByKey("o-1", Optional.of("b-1")),
                Duration.ZERO,
                Optional.empty(),
                Map.of(),
                Optional.empty())));

    assertThat(gateway.request().getUnknownFields()).isEqualTo(text(7, "b-1"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void jobsAreAskedForWithLeases(boolean withLease) throws Exception {
    gateway.answer();

    Stages.result(engine.activateJobs(pay(withLease)));

    assertThat(gateway.request().getUnknownFields())
        .isEqualTo(withLease ? number(9, 1) : UnknownFieldSet.getDefaultInstance());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStreamIsAskedForWithLeases(boolean withLease) {
    CompletableFuture<ActivatedJob> pushed = new CompletableFuture<>();
    gateway.hold(jobOf810());

    engine.openJobStream(pay(withLease), to(pushed));

    await().until(pushed::isDone);
    assertThat(gateway.request().getUnknownFields())
        .isEqualTo(withLease ? number(8, 1) : UnknownFieldSet.getDefaultInstance());
    assertThat(pushed.join().leaseToken()).contains("lease-7");
  }

  @Test
  void aJobOf810HasItsTokenAndItsPriority() throws Exception {
    gateway.answer(
        ActivateJobsResponse.newBuilder()
            .addJobs((io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivatedJob) jobOf810())
            .build());

    ActivatedJob job = Stages.result(engine.activateJobs(pay(true))).get(0);

    assertThat(job.ref()).isEqualTo(new JobRef("1", Optional.empty(), Optional.of("lease-7")));
    assertThat(job.details().priority()).hasValue(-3);
  }

  @Test
  void aJobOfAnOlderGatewayHasNeither() throws Exception {
    gateway.answer(ActivateJobsResponse.newBuilder().addJobs(Jobs.job(1)).build());

    ActivatedJob job = Stages.result(engine.activateJobs(pay(false))).get(0);

    assertThat(job.leaseToken()).isEmpty();
    assertThat(job.details().priority()).isEmpty();
  }

  /** A negative number of 32 bits goes as one of 64. */
  private static Message jobOf810() {
    return Jobs.job(1).toBuilder()
        .setUnknownFields(number(19, -3).toBuilder().mergeFrom(text(21, "lease-7")).build())
        .build();
  }

  private static UnknownFieldSet text(int number, String text) {
    return UnknownFieldSet.newBuilder()
        .addField(
            number, Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)).build())
        .build();
  }

  private static UnknownFieldSet number(int number, long value) {
    return UnknownFieldSet.newBuilder()
        .addField(number, Field.newBuilder().addVarint(value).build())
        .build();
  }

  private static JobStream.Listener to(CompletableFuture<ActivatedJob> pushed) {
    return new JobStream.Listener() {
      @Override
      public void activated(ActivatedJob job) {
        pushed.complete(job);
      }

      @Override
      public void ended(Optional<EngineException> failure) {
        failure.ifPresent(pushed::completeExceptionally);
      }
    };
  }

  private static JobActivation pay(boolean withLease) {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(
                "pay", Duration.ofSeconds(60), List.of(), List.of(), JobActivation.Filter.ALL)),
        "w-1",
        1,
        Duration.ZERO,
        List.of(),
        Optional.empty(),
        withLease,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }
}
