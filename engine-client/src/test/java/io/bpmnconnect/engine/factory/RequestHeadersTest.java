package io.bpmnconnect.engine.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RequestHeaders;
import io.bpmnconnect.engine.TokenEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Headers of the user's own go to the engine, and not to the server that tokens come from. */
class RequestHeadersTest {

  private final List<Headers> engineGot = new CopyOnWriteArrayList<>();
  private final List<Headers> tokenEndpointGot = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/token",
        exchange -> {
          tokenEndpointGot.add(exchange.getRequestHeaders());
          answer(exchange, "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":600}");
        });
    server.createContext(
        "/",
        exchange -> {
          engineGot.add(exchange.getRequestHeaders());
          answer(exchange, "{}");
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private EngineSettings settings(EngineType type) {
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    return new EngineSettings(
            type,
            URI.create(address),
            new Authentication.OAuth2(
                new OAuthClient.SecretPost("c", "s"),
                new TokenEndpoint.At(URI.create(address + "/token")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            2,
            "unit-test/1.0",
            NetworkSettings.DEFAULT,
            Map.of())
        .with(new RequestHeaders(Map.of("X-Gateway-Key", "k-1", "X-Team", "a; b=c")));
  }

  /** For gRPC, see {@code GatewayMetadataTest}. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ZEEBE")
  void everyRequestToTheEngineHasThem(EngineType type) throws Exception {
    try (ProcessEngine engine = ProcessEngines.open(settings(type))) {
      engine.info();
      await().until(() -> !engineGot.isEmpty());
    }

    assertThat(engineGot)
        .allSatisfy(
            headers -> {
              assertThat(headers.get("X-Gateway-Key")).containsExactly("k-1");
              assertThat(headers.get("X-Team")).containsExactly("a; b=c");
              assertThat(headers.get("Authorization")).containsExactly("Bearer t");
            });
    assertThat(tokenEndpointGot)
        .isNotEmpty()
        .allSatisfy(headers -> assertThat(headers).doesNotContainKeys("X-gateway-key", "X-team"));
  }
}
