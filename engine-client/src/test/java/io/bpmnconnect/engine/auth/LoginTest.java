package io.bpmnconnect.engine.auth;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.TokenEndpoint;
import io.bpmnconnect.engine.auth.TokenServer.Answer;
import io.bpmnconnect.engine.auth.TokenServer.Request;
import io.bpmnconnect.engine.camunda8.CamundaRestEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine that takes the tokens of an authorization server, and what comes of each fault. */
@Timeout(60)
class LoginTest {

  private static final String SECRET = "s3cret";
  private static final Answer TOPOLOGY =
      Answer.json(200, "{\"gatewayVersion\":\"8.8.0\",\"partitionsCount\":1}");

  private final AtomicInteger issued = new AtomicInteger();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private TokenServer authorization;
  private TokenServer server;

  @BeforeEach
  void start() throws IOException {
    authorization = TokenServer.start();
    authorization.answers(this::issue);
    server = TokenServer.start();
    server.answers(this::answer);
  }

  @AfterEach
  void stop() {
    server.close();
    authorization.close();
  }

  private Answer issue(Request request) {
    String token = "t0ken-" + issued.incrementAndGet();
    accepted.add("Bearer " + token);
    return Answer.token(token, 3600);
  }

  private Answer answer(Request request) {
    return accepted.contains(String.valueOf(request.headers().getFirst("Authorization")))
        ? TOPOLOGY
        : new Answer(
            401,
            "application/problem+json",
            "{\"title\":\"Unauthorized\",\"detail\":\"the token has expired\"}",
            Map.of());
  }

  private ProcessEngine open() {
    return open(Duration.ofSeconds(15));
  }

  private ProcessEngine open(Duration timeout) {
    return new CamundaRestEngine(
        new EngineSettings(
            EngineType.CAMUNDA8,
            server.address(),
            new Authentication.OAuth2(
                new OAuthClient.SecretPost("c", SECRET),
                new TokenEndpoint.At(authorization.tokenUrl()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            timeout,
            timeout,
            8,
            "unit-test/1.0",
            NetworkSettings.DEFAULT,
            Map.of()));
  }

  private static String everything(EngineException failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text + failure.title().orElse("") + failure.detail().orElse("");
  }

  @Test
  void manyRequestsOfManyTasksAreSentWithOneToken() throws Exception {
    try (ProcessEngine one = open();
        ProcessEngine other = open()) {
      List<CompletionStage<EngineInfo>> asked = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        asked.add(one.info());
        asked.add(other.info());
      }
      for (CompletionStage<EngineInfo> each : asked) {
        result(each);
      }
    }

    assertThat(authorization.requests()).hasSize(1);
    assertThat(server.requests())
        .hasSize(50)
        .allMatch(
            request -> request.headers().get("Authorization").equals(List.of("Bearer t0ken-1")));
  }

  @Test
  void aTokenThatTheEngineFindsExpiredIsReplacedAndTheRequestSentAgain() throws Exception {
    try (ProcessEngine engine = open()) {
      result(engine.info());
      accepted.clear();

      result(engine.info());
      result(engine.info());
    }

    assertThat(authorization.requests()).hasSize(2);
    assertThat(server.requests())
        .extracting(request -> request.headers().getFirst("Authorization"))
        .containsExactly("Bearer t0ken-1", "Bearer t0ken-1", "Bearer t0ken-2", "Bearer t0ken-2");
  }

  @Test
  void manyRequestsWithAnExpiredTokenCauseOneFetch() throws Exception {
    try (ProcessEngine engine = open()) {
      result(engine.info());
      accepted.clear();
      List<CompletionStage<EngineInfo>> asked = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        asked.add(engine.info());
      }
      for (CompletionStage<EngineInfo> each : asked) {
        result(each);
      }
    }

    assertThat(authorization.requests()).hasSize(2);
  }

  @Test
  void anEngineThatAcceptsNoTokenIsAskedTwiceAndIsBelieved() {
    authorization.answers(request -> Answer.token("t0ken-" + issued.incrementAndGet(), 3600));
    try (ProcessEngine engine = open()) {
      EngineException failure = failure(engine.info());

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
      assertThat(failure.isLogin()).isFalse();
      assertThat(failure).hasMessage("engine answered 401 Unauthorized: the token has expired");
      assertThat(everything(failure)).doesNotContain("t0ken", SECRET);
      assertThat(server.requests()).hasSize(2);

      for (int i = 0; i < 20; i++) {
        failure(engine.info());
      }
      assertThat(authorization.requests())
          .as("no storm of requests for tokens")
          .hasSizeLessThan(10);
    }
  }

  @Test
  void aClientThatIsRefusedIsToldSoAndTheEngineIsNotAsked() {
    authorization.answers(
        Answer.json(
            401, "{\"error\":\"invalid_client\",\"error_description\":\"no such client\"}"));
    try (ProcessEngine engine = open()) {
      EngineException failure = failure(engine.info());

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
      assertThat(failure)
          .hasMessage(
              "the token endpoint "
                  + authorization.tokenUrl()
                  + " refuses the client: invalid_client (no such client)");
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void anEndpointThatComesBackIsUsedAgain() throws Exception {
    URI address = authorization.address();
    authorization.close();
    server.answers(
        request ->
            accepted.isEmpty() ? answer(request) : Answer.json(200, "{\"signalKey\":\"1\"}"));
    BroadcastSignal signal = new BroadcastSignal("down", Map.of(), Optional.empty());
    try (ProcessEngine engine = open()) {
      for (int attempt = 0; attempt < 5; attempt++) {
        EngineException failure = failure(engine.execute(signal));

        assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(failure.isLogin()).isTrue();
        assertThat(failure.isAmbiguous()).isFalse();
        assertThat(failure)
            .hasMessageStartingWith("the token endpoint " + address + "/oauth/token");
      }
      try (TokenServer back = TokenServer.startAt(address)) {
        back.answers(this::issue);
        await()
            .ignoreExceptions()
            .untilAsserted(() -> assertThat(result(engine.execute(signal))).isNotNull());
        assertThat(back.requests()).hasSize(1);
      }
    }
  }

  @Test
  void whoWaitsTooLongForATokenIsToldAndNothingIsSentLater() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    authorization.answers(
        request -> {
          try {
            slow.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return issue(request);
        });
    // A request may take this long three times: for its connection, its sending and its answer.
    try (ProcessEngine engine = open(Duration.ofMillis(300))) {
      EngineException failure = failure(engine.info());

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure.isAmbiguous()).isFalse();
      assertThat(failure)
          .hasMessage("no credentials for " + server.address() + " were had within 900 ms");
      slow.countDown();
      await().untilAsserted(() -> assertThat(issued).hasValue(1));
      result(engine.info());
      assertThat(server.requests()).as("but for that of who asked later").hasSize(1);
    }
  }
}
