package io.bpmnconnect.engine.zeebe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.Stages;
import io.bpmnconnect.engine.http.Credentials;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivateJobsResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.BroadcastSignalResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.EvaluateDecisionResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.TopologyResponse;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a call when the way to the gateway is broken. */
class GatewayFaultTest {

  private static final EngineCommand SIGNAL =
      new BroadcastSignal("alarm", Map.of(), Optional.empty());

  private final ScriptedGateway gateway = new ScriptedGateway();

  @AfterEach
  void close() {
    gateway.close();
  }

  private static EngineException failure(URI url, Duration timeout) {
    try (ZeebeGrpcEngine engine = new ZeebeGrpcEngine(ScriptedGateway.settings(url, timeout))) {
      return Stages.failure(engine.execute(SIGNAL));
    }
  }

  private static EngineException failure(String url) {
    return failure(URI.create(url), Duration.ofSeconds(10));
  }

  private static int unusedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void whatWasNeverSentIsNotAmbiguous() throws Exception {
    String url = "http://127.0.0.1:" + unusedPort();

    EngineException failure = failure(url);

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure.isAmbiguous()).isFalse();
    assertThat(failure).hasMessage(url + " refuses connections");
  }

  @Test
  void anUnknownHostIsNamed() {
    EngineException failure = failure("http://no-such-host.invalid:26500");

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure)
        .hasMessage("the host name of http://no-such-host.invalid:26500 cannot be resolved")
        .hasCauseInstanceOf(UnknownHostException.class);
  }

  @Test
  void aGatewayThatDoesNotAnswerIsAnAmbiguousTimeout() {
    gateway.hold();

    EngineException failure = failure(gateway.url(), Duration.ofMillis(500));

    assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(failure.isAmbiguous()).isTrue();
    assertThat(failure).hasMessage(gateway.url() + " did not answer within 500 ms");
  }

  @Test
  void aServerThatAcceptsButIsMuteWasNeverSentTheCommand() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + mute.getLocalPort());

      EngineException failure = failure(url, Duration.ofMillis(500));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure.isAmbiguous()).isFalse();
      assertThat(failure).hasMessage(url + " did not accept a connection within 500 ms");
    }
  }

  @Test
  void aConnectionThatBreaksMayHaveCarriedTheCommand() {
    gateway.hold();
    try (ZeebeGrpcEngine engine = new ZeebeGrpcEngine(gateway.settings())) {
      CompletionStage<CommandResult> result = engine.execute(SIGNAL);
      await().until(() -> gateway.received().size() == 1);

      gateway.close();

      EngineException failure = Stages.failure(result);
      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure.isAmbiguous()).isTrue();
    }
  }

  @Test
  void anAnswerThatIsTooLargeIsAmbiguousAndNoBackpressure() {
    gateway.answer(
        EvaluateDecisionResponse.newBuilder()
            .setDecisionOutput("x".repeat(17 * 1024 * 1024))
            .build());

    EngineException failure = failure(gateway.url(), Duration.ofSeconds(10));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure.isAmbiguous()).isTrue();
    assertThat(failure).hasMessageContaining("is too large");
  }

  @Test
  void anAnswerWithoutAMessageIsUnreadable() {
    gateway.answer();

    EngineException failure = failure(gateway.url(), Duration.ofSeconds(10));

    assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failure.isAmbiguous()).isTrue();
  }

  @Test
  void aServerOfPlainHttpIsNoGateway() throws Exception {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.start();
    try {
      EngineException failure = failure("http://127.0.0.1:" + http.getAddress().getPort());

      assertThat(failure.kind()).isIn(ErrorKind.UNAVAILABLE, ErrorKind.INTERNAL);
      assertThat(failure).hasMessageContaining("http://127.0.0.1:");
    } finally {
      http.stop(0);
    }
  }

  @Test
  void tlsToAServerWithoutIsTold() {
    EngineException failure = failure("https://127.0.0.1:" + gateway.port());

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure.isAmbiguous()).isFalse();
    assertThat(failure).hasMessageContaining("no TLS connection to https://127.0.0.1:");
  }

  @Test
  void aGatewayThatComesBackIsFoundSoon() throws Exception {
    int port = gateway.port();
    try (ZeebeGrpcEngine engine = new ZeebeGrpcEngine(gateway.settings())) {
      gateway.close();
      assertThat(Stages.failure(engine.info()).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(Stages.failure(engine.info()).kind()).isEqualTo(ErrorKind.UNAVAILABLE);

      try (ScriptedGateway back = new ScriptedGateway(port)) {
        back.answer(TopologyResponse.newBuilder().setGatewayVersion("8.6.0").build());
        await()
            .atMost(Duration.ofSeconds(20))
            .ignoreExceptions()
            .until(() -> Stages.result(engine.info()).version().equals("8.6.0"));
      }
    }
  }

  @Test
  void closingEndsWhatIsOpen() {
    gateway.hold();
    ZeebeGrpcEngine engine = new ZeebeGrpcEngine(gateway.settings());
    CompletionStage<CommandResult> open = engine.execute(SIGNAL);
    await().until(() -> gateway.received().size() == 1);

    engine.close();
    engine.close();

    assertThat(Stages.failure(open)).hasMessage("the connection to the engine was closed");
    assertThat(Stages.failure(engine.execute(SIGNAL)))
        .hasMessage("the connection to the engine was closed");
  }

  // Jobs

  private static final JobActivation PAY =
      new JobActivation(
          List.of(
              new JobActivation.OfType(
                  "pay", Duration.ofSeconds(60), List.of(), List.of(), JobActivation.Filter.ALL)),
          "w-1",
          5,
          Duration.ofSeconds(1),
          List.of(),
          Optional.empty(),
          false,
          false,
          3,
          new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));

  private static ActivateJobsResponse jobs(long... keys) {
    ActivateJobsResponse.Builder jobs = ActivateJobsResponse.newBuilder();
    for (long key : keys) {
      jobs.addJobs(Jobs.job(key));
    }
    return jobs.build();
  }

  @Test
  void jobsThatComeInSeveralAnswersAreAllThere() throws Exception {
    gateway.answer(jobs(1, 2), jobs(3));
    try (ZeebeGrpcEngine engine = new ZeebeGrpcEngine(gateway.settings())) {
      assertThat(Stages.result(engine.activateJobs(PAY)))
          .extracting(ActivatedJob::key)
          .containsExactly("1", "2", "3");
    }
  }

  @Test
  void jobsThatCameBeforeAnErrorAreNotLost() throws Exception {
    gateway.refuse(Status.RESOURCE_EXHAUSTED, jobs(1, 2));
    try (ZeebeGrpcEngine engine = new ZeebeGrpcEngine(gateway.settings())) {
      assertThat(Stages.result(engine.activateJobs(PAY)))
          .extracting(ActivatedJob::key)
          .containsExactly("1", "2");
    }
  }

  @Test
  void anErrorWithoutJobsIsAnError() {
    gateway.refuse(Status.RESOURCE_EXHAUSTED);
    try (ZeebeGrpcEngine engine = new ZeebeGrpcEngine(gateway.settings())) {
      assertThat(Stages.failure(engine.activateJobs(PAY)).kind()).isEqualTo(ErrorKind.BACKPRESSURE);
    }
  }

  @Test
  void aJobComesWithAllThatItSays() throws Exception {
    gateway.answer(ActivateJobsResponse.newBuilder().addJobs(Jobs.listenerJob(7)).build());
    try (ZeebeGrpcEngine engine = new ZeebeGrpcEngine(gateway.settings())) {
      ActivatedJob job = Stages.result(engine.activateJobs(PAY)).get(0);

      assertThat(job).isEqualTo(Jobs.expectedListenerJob(7));
    }
  }

  // Credentials

  /** Gives out a new token each time. */
  private static final class Tokens implements Credentials {
    private final AtomicInteger given = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    @Override
    public CompletionStage<Map<String, String>> headers() {
      return CompletableFuture.completedFuture(
          Map.of("Authorization", "Bearer " + given.incrementAndGet()));
    }

    @Override
    public boolean refused(Map<String, String> headers) {
      refused.incrementAndGet();
      return true;
    }

    @Override
    public void close() {}
  }

  private ZeebeGrpcEngine engine(Credentials credentials) {
    EngineSettings settings = gateway.settings();
    return new ZeebeGrpcEngine(settings, GatewayChannels.open(settings), credentials);
  }

  @Test
  void refusedCredentialsAreReplacedOnce() throws Exception {
    gateway
        .refuse(Status.UNAUTHENTICATED)
        .answer(BroadcastSignalResponse.newBuilder().setKey(1).build());
    try (ZeebeGrpcEngine engine = engine(new Tokens())) {
      assertThat(Stages.result(engine.execute(SIGNAL)))
          .isEqualTo(new CommandResult.SignalBroadcast("1"));
    }
    assertThat(gateway.received())
        .extracting(call -> call.header("authorization"))
        .containsExactly("Bearer 1", "Bearer 2");
  }

  @Test
  void credentialsThatAreRefusedTwiceAreAFailure() {
    gateway.refuse(Status.UNAUTHENTICATED).refuse(Status.UNAUTHENTICATED);
    Tokens tokens = new Tokens();
    try (ZeebeGrpcEngine engine = engine(tokens)) {
      assertThat(Stages.failure(engine.execute(SIGNAL)).kind())
          .isEqualTo(ErrorKind.UNAUTHENTICATED);
    }
    assertThat(gateway.received()).hasSize(2);
    assertThat(tokens.refused).hasValue(2);
  }

  @Test
  void credentialsThatCannotBeHadAreTheFailureOfTheCall() {
    EngineException away = EngineException.of(ErrorKind.UNAVAILABLE, "no token");
    Credentials none =
        new Credentials() {
          @Override
          public CompletionStage<Map<String, String>> headers() {
            return CompletableFuture.failedFuture(away);
          }

          @Override
          public boolean refused(Map<String, String> headers) {
            return false;
          }

          @Override
          public void close() {}
        };
    try (ZeebeGrpcEngine engine = engine(none)) {
      assertThat(Stages.failure(engine.execute(SIGNAL))).isSameAs(away);
    }
  }

  // Several gateways

  @Test
  void callsTakeTurnsAmongSeveralGateways() throws Exception {
    try (ScriptedGateway other = new ScriptedGateway();
        ZeebeGrpcEngine engine =
            new ZeebeGrpcEngine(
                ScriptedGateway.settings(
                    URI.create(gateway.url() + ",127.0.0.1:" + other.port())))) {
      BroadcastSignalResponse answer = BroadcastSignalResponse.getDefaultInstance();
      for (int i = 0; i < 100; i++) {
        gateway.answer(answer);
        other.answer(answer);
      }
      await()
          .until(
              () -> {
                Stages.result(engine.execute(SIGNAL));
                return !gateway.received().isEmpty() && !other.received().isEmpty();
              });
    }
  }

  @Test
  void aGatewayThatIsAwayOrUnknownIsLeftOut() throws Exception {
    gateway.answer(BroadcastSignalResponse.newBuilder().setKey(1).build());
    URI url =
        URI.create(
            "http://127.0.0.1:"
                + unusedPort()
                + ",no-such-host.invalid,127.0.0.1:"
                + gateway.port());
    try (ZeebeGrpcEngine engine = new ZeebeGrpcEngine(ScriptedGateway.settings(url))) {
      assertThat(Stages.result(engine.execute(SIGNAL)))
          .isEqualTo(new CommandResult.SignalBroadcast("1"));
    }
  }

  @Test
  void anAddressIsATargetOfDnsOrAList() {
    assertThat(GatewayChannels.target(URI.create("http://zeebe"))).isEqualTo("dns:///zeebe:26500");
    assertThat(GatewayChannels.target(URI.create("https://zeebe"))).isEqualTo("dns:///zeebe:443");
    assertThat(GatewayChannels.target(URI.create("https://zeebe:1/"))).isEqualTo("dns:///zeebe:1");
    assertThat(GatewayChannels.target(URI.create("http://a,b:2,127.0.0.1")))
        .isEqualTo("gateways:///a:26500,b:2,127.0.0.1:26500");
    assertThat(GatewayChannels.target(URI.create("http://[::1]"))).isEqualTo("dns:///[::1]:26500");
  }
}
