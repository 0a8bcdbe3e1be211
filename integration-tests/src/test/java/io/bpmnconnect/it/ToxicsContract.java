package io.bpmnconnect.it;

import static io.bpmnconnect.it.Toxiproxy.Stream.DOWNSTREAM;
import static io.bpmnconnect.it.Toxiproxy.Stream.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the network can do to a connection that is in use, by a real Toxiproxy before a real engine:
 * what the port says of it, that nothing hangs, and that the same object goes on when it is over.
 */
@Timeout(120)
@ExtendWith(SharedStack.class)
abstract class ToxicsContract {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** No call may take longer than all its steps together, and a busy machine comes on top. */
  private static final Duration LONGEST =
      REQUEST_TIMEOUT.multipliedBy(2).plus(CONNECT_TIMEOUT).plusSeconds(10);

  /** What an engine refuses with more words than fit into {@link #bytes}. */
  private static final CreateProcessInstance UNKNOWN_PROCESS =
      new CreateProcessInstance(
          new Definition.ById("not-deployed", -1),
          Map.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          false,
          OptionalLong.empty());

  private static final BroadcastSignal SIGNAL =
      new BroadcastSignal("toxic", Map.of(), Optional.empty());

  private static final BroadcastSignal LARGE_SIGNAL =
      new BroadcastSignal(
          "toxic", Map.of("texts", Collections.nCopies(500, "x".repeat(100))), Optional.empty());

  /** How the engine is spoken to. */
  abstract EngineType type();

  /** Where it is. */
  abstract URI address(TestBench bench);

  /** After how many bytes an answer is cut off: behind the head of an HTTP answer, in its body. */
  int bytes() {
    return 150;
  }

  private Way open(TestBench bench) throws Exception {
    return Way.open(type(), address(bench));
  }

  @BeforeAll
  static void look() {
    GoProgram.TOXIPROXY.assumeInstalled();
  }

  /** The way to the engine, which has carried a command before anything happens to it. */
  private record Way(Toxiproxy proxy, ProcessEngine engine) implements AutoCloseable {

    static Way open(EngineType type, URI address) throws Exception {
      Toxiproxy proxy = Toxiproxy.before(address);
      URI url = proxy.address().resolve(address.getRawPath());
      Way way = new Way(proxy, ProcessEngines.open(settings(type, url)));
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

    void send(EngineCommand command) throws Exception {
      engine.execute(command).toCompletableFuture().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What becomes of the next command; it must end in time. */
    EngineException failure(EngineCommand command) {
      ExecutionException failure =
          catchThrowableOfType(ExecutionException.class, () -> send(command));
      assertThat(failure).as("the command should have failed").isNotNull();
      return EngineException.from(failure);
    }

    /** What becomes of a command under a toxic; without it, the next one succeeds. */
    EngineException failureUnder(String toxic, Toxiproxy.Stream where, Map<String, Integer> how)
        throws Exception {
      return failureUnder(toxic, where, how, SIGNAL);
    }

    EngineException failureUnder(
        String toxic, Toxiproxy.Stream where, Map<String, Integer> how, EngineCommand command)
        throws Exception {
      proxy.add(toxic, where, how);
      EngineException failure = failure(command);
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
  private void assertBroken(EngineException failure) {
    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.UNAVAILABLE);
    if (type() != EngineType.ZEEBE) {
      assertThat(failure.isAmbiguous()).as(failure.getMessage()).isTrue();
    }
  }

  private static void assertMayHaveActed(EngineException failure, ErrorKind kind) {
    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
    assertThat(failure.isAmbiguous()).as(failure.getMessage()).isTrue();
  }

  @Test
  void aSlowNetworkIsWaitedFor(TestBench bench) throws Exception {
    try (Way way = open(bench)) {
      way.proxy.add("latency", DOWNSTREAM, Map.of("latency", 300, "jitter", 200));

      for (int i = 0; i < 5; i++) {
        way.send(SIGNAL);
      }
    }
  }

  @Test
  void anAnswerThatComesTooLateIsATimeout(TestBench bench) throws Exception {
    try (Way way = open(bench)) {
      assertMayHaveActed(
          way.failureUnder("latency", DOWNSTREAM, Map.of("latency", 60_000)), ErrorKind.TIMEOUT);
    }
  }

  @Test
  void aConnectionThatIsResetMayHaveCarriedTheCommand(TestBench bench) throws Exception {
    try (Way way = open(bench)) {
      assertBroken(way.failureUnder("reset_peer", DOWNSTREAM, Map.of("timeout", 0)));
    }
  }

  @Test
  void aNetworkThatSwallowsAnswersIsATimeout(TestBench bench) throws Exception {
    try (Way way = open(bench)) {
      assertMayHaveActed(
          way.failureUnder("timeout", DOWNSTREAM, Map.of("timeout", 0)), ErrorKind.TIMEOUT);
    }
  }

  @Test
  void aNetworkThatSwallowsRequestsIsATimeout(TestBench bench) throws Exception {
    try (Way way = open(bench)) {
      assertMayHaveActed(
          way.failureUnder("timeout", UPSTREAM, Map.of("timeout", 0)), ErrorKind.TIMEOUT);
    }
  }

  @Test
  void aTruncatedAnswerMayBeThatOfACommandThatWasCarriedOut(TestBench bench) throws Exception {
    try (Way way = open(bench)) {
      assertBroken(
          way.failureUnder("limit_data", DOWNSTREAM, Map.of("bytes", bytes()), UNKNOWN_PROCESS));
    }
  }

  @Test
  void aTruncatedAnswerWhoseConnectionStaysOpenIsWaitedForInVain(TestBench bench) throws Exception {
    try (Way way = open(bench)) {
      way.proxy.add("limit_data", DOWNSTREAM, Map.of("bytes", bytes()));
      way.proxy.add("slow_close", DOWNSTREAM, Map.of("delay", 60_000));

      assertMayHaveActed(way.failure(UNKNOWN_PROCESS), ErrorKind.TIMEOUT);

      way.proxy.remove("limit_data");
      way.proxy.remove("slow_close");
      // The connection is as good as gone; keep-alive would find that out after a minute.
      way.proxy.enable(false);
      way.proxy.enable(true);
      way.assertGoesOn();
    }
  }

  @Test
  void aNarrowNetworkIsWaitedForWhileItIsFastEnough(TestBench bench) throws Exception {
    try (Way way = open(bench)) {
      way.proxy.add("bandwidth", UPSTREAM, Map.of("rate", 100));
      way.send(LARGE_SIGNAL);
      way.proxy.remove("bandwidth");

      way.proxy.add("bandwidth", UPSTREAM, Map.of("rate", 1));
      assertMayHaveActed(way.failure(LARGE_SIGNAL), ErrorKind.TIMEOUT);

      way.proxy.remove("bandwidth");
      way.assertGoesOn();
    }
  }

  @Test
  void whatFindsNoConnectionWasNotSent(TestBench bench) throws Exception {
    try (Way way = open(bench)) {
      way.proxy.enable(false);
      // Whether the open connection is known to be closed by now is for the first to find out.
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                EngineException failure = way.failure(SIGNAL);
                assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
                assertThat(failure.isAmbiguous()).as(failure.getMessage()).isFalse();
                assertThat(failure)
                    .hasMessageStartingWith(way.proxy.address().toString())
                    .hasMessageEndingWith(" refuses connections");
              });

      way.proxy.enable(true);
      way.assertGoesOn();
    }
  }
}
