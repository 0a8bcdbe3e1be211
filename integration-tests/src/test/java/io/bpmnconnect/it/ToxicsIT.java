package io.bpmnconnect.it;

import static io.bpmnconnect.it.Toxiproxy.Stream.DOWNSTREAM;
import static io.bpmnconnect.it.Toxiproxy.Stream.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the network can do to a connection that is in use, by a real Toxiproxy before a real engine:
 * what the port says of it, that nothing hangs, and that the same object goes on when it is over.
 */
@NeedsCamunda8
@Timeout(120)
@ExtendWith(SharedStack.class)
class ToxicsIT {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** No call may take longer than all its steps together, and a busy machine comes on top. */
  private static final Duration LONGEST =
      REQUEST_TIMEOUT.multipliedBy(2).plus(CONNECT_TIMEOUT).plusSeconds(10);

  private static final BroadcastSignal SIGNAL =
      new BroadcastSignal("toxic", Map.of(), Optional.empty());

  private static final BroadcastSignal LARGE_SIGNAL =
      new BroadcastSignal("toxic", Map.of("text", "x".repeat(50_000)), Optional.empty());

  @BeforeAll
  static void look() {
    GoProgram.TOXIPROXY.assumeInstalled();
  }

  /** The way to the engine, which has carried a command before anything happens to it. */
  private record Way(Toxiproxy proxy, ProcessEngine engine) implements AutoCloseable {

    static Way open(TestBench bench, EngineType type) throws Exception {
      Toxiproxy proxy =
          Toxiproxy.before(
              type == EngineType.ZEEBE
                  ? bench.camunda8().grpcAddress()
                  : bench.stack().engine().restAddress());
      Way way = new Way(proxy, ProcessEngines.open(settings(type, proxy.address())));
      way.assertGoesOn();
      return way;
    }

    private static EngineSettings settings(EngineType type, URI url) {
      return new EngineSettings(
          type,
          url,
          new Authentication.None(),
          CONNECT_TIMEOUT,
          REQUEST_TIMEOUT,
          4,
          "integration-tests",
          NetworkSettings.DEFAULT,
          Map.of());
    }

    void send(BroadcastSignal command) throws Exception {
      engine.execute(command).toCompletableFuture().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What becomes of the next command; it must end in time. */
    EngineException failure(BroadcastSignal command) {
      ExecutionException failure =
          catchThrowableOfType(ExecutionException.class, () -> send(command));
      assertThat(failure).as("the command should have failed").isNotNull();
      return EngineException.from(failure);
    }

    /** What becomes of a command under a toxic; without it, the next one succeeds. */
    EngineException failureUnder(String toxic, Toxiproxy.Stream where, Map<String, Integer> how)
        throws Exception {
      proxy.add(toxic, where, how);
      EngineException failure = failure(SIGNAL);
      proxy.remove(toxic);
      assertGoesOn();
      return failure;
    }

    void assertGoesOn() {
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsMatching(e -> EngineException.from(e).kind() == ErrorKind.UNAVAILABLE)
          .untilAsserted(() -> send(SIGNAL));
    }

    @Override
    public void close() {
      engine.close();
      proxy.close();
    }
  }

  /**
   * A connection of gRPC breaks on anything that the gateway sends: if that comes before the
   * command, the next connection breaks before it is ready, and the command was not sent.
   */
  private static void assertBroken(EngineException failure, EngineType type) {
    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.UNAVAILABLE);
    if (type == EngineType.CAMUNDA8) {
      assertThat(failure.isAmbiguous()).as(failure.getMessage()).isTrue();
    }
  }

