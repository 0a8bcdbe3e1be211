package io.bpmnconnect.engine.zeebe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobActivation.TenantFilter;
import io.bpmnconnect.engine.JobStream;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.StreamActivatedJobsRequest;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that a gateway pushes. */
class GatewayStreamTest {

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final ZeebeGrpcEngine engine =
      new ZeebeGrpcEngine(ScriptedGateway.settings(gateway.url(), Duration.ofMillis(300)));
  private final Arrivals arrivals = new Arrivals();

  private static final class Arrivals implements JobStream.Listener {
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Optional<EngineException>> ended = new CompletableFuture<>();

    @Override
    public void activated(ActivatedJob job) {
      keys.add(job.key());
    }

    @Override
    public void ended(Optional<EngineException> failure) {
      assertThat(ended.complete(failure)).as("the end is told once").isTrue();
    }
  }

  @AfterEach
  void close() {
    engine.close();
    gateway.close();
  }

  private static JobActivation pay() {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(
                "pay",
                Duration.ofSeconds(60),
                List.of("amount"),
                List.of(),
                JobActivation.Filter.ALL)),
        "w-1",
        1,
        Duration.ZERO,
        List.of("t-1"),
        Optional.of(TenantFilter.PROVIDED),
        false,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }

  private JobStream open() {
    JobStream stream = engine.openJobStream(pay(), arrivals);
    await().until(() -> gateway.received().size() == 1);
    return stream;
  }

  @Test
  void jobsComeAsTheyArePushedForLongerThanACommandMayTake() {
    gateway.hold(Jobs.job(1));
    open();
    await().until(() -> arrivals.keys.size() == 1);

    await()
        .pollDelay(Duration.ofMillis(600))
        .untilAsserted(() -> assertThat(arrivals.ended).isNotDone());
    gateway.push(Jobs.job(2));

    await().untilAsserted(() -> assertThat(arrivals.keys).containsExactly("1", "2"));
    assertThat(gateway.request())
        .isEqualTo(
            StreamActivatedJobsRequest.newBuilder()
                .setType("pay")
                .setWorker("w-1")
                .setTimeout(60_000)
                .addFetchVariable("amount")
                .addTenantIds("t-1")
                .setTenantFilter(GatewayOuterClass.TenantFilter.PROVIDED)
                .build());
  }

  @Test
  void aClosedStreamIsGivenUpAtTheGatewayAndEndsWithoutAFailure() {
    gateway.hold(Jobs.job(1));
    JobStream stream = open();
    await().until(() -> arrivals.keys.size() == 1);

    stream.close();
    stream.close();

    await().untilAsserted(() -> assertThat(arrivals.ended).isCompletedWithValue(Optional.empty()));
    await().until(() -> gateway.cancelled() == 1);
  }

  @Test
  void anEndInGoodOrderIsNoFailure() {
    gateway.answer(Jobs.job(1), Jobs.job(2));
    open();

    await().untilAsserted(() -> assertThat(arrivals.ended).isCompletedWithValue(Optional.empty()));
    assertThat(arrivals.keys).containsExactly("1", "2");
  }

  @Test
  void anErrorEndsTheStreamAfterTheJobsThatCame() {
    gateway.refuse(Status.UNAVAILABLE, Jobs.job(1));
    open();

    await().until(arrivals.ended::isDone);
    assertThat(arrivals.keys).containsExactly("1");
    assertThat(arrivals.ended.join().orElseThrow().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void aConnectionThatBreaksEndsTheStream() {
    gateway.hold(Jobs.job(1));
    open();
    await().until(() -> arrivals.keys.size() == 1);

    gateway.close();

    await().until(arrivals.ended::isDone);
    assertThat(arrivals.ended.join().orElseThrow().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void aJobThatCannotBeReadEndsTheStream() {
    gateway.hold(Jobs.job(1).toBuilder().setVariables("{").build());
    open();

    await().until(arrivals.ended::isDone);
    assertThat(arrivals.ended.join().orElseThrow())
        .hasMessageContaining("the engine's answer cannot be read: it is not JSON");
  }

  @Test
  void closingTheEngineEndsItsStreams() {
    gateway.hold();
    open();

    engine.close();

    await().until(arrivals.ended::isDone);
    assertThat(arrivals.ended.join().orElseThrow())
        .hasMessage("the connection to the engine was closed");
  }

  @Test
  void thousandsOfSmallJobsAreReadAsFastAsTheyCome() {
    gateway.hold();
    open();

    for (int key = 0; key < 20_000; key++) {
      gateway.push(Jobs.job(key));
    }

    await().atMost(Duration.ofSeconds(20)).until(() -> arrivals.keys.size() == 20_000);
  }
}
