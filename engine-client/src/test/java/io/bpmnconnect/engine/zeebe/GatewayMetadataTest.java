package io.bpmnconnect.engine.zeebe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobStream;
import io.bpmnconnect.engine.RequestHeaders;
import io.bpmnconnect.engine.Stages;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.BroadcastSignalResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Headers of the user's own are metadata of every call, such as a physical tenant's. */
class GatewayMetadataTest {

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final ZeebeGrpcEngine engine =
      new ZeebeGrpcEngine(
          gateway
              .settings()
              .with(
                  new RequestHeaders(
                      Map.of("Camunda-Physical-Tenant", "teama", "X-Gateway-Key", "k 1"))));

  @AfterEach
  void close() {
    engine.close();
    gateway.close();
  }

  private void assertThatTheCallHasThem() {
    assertThat(gateway.received()).hasSize(1);
    assertThat(gateway.received().get(0).header("camunda-physical-tenant")).isEqualTo("teama");
    assertThat(gateway.received().get(0).header("x-gateway-key")).isEqualTo("k 1");
  }

  @Test
  void aCommandHasThem() throws Exception {
    gateway.answer(BroadcastSignalResponse.getDefaultInstance());

    Stages.result(engine.execute(new BroadcastSignal("alarm", Map.of(), Optional.empty())));

    assertThatTheCallHasThem();
  }

  @Test
  void aRequestForJobsHasThem() throws Exception {
    gateway.answer();

    Stages.result(engine.activateJobs(pay()));

    assertThatTheCallHasThem();
  }

  @Test
  void aJobStreamHasThem() {
    gateway.hold();

    engine.openJobStream(
        pay(),
        new JobStream.Listener() {
          @Override
          public void activated(ActivatedJob job) {}

          @Override
          public void ended(Optional<EngineException> failure) {}
        });

    await().until(() -> !gateway.received().isEmpty());
    assertThatTheCallHasThem();
  }

  private static JobActivation pay() {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(
                "pay", Duration.ofSeconds(60), List.of(), List.of(), JobActivation.Filter.ALL)),
        "w-1",
        1,
        Duration.ZERO,
        List.of(),
        Optional.empty(),
        false,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }
}
