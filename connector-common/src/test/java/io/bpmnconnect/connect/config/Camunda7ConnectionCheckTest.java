package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said of an engine of the Camunda 7 family that answers, and cannot be used. */
@Timeout(60)
class Camunda7ConnectionCheckTest {

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answers(String path, int status, String body) {
    server.createContext(
        "/engine-rest/" + path,
        exchange -> {
          try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
  }

  private List<Problem> check(Map<String, String> options) {
    Problems problems = new Problems();
    ConnectionCheck.run(
        new EngineSettings(
            EngineType.CAMUNDA7,
            URI.create("http://localhost:" + server.getAddress().getPort()),
            new Authentication.None(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            1,
            "unit-test",
            NetworkSettings.DEFAULT,
            options),
        LoginKeys.ENGINE_AUTH,
        problems);
    return problems.found();
  }

  @Test
  void anEngineOfAnotherNameIsNoMatterOfTls() {
    answers(
        "version",
        400,
        "{\"type\":\"InvalidRequestException\",\"message\":\"No process engine available\"}");

    assertThat(check(Map.of()))
        .containsExactly(
            new Problem(
                "engine.url",
                "there is a server, but no such engine (engine answered 400"
                    + " InvalidRequestException: No process engine available: the server has no"
                    + " engine of the name that engine.url ends with); correct the address"));
  }

  @Test
  void aValueThatNeedsSpinIsToldOnItsKeyAndNotAsAnEngineThatIsAway() {
    answers("version", 200, "{\"version\":\"1.0.3\"}");
    answers("process-definition/count", 200, "{\"count\":1}");
    answers(
        "message",
        400,
        "{\"type\":\"InvalidRequestException\",\"message\":\"Unsupported value type 'Json'\"}");

    assertThat(check(Map.of("long.strings", "json")))
        .containsExactly(
            new Problem(
                "engine.camunda7.long.strings",
                "engine.camunda7.long.strings=json needs Spin with its JSON data format in the engine,"
                    + " which has not got it: variables of type Json are unknown there"));
  }
}