  private static void assertMayHaveActed(EngineException failure, ErrorKind kind) {
    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
    assertThat(failure.isAmbiguous()).as(failure.getMessage()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"CAMUNDA", "ZEEBE"})
  void aSlowNetworkIsWaitedFor(EngineType type, TestBench bench) throws Exception {
    try (Way way = Way.open(bench, type)) {
      way.proxy.add("latency", DOWNSTREAM, Map.of("latency", 300, "jitter", 200));

      for (int i = 0; i < 5; i++) {
        way.send(SIGNAL);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CAMUNDA", "ZEEBE"})
  void anAnswerThatComesTooLateIsATimeout(EngineType type, TestBench bench) throws Exception {
    try (Way way = Way.open(bench, type)) {
      assertMayHaveActed(
          way.failureUnder("latency", DOWNSTREAM, Map.of("latency", 60_000)), ErrorKind.TIMEOUT);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CAMUNDA", "ZEEBE"})
  void aConnectionThatIsResetMayHaveCarriedTheCommand(EngineType type, TestBench bench)
      throws Exception {
    try (Way way = Way.open(bench, type)) {
      assertBroken(way.failureUnder("reset_peer", DOWNSTREAM, Map.of("timeout", 0)), type);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CAMUNDA", "ZEEBE"})
  void aNetworkThatSwallowsAnswersIsATimeout(EngineType type, TestBench bench) throws Exception {
    try (Way way = Way.open(bench, type)) {
      assertMayHaveActed(
          way.failureUnder("timeout", DOWNSTREAM, Map.of("timeout", 0)), ErrorKind.TIMEOUT);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CAMUNDA", "ZEEBE"})
  void aNetworkThatSwallowsRequestsIsATimeout(EngineType type, TestBench bench) throws Exception {
    try (Way way = Way.open(bench, type)) {
      assertMayHaveActed(
          way.failureUnder("timeout", UPSTREAM, Map.of("timeout", 0)), ErrorKind.TIMEOUT);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CAMUNDA", "ZEEBE"})
  void aTruncatedAnswerMayBeThatOfACommandThatWasCarriedOut(EngineType type, TestBench bench)
      throws Exception {
    try (Way way = Way.open(bench, type)) {
      assertBroken(way.failureUnder("limit_data", DOWNSTREAM, Map.of("bytes", 40)), type);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CAMUNDA", "ZEEBE"})
  void aTruncatedAnswerWhoseConnectionStaysOpenIsWaitedForInVain(EngineType type, TestBench bench)
      throws Exception {
    try (Way way = Way.open(bench, type)) {
      way.proxy.add("limit_data", DOWNSTREAM, Map.of("bytes", 40));
      way.proxy.add("slow_close", DOWNSTREAM, Map.of("delay", 60_000));

      assertMayHaveActed(way.failure(SIGNAL), ErrorKind.TIMEOUT);

      way.proxy.remove("limit_data");
      way.proxy.remove("slow_close");
      // The connection is as good as gone; keep-alive would find that out after a minute.
      way.proxy.enable(false);
      way.proxy.enable(true);
      way.assertGoesOn();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CAMUNDA", "ZEEBE"})
  void aNarrowNetworkIsWaitedForWhileItIsFastEnough(EngineType type, TestBench bench)
      throws Exception {
    try (Way way = Way.open(bench, type)) {
      way.proxy.add("bandwidth", UPSTREAM, Map.of("rate", 100));
      way.send(LARGE_SIGNAL);
      way.proxy.remove("bandwidth");

      way.proxy.add("bandwidth", UPSTREAM, Map.of("rate", 1));
      assertMayHaveActed(way.failure(LARGE_SIGNAL), ErrorKind.TIMEOUT);

      way.proxy.remove("bandwidth");
      way.assertGoesOn();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CAMUNDA", "ZEEBE"})
  void whatFindsNoConnectionWasNotSent(EngineType type, TestBench bench) throws Exception {
    try (Way way = Way.open(bench, type)) {
      way.proxy.enable(false);
      // Whether the open connection is known to be closed by now is for the first to find out.
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                EngineException failure = way.failure(SIGNAL);
                assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
                assertThat(failure.isAmbiguous()).as(failure.getMessage()).isFalse();
                assertThat(failure).hasMessage(way.proxy.address() + " refuses connections");
              });

      way.proxy.enable(true);
      way.assertGoesOn();
    }
  }
}
