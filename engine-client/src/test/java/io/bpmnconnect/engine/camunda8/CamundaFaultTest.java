package io.bpmnconnect.engine.camunda8;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.CommandResult.SignalBroadcast;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.rest.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults between us and the engine, made with real sockets. */
@Timeout(60)
class CamundaFaultTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  private static URI unusedAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  @Test
  void aRefusedConnectionMeansThatTheEngineIsUnavailable() throws IOException {
    URI nobody = unusedAddress();
    try (ProcessEngine engine = Settings.of(nobody).open()) {
      EngineException failure = failure(engine.execute(Commands.CREATE));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure)
          .hasMessage(nobody + " refuses connections")
          .hasCauseInstanceOf(IOException.class);
      assertThat(failure.status()).isEmpty();
      assertThat(failure.isAmbiguous()).as("nothing was sent").isFalse();
    }
  }

  @Test
  void anUnknownHostIsNamed() {
    try (ProcessEngine engine = Settings.of(URI.create("http://engine.invalid:8080")).open()) {
      EngineException failure = failure(engine.info());

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure)
          .hasMessage("the host name of http://engine.invalid:8080 cannot be resolved");
      assertThat(failure.isAmbiguous()).isFalse();
    }
  }

  /** Names of services in a container network have underscores, which no DNS name may have. */
  @Test
  void aHostNameWithAnUnderscoreIsLookedUp() {
    try (ProcessEngine engine = Settings.of(URI.create("http://my_engine.invalid:8080")).open()) {
      assertThat(failure(engine.info()))
          .hasMessage("the host name of http://my_engine.invalid:8080 cannot be resolved")
          .hasRootCauseInstanceOf(UnknownHostException.class);
    }
  }

  @Test
  void theSchemeOfTheAddressMayBeInUpperCase() throws Exception {
    try (ScriptedServer server = ScriptedServer.start();
        ProcessEngine engine =
            Settings.of(URI.create("HTTP://127.0.0.1:" + server.address().getPort())).open()) {
      server.answersJson("{\"signalKey\": 1}");

      assertThat(result(engine.execute(Commands.SIGNAL))).isEqualTo(new SignalBroadcast("1"));
    }
  }

  @Test
  void aServerThatNeverAnswersIsATimeout() throws IOException {
    try (RawServer server = RawServer.silent();
        ProcessEngine engine = Settings.of(server.address()).requestTimeout(SHORT).open()) {
      long begin = System.nanoTime();

      EngineException failure = failure(engine.execute(Commands.CREATE));

      assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
      assertThat(failure)
          .hasMessage(server.address() + " did not answer in time (300 MILLISECONDS)");
      assertThat(failure.isAmbiguous()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isBetween(SHORT, Duration.ofSeconds(10));
    }
  }

  @Test
  void theConnectionOfATimeoutIsNotUsedAgain() throws Exception {
    try (RawServer server = RawServer.silent();
        ProcessEngine engine =
            Settings.of(server.address()).requestTimeout(SHORT).maxConnections(1).open()) {
      failure(engine.execute(Commands.CREATE));
      failure(engine.execute(Commands.CREATE));

      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aLongPollMayTakeItsOwnTimeBesidesTheRequestTimeout() throws IOException {
    Duration longPoll = Duration.ofSeconds(3);
    try (RawServer server = RawServer.silent();
        ProcessEngine engine = Settings.of(server.address()).requestTimeout(SHORT).open()) {
      long begin = System.nanoTime();

      EngineException failure = failure(engine.activateJobs(poll(longPoll)));

      assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThanOrEqualTo(longPoll.plus(SHORT));
    }
  }

  @Test
  void theEndOfAnInstanceMayTakeItsOwnTimeBesidesTheRequestTimeout() throws IOException {
    Duration wait = Duration.ofSeconds(2);
    try (RawServer server = RawServer.silent();
        ProcessEngine engine = Settings.of(server.address()).requestTimeout(SHORT).open()) {
      long begin = System.nanoTime();

      EngineException failure = failure(engine.execute(Commands.awaited(wait)));

      assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
      assertThat(failure).hasMessageContaining("most likely created");
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThanOrEqualTo(wait.plus(SHORT));
    }
  }

  @Test
  void withoutLongPollingOnlyTheRequestTimeoutCounts() throws IOException {
    try (RawServer server = RawServer.silent();
        ProcessEngine engine = Settings.of(server.address()).requestTimeout(SHORT).open()) {
      long begin = System.nanoTime();

      EngineException failure = failure(engine.activateJobs(poll(Duration.ofMinutes(-1))));

      assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }
  }

  private static JobActivation poll(Duration requestTimeout) {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(
                "pay", Duration.ofMinutes(1), List.of(), List.of(), JobActivation.Filter.ALL)),
        "w",
        1,
        requestTimeout,
        List.of(),
        Optional.empty(),
        false,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }

  @Test
  void aServerThatAcceptsNoConnectionIsUnavailableAfterTheConnectTimeout() throws IOException {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> queued = fill(full);
      URI address = URI.create("http://127.0.0.1:" + full.getLocalPort());
      try (ProcessEngine engine = Settings.of(address).connectTimeout(SHORT).open()) {
        EngineException failure = failure(engine.execute(Commands.CREATE));

        assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(failure)
            .hasMessage(
                address + " did not accept a connection within " + SHORT.toMillis() + " ms");
        assertThat(failure.isAmbiguous()).isFalse();
      } finally {
        for (Socket socket : queued) {
          socket.close();
        }
      }
    }
  }

  /** Fills the queue of connections that nobody accepts, until the next one is left waiting. */
  private static List<Socket> fill(ServerSocket server) throws IOException {
    List<Socket> queued = new ArrayList<>();
    while (true) {
      Socket socket = new Socket();
      queued.add(socket);
      try {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), 500);
      } catch (SocketTimeoutException full) {
        return queued;
      }
    }
  }

  @Test
  void aCommandThatGetsItsConnectionTooLateTellsThatAllWereInUse() throws IOException {
    try (RawServer server = RawServer.silent();
        ProcessEngine engine =
            Settings.of(server.address()).requestTimeout(SHORT).maxConnections(1).open()) {
      engine.activateJobs(poll(SHORT));
      await().until(() -> server.accepted() == 1);

      EngineException failure = failure(engine.execute(Commands.COMPLETE));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure).hasMessageContaining("all 1 are in use");
      assertThat(failure.isAmbiguous()).isFalse();
    }
  }

  @Test
  void aCommandThatNeverGetsAConnectionDoesNotWaitForEver() throws IOException {
    try (RawServer server = RawServer.silent();
        ProcessEngine engine =
            Settings.of(server.address())
                .connectTimeout(SHORT)
                .requestTimeout(SHORT)
                .maxConnections(1)
                .open()) {
      engine.activateJobs(poll(Duration.ofHours(1)));
      await().until(() -> server.accepted() == 1);

      EngineException failure = failure(engine.execute(Commands.COMPLETE));

      assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
      assertThat(failure)
          .hasMessageContaining("within " + 3 * SHORT.toMillis() + " ms")
          .hasMessageContaining("one of 1 connections");
    }
  }

  @Test
  void aCommandThatWasGivenUpIsNeverSent() throws Exception {
    try (RawServer server = RawServer.silent();
        ProcessEngine engine =
            Settings.of(server.address())
                .connectTimeout(SHORT)
                .requestTimeout(SHORT)
                .maxConnections(1)
                .open()) {
      CompletionStage<?> longPoll = engine.activateJobs(poll(SHORT.multipliedBy(5)));
      await().until(() -> server.accepted() == 1);

      failure(engine.execute(Commands.COMPLETE));
      failure(longPoll);
      EngineException next = failure(engine.info());

      // The freed connection went to the one that still waited, and to nobody before it.
      assertThat(next.kind()).isEqualTo(ErrorKind.TIMEOUT);
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void faultsDoNotUseUpTheConnections() throws IOException {
    int times = 200;
    try (RawServer server = RawServer.answering("");
        ProcessEngine engine = Settings.of(server.address()).maxConnections(1).open()) {
      for (int i = 0; i < times; i++) {
        assertThat(failure(engine.execute(Commands.COMPLETE)).kind())
            .isEqualTo(ErrorKind.UNAVAILABLE);
      }

      assertThat(server.accepted()).isEqualTo(times);
    }
  }

  @Test
  void anAnswerThatTricklesInDoesNotLastForEver() throws IOException {
    try (TricklingServer server = TricklingServer.start();
        ProcessEngine engine =
            Settings.of(server.address()).connectTimeout(SHORT).requestTimeout(SHORT).open()) {
      EngineException failure = failure(engine.execute(Commands.SIGNAL));

      assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
      assertThat(failure).hasMessageContaining("no whole answer");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Type: appl",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"sig",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "40\r\n{\"sig"
      })
  void aServerThatHangsUpInTheMiddleIsUnavailable(String part) throws IOException {
    try (RawServer server = RawServer.answering(part);
        ProcessEngine engine = Settings.of(server.address()).open()) {
      EngineException failure = failure(engine.execute(Commands.SIGNAL));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure).hasMessageContaining(server.address().toString());
      assertThat(failure.isAmbiguous()).as("it may have been carried out").isTrue();
      assertThat(server.accepted()).as("connections: nothing is sent again").isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"220 mail.example ESMTP\r\n", "HTTP/1.1 2000 OK\r\n\r\n"})
  void anAnswerThatIsNoHttpIsAFaultOfTheServer(String answer) throws IOException {
    try (RawServer server = RawServer.answering(answer);
        ProcessEngine engine = Settings.of(server.address()).open()) {
      EngineException failure = failure(engine.execute(Commands.SIGNAL));

      assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
      assertThat(failure).hasMessageStartingWith(server.address() + " does not answer in HTTP: ");
      assertThat(failure.isAmbiguous()).isTrue();
    }
  }

  private static URI https(URI http) {
    return URI.create(http.toString().replace("http:", "https:"));
  }

  @Test
  void tlsToAPlainPortIsNamedSo() throws IOException {
    try (RawServer plain = RawServer.answering("HTTP/1.1 400 Bad Request\r\n\r\n");
        ProcessEngine engine = Settings.of(https(plain.address())).open()) {
      EngineException failure = failure(engine.info());

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure)
          .hasMessage(
              "no TLS connection to %s: the server does not speak TLS at this port; use an http"
                  + " address, or the port for TLS",
              https(plain.address()));
    }
  }

  @Test
  void aTlsHandshakeThatIsNotAnsweredWasNeverSentTheCommand() throws IOException {
    try (RawServer silent = RawServer.silent();
        ProcessEngine engine = Settings.of(https(silent.address())).connectTimeout(SHORT).open()) {
      EngineException failure = failure(engine.execute(Commands.SIGNAL));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure.isAmbiguous()).isFalse();
      assertThat(failure)
          .hasMessage(
              "%s accepted a connection, but did not greet in time", https(silent.address()));
    }
  }

  @Test
  void anEngineThatCameBackIsReachedAgain() throws Exception {
    ScriptedServer first = ScriptedServer.start();
    first.answersJson("{\"signalKey\": 1}");
    try (ProcessEngine engine = Settings.of(first.address()).maxConnections(1).open()) {
      result(engine.execute(Commands.SIGNAL));
      first.close();
      for (int i = 0; i < 50; i++) {
        assertThat(failure(engine.execute(Commands.SIGNAL)).kind())
            .isEqualTo(ErrorKind.UNAVAILABLE);
      }

      try (ScriptedServer second = ScriptedServer.startAt(first.address())) {
        second.answersJson("{\"signalKey\": 2}");

        assertThat(result(engine.execute(Commands.SIGNAL))).isEqualTo(new SignalBroadcast("2"));
      }
    }
  }

  // Closing

  @Test
  void closingFailsEverythingThatIsOpen() throws IOException {
    try (RawServer server = RawServer.silent()) {
      ProcessEngine engine = Settings.of(server.address()).maxConnections(2).open();
      List<CompletionStage<?>> open =
          List.of(
              engine.execute(Commands.CREATE),
              engine.activateJobs(Commands.activation()),
              engine.info(), // these two wait for a connection
              engine.execute(Commands.COMPLETE));
      await().until(() -> server.accepted() == 2);
      long begin = System.nanoTime();

      engine.close();

      assertThat(open)
          .allSatisfy(
              stage -> {
                assertThat(stage.toCompletableFuture()).isDone();
                assertThat(failure(stage).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
                assertThat(failure(stage)).hasMessage("the connection to the engine was closed");
              });
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void closingEndsTheThreadsOfTheConnection() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (RawServer server = RawServer.silent()) {
      ProcessEngine engine = Settings.of(server.address()).open();
      engine.info();
      await().until(() -> server.accepted() == 1);
      List<Thread> started =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> !before.contains(thread))
              .filter(thread -> thread.getName().startsWith("httpclient"))
              .toList();

      engine.close();

      assertThat(started).isNotEmpty();
      await().until(() -> started.stream().noneMatch(Thread::isAlive));
    }
  }

  @Test
  void aClosedEngineIsUnavailable() throws IOException {
    try (ScriptedServer server = ScriptedServer.start()) {
      ProcessEngine engine = Settings.of(server.address()).open();

      engine.close();
      engine.close();

      assertThat(failure(engine.execute(Commands.CREATE)).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure(engine.activateJobs(Commands.activation())).kind())
          .isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure(engine.info()).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void nothingIsLeftOpenWhenClosingMeetsCommandsOfOtherThreads() throws Exception {
    try (ScriptedServer server = ScriptedServer.start()) {
      server.answersJson("{\"signalKey\": 1}");
      for (int round = 0; round < 5; round++) {
        ProcessEngine engine = Settings.of(server.address()).open();
        ConcurrentLinkedQueue<CompletionStage<?>> stages = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          Thread caller =
              new Thread(
                  () -> {
                    for (int call = 0; call < 300; call++) {
                      stages.add(engine.execute(Commands.SIGNAL));
                    }
                  });
          caller.setUncaughtExceptionHandler((thread, failure) -> thrown.add(failure));
          callers.add(caller);
          caller.start();
        }
        await().pollInterval(Duration.ofMillis(1)).until(() -> stages.size() > 50);

        engine.close();
        for (Thread caller : callers) {
          caller.join();
        }

        assertThat(thrown).isEmpty();
        assertThat(stages).hasSize(900);
        await()
            .until(() -> stages.stream().allMatch(stage -> stage.toCompletableFuture().isDone()));
        // What was not answered in time has failed as the port promises.
        assertThat(stages)
            .filteredOn(stage -> stage.toCompletableFuture().isCompletedExceptionally())
            .allSatisfy(
                stage -> assertThat(failure(stage).kind()).isEqualTo(ErrorKind.UNAVAILABLE));
      }
    }
  }
}
