package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of each reason why an engine cannot be used, and what to do. */
@Timeout(60)
class ConnectionCheckTest {

  private static final String SKIP = "set validate.connection=false to skip this test";
  private static final String ADD_CREDENTIALS =
      "set those that it asks for: engine.auth.username and engine.auth.password,"
          + " engine.auth.token, engine.auth.api.key, or engine.auth.client.id and its like";
  private static final Authentication NONE = new Authentication.None();
  private static final Authentication BASIC = new Authentication.Basic("demo", "s3cret");

  private HttpTestServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpTestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static List<Problem> check(
      String url, Authentication authentication, Duration connect, Duration request) {
    Problems problems = new Problems();
    ConnectionCheck.run(
        new EngineSettings(
            EngineType.CAMUNDA8,
            URI.create(url),
            authentication,
            connect,
            request,
            1,
            "unit-test",
            NetworkSettings.DEFAULT,
            Map.of()),
        LoginKeys.ENGINE_AUTH,
        problems);
    return problems.found();
  }

  private static List<Problem> check(String url) {
    return check(url, NONE, Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  private List<Problem> checkWith(Authentication authentication) {
    return check(server.url(), authentication, Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  private static Problem url(String message) {
    return new Problem("engine.url", message);
  }

  private static String topology(String version) {
    return "{\"gatewayVersion\":\"%s\",\"partitionsCount\":1}".formatted(version);
  }

  // No connection

  @Test
  void aHostThatNobodyKnows() {
    assertThat(check("http://no-such-host.invalid"))
        .containsExactly(
            url(
                "the engine cannot be reached (the host name of http://no-such-host.invalid cannot be"
                    + " resolved); correct the host name, or make it known to the worker's host, or "
                    + SKIP));
  }

  @Test
  void aPortThatRefusesConnections() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThat(check("http://127.0.0.1:" + port))
        .containsExactly(
            url(
                "the engine cannot be reached (http://127.0.0.1:"
                    + port
                    + " refuses connections); start the engine, or correct the host or the port, or "
                    + SKIP));
  }

  @Test
  void aPortThatAcceptsNoConnectionInTime() throws IOException {
    List<Socket> queued = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fill(full, queued);
      String address = "http://127.0.0.1:" + full.getLocalPort();

      assertThat(check(address, NONE, Duration.ofMillis(300), Duration.ofSeconds(10)))
          .containsExactly(
              url(
                  "the engine cannot be reached ("
                      + address
                      + " did not accept a connection within 300 ms); see whether an engine listens"
                      + " at this address and no firewall is in between, or "
                      + SKIP));
    } finally {
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }

  /** Fills the queue of connections that nobody accepts, until the next one is left waiting. */
  private static void fill(ServerSocket server, List<Socket> queued) throws IOException {
    boolean full = false;
    while (!full) {
      Socket socket = new Socket();
      queued.add(socket);
      try {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), 500);
      } catch (SocketTimeoutException waits) {
        full = true;
      }
    }
  }

  @Test
  void aServerWithoutTls() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      answerTheFirst(listener, "HTTP/1.1 400 Bad Request\r\n\r\n");
      String address = "https://127.0.0.1:" + listener.getLocalPort();

      assertThat(check(address))
          .containsExactly(
              url(
                  "the engine cannot be reached (no TLS connection to "
                      + address
                      + ": the server does not speak TLS at this port; use an http address, or the"
                      + " port for TLS); correct this (the keys below engine.tls. say whom to trust and"
                      + " who this client is), or "
                      + SKIP));
    }
  }

  /** Some servers wait for more when they are greeted with TLS and do not speak it. */
  @Test
  void aServerWithoutTlsThatKeepsSilent() {
    String address = server.url().replace("http:", "https:");

    assertThat(check(address, NONE, Duration.ofMillis(300), Duration.ofSeconds(10)))
        .containsExactly(
            url(
                "the engine cannot be reached ("
                    + address
                    + " accepted a connection, but did not greet in time); see whether an engine"
                    + " listens at this address with TLS and no firewall is in between, or "
                    + SKIP));
  }

  // No answer

  @Test
  void aServerThatDoesNotAnswerInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "http://127.0.0.1:" + silent.getLocalPort();

      assertThat(check(address, NONE, Duration.ofSeconds(5), Duration.ofMillis(200)))
          .containsExactly(
              url(
                  "the engine cannot be reached ("
                      + address
                      + " did not answer in time (200 MILLISECONDS)); see whether an engine listens at"
                      + " this address and no firewall is in between, or "
                      + SKIP));
    }
  }

  /** As ports for TLS do when they are sent plain HTTP. */
  @Test
  void aServerThatHangsUp() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      answerTheFirst(listener, "");
      String address = "http://127.0.0.1:" + listener.getLocalPort();

      assertThat(check(address))
          .containsExactly(
              url(
                  "the engine cannot be reached ("
                      + address
                      + " closed the connection before its answer was complete); see whether this is"
                      + " the engine's port; if it is one for TLS, begin the address with https://,"
                      + " or "
                      + SKIP));
    }
  }

  @Test
  void aServerThatDoesNotSpeakHttp() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      answerTheFirst(listener, "220 mail.example ESMTP\r\n");
      String address = "http://127.0.0.1:" + listener.getLocalPort();

      assertThat(check(address))
          .containsExactly(
              url(
                  "there is a server, but no engine of type camunda8 ("
                      + address
                      + " does not answer in HTTP: Invalid protocol version; error at offset 0: <220"
                      + " mail.example ESMTP>); correct the address or engine.type"));
    }
  }

  private static void answerTheFirst(ServerSocket listener, String answer) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket connection = listener.accept()) {
                int read = connection.getInputStream().read(new byte[1 << 16]);
                if (read > 0) {
                  connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                }
              } catch (IOException closed) {
                // the test is over
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  // Answers that are no engine's

  @Test
  void plainHttpToAPortForTls() {
    server.answers(
        400, "text/html", "<title>400 The plain HTTP request was sent to HTTPS port</title>");

    assertThat(check(server.url()))
        .containsExactly(
            url(
                "there is a server, but it expects TLS (engine answered 400 Bad Request: the server"
                    + " expects TLS at this port; use an https address); begin the address with"
                    + " https://"));
  }

  @Test
  void aRedirectToALogInPage() {
    server.answers(
        302, "text/html", "", Map.of("Location", "https://login.example/auth?state=s3cret"));

    assertThat(check(server.url()))
        .containsExactly(
            url(
                "something in front of the engine redirects (engine answered 302 Moved Temporarily: a"
                    + " redirect to https://login.example/auth, so not the engine's word but that of a"
                    + " proxy or of a log-in page); use the address that it leads to, if that is the"
                    + " engine's, or one that leads past it"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "text/plain", "application/json", "application/problem+json"})
  void aWrongPath(String contentType) {
    server.answers(404, contentType, "");

    assertThat(check(server.url()))
        .containsExactly(
            url(
                "there is a server, but no engine API at this path (engine answered 404 Not Found);"
                    + " use the address of the Orchestration Cluster REST API, which Camunda has since"
                    + " 8.6"));
  }

  @Test
  void aWebPage() {
    server.answers(200, "text/html", "<!doctype html><title>Log in</title>");

    assertThat(check(server.url()))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.key()).isEqualTo("engine.url");
              assertThat(problem.message())
                  .startsWith(
                      "there is a server, but no engine of type camunda8 (the engine's answer cannot"
                          + " be read: it is not JSON")
                  .endsWith("; correct the address or engine.type");
            });
  }

  @Test
  void anotherApi() {
    server.answers(200, "application/json", "{\"status\":\"UP\"}");

    assertThat(check(server.url()))
        .containsExactly(
            url(
                "there is a server, but no engine of type camunda8 (the engine's answer cannot be read:"
                    + " it has no gatewayVersion, so this is not a Camunda 8 REST API); correct the"
                    + " address or engine.type"));
  }

  @Test
  void aServerThatRefusesTheRequest() {
    server.answers(405, "text/plain", "");

    assertThat(check(server.url()))
        .containsExactly(
            url(
                "there is a server, but it does not answer as an engine does (engine answered 405"
                    + " Method Not Allowed); correct the address"));
  }

  // Answers of an engine

  @ParameterizedTest
  @ValueSource(strings = {"8.6.0", "8.6.0-alpha1", "8.7.12", "8.10.1", "9.0.0", "10.1.0", "dev"})
  void anEngineThatIsNewEnough(String version) {
    server.answers(200, "application/json", topology(version));

    assertThat(check(server.url())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.5.9", "8.5.0-SNAPSHOT", "8.0.0", "7.21.0", "1.3.14"})
  void anEngineThatIsTooOld(String version) {
    server.answers(200, "application/json", topology(version));

    assertThat(check(server.url()))
        .containsExactly(
            url(
                "the engine there is Camunda 8 of version "
                    + version
                    + ", but needed is 8.6 or newer; upgrade it, or use the address of a newer one"));
  }

  @Test
  void missingCredentials() {
    server.answers(401, "application/problem+json", "{\"title\":\"Unauthorized\",\"status\":401}");

    assertThat(checkWith(NONE))
        .containsExactly(
            new Problem(
                "engine.auth.type",
                "the engine asks for credentials (engine answered 401 Unauthorized); "
                    + ADD_CREDENTIALS));
  }

  @Test
  void wrongCredentials() {
    server.answers(401, "application/problem+json", "{\"title\":\"Unauthorized\",\"status\":401}");

    assertThat(checkWith(BASIC))
        .containsExactly(
            new Problem(
                "engine.auth.username",
                "the engine does not accept this user name with this password (engine answered 401"
                    + " Unauthorized); correct engine.auth.username or engine.auth.password"));
  }

  @Test
  void missingRights() {
    server.answers(403, "text/plain", "");

    assertThat(checkWith(BASIC))
        .containsExactly(
            new Problem(
                "engine.auth.username",
                "this user may not read the engine's topology (engine answered 403 Forbidden); give"
                    + " the user this right, or "
                    + SKIP));
  }

  @Test
  void missingRightsWithoutCredentials() {
    server.answers(403, "text/plain", "");

    assertThat(checkWith(NONE))
        .containsExactly(
            new Problem(
                "engine.auth.type",
                "nobody may read the engine's topology without credentials (engine answered 403"
                    + " Forbidden); "
                    + ADD_CREDENTIALS));
  }

  @Test
  void aProxyThatWantsCredentials() {
    server.answers(407, "text/plain", "");

    assertThat(checkWith(BASIC))
        .containsExactly(
            url(
                "a proxy asks for credentials of its own (engine answered 407 Proxy Authentication"
                    + " Required); use an address that leads past this proxy, or set engine.proxy.url"));
  }

  @ParameterizedTest
  @CsvSource({"502, Bad Gateway", "503, Service Unavailable", "504, Gateway Timeout"})
  void anEngineThatIsStarting(int status, String reason) {
    server.answers(status, "text/plain", "");

    assertThat(check(server.url()))
        .containsExactly(
            url(
                "the engine cannot serve now (engine answered "
                    + status
                    + " "
                    + reason
                    + "); wait until it has started, see whether a proxy has lost it, or "
                    + SKIP));
  }

  @Test
  void anEngineThatIsOverloaded() {
    server.answers(
        503, "application/problem+json", "{\"title\":\"RESOURCE_EXHAUSTED\",\"status\":503}");

    assertThat(check(server.url()))
        .containsExactly(
            url(
                "the engine is overloaded (engine answered 503 RESOURCE_EXHAUSTED); try again later,"
                    + " or "
                    + SKIP));
  }

  @Test
  void anEngineThatFails() {
    server.answers(500, "text/plain", "");

    assertThat(check(server.url()))
        .containsExactly(
            url(
                "the engine has failed (engine answered 500 Internal Server Error); look for the cause"
                    + " in its log, or "
                    + SKIP));
  }

  @Test
  void theMessageAfterTheLongestWaitNamesTheAddress() {
    EngineSettings settings =
        new EngineSettings(
            EngineType.CAMUNDA8,
            URI.create("http://localhost:8080"),
            NONE,
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            1,
            "unit-test",
            NetworkSettings.DEFAULT,
            Map.of());

    assertThat(ConnectionProblem.noAnswerWithin(Duration.ofSeconds(15), settings))
        .isEqualTo(
            "the engine cannot be reached (http://localhost:8080 did not answer within 15 s); see"
                + " whether an engine listens at this address, or "
                + SKIP);
  }

  @Test
  void anInterruptedTestIsNoSuccess() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      interruptAfterTheFirst(silent, Thread.currentThread());

      List<Problem> found = check("http://127.0.0.1:" + silent.getLocalPort());

      assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
      assertThat(found).containsExactly(url("the connection test was interrupted"));
    }
  }

  private static void interruptAfterTheFirst(ServerSocket listener, Thread waiting) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket connection = listener.accept()) {
                int read = connection.getInputStream().read(new byte[1 << 16]);
                waiting.interrupt();
                while (read >= 0) {
                  read = connection.getInputStream().read(); // until the client hangs up
                }
              } catch (IOException closed) {
                // the test is over
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
