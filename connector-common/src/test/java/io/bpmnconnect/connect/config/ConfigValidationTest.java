package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a user is told, up to whether the engine can be used. */
class ConfigValidationTest {

  private static final String TOPOLOGY =
      "{\"gatewayVersion\":\"8.6.0\",\"partitionsCount\":1,\"brokers\":[]}";

  private final List<HttpServer> servers = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  private String serverThatAnswers(int status, String contentType, String body) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            authorizations.add(
                exchange.getRequestURI()
                    + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", contentType);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      server.start();
      servers.add(server);
      return "http://localhost:" + server.getAddress().getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> config(String url, String... keysAndValues) {
    Map<String, String> config = new HashMap<>();
    config.put("engine.url", url);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      config.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return config;
  }

  /** The messages of each key that has any. */
  private static Map<String, List<String>> errors(Map<String, String> config) {
    ConfigDef definition = DeliveryConfig.define(EngineConfig.define(new ConfigDef()));
    Map<String, List<String>> errors = new HashMap<>();
    ConfigValidation.validate(definition, config, ConfigValidationTest::parse)
        .configValues()
        .forEach(
            value -> {
              if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
              }
            });
    return errors;
  }

  private static EngineConfig parse(AbstractConfig config, Problems problems) {
    DeliveryConfig.from(config, problems);
    return EngineConfig.from(config, problems);
  }

  private static String urlError(Map<String, String> config) {
    Map<String, List<String>> errors = errors(config);
    assertThat(errors).containsOnlyKeys("engine.url");
    return String.join("\n", errors.get("engine.url"));
  }

  @Test
  void anEngineThatAnswersIsFine() {
    String url = serverThatAnswers(200, "application/json", TOPOLOGY);

    assertThat(errors(config(url))).isEmpty();
    assertThat(errors(config(url + "/"))).isEmpty();
    assertThat(errors(config(url + "/v2/"))).isEmpty();
    assertThat(authorizations).containsOnly("/v2/topology null");
  }

  @Test
  void theCredentialsAreTried() {
    String url = serverThatAnswers(200, "application/json", TOPOLOGY);

    assertThat(
            errors(config(url, "engine.auth.username", "demo", "engine.auth.password", "s3cret")))
        .isEmpty();
    assertThat(authorizations).containsExactly("/v2/topology Basic ZGVtbzpzM2NyZXQ=");
  }

  @Test
  void nothingIsAskedWhenTheTestIsTurnedOff() {
    String url = serverThatAnswers(500, "text/plain", "");

    assertThat(errors(config(url, "validate.connection", "false"))).isEmpty();
    assertThat(authorizations).isEmpty();
  }

  @Test
  void nothingIsAskedWhileAValueIsWrong() {
    String url = serverThatAnswers(500, "text/plain", "");

    assertThat(errors(config(url, "max.in.flight.requests", "0")))
        .containsOnlyKeys("max.in.flight.requests");
    assertThat(errors(config(url, "engine.auth.type", "basic")))
        .containsOnlyKeys("engine.auth.username", "engine.auth.password");
    assertThat(authorizations).isEmpty();
  }

  @Test
  void everyProblemIsReportedAtOnceWithItsKeyInTheMessage() {
    Map<String, List<String>> errors =
        errors(
            config(
                "http://localhost:1",
                "engine.auth.type",
                "basic",
                "retry.backoff.ms",
                "2000",
                "retry.backoff.max.ms",
                "1000"));

    assertThat(errors)
        .containsOnlyKeys("engine.auth.username", "engine.auth.password", "retry.backoff.max.ms");
    assertThat(errors.get("retry.backoff.max.ms"))
        .containsExactly("retry.backoff.max.ms: must not be smaller than retry.backoff.ms");
  }

  @Test
  void whereNothingListensTheAddressIsNamedAndWhatToDo() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    assertThat(urlError(config("http://localhost:" + port)))
        .startsWith(
            "engine.url: the engine cannot be used (cannot talk to http://localhost:" + port)
        .endsWith(
            "; start the engine or correct the address, or set validate.connection=false to skip"
                + " this test");
  }

  @Test
  void aHostThatNobodyKnowsIsNamed() {
    assertThat(urlError(config("http://no-such-host.invalid")))
        .contains("the host name of http://no-such-host.invalid cannot be resolved");
  }

  @Test
  void wrongCredentialsAreToldAndNotShown() {
    String url =
        serverThatAnswers(
            401, "application/problem+json", "{\"title\":\"Unauthorized\",\"status\":401}");

    assertThat(
            urlError(config(url, "engine.auth.username", "demo", "engine.auth.password", "s3cret")))
        .isEqualTo(
            "engine.url: the engine does not accept the credentials (engine answered 401"
                + " Unauthorized)");
  }

  @Test
  void missingRightsAreTold() {
    String url = serverThatAnswers(403, "text/plain", "");

    assertThat(urlError(config(url)))
        .startsWith("engine.url: the engine does not allow these credentials to read its topology");
  }

  @Test
  void aServerWithoutTheApiIsTold() {
    String url = serverThatAnswers(404, "text/plain", "not here");

    assertThat(urlError(config(url)))
        .isEqualTo(
            "engine.url: there is a server, but no engine API at this path (engine answered 404"
                + " Not Found)");
  }

  @Test
  void aWebPageIsNoEngine() {
    String url = serverThatAnswers(200, "text/html", "<!doctype html><title>Log in</title>");

    assertThat(urlError(config(url)))
        .startsWith(
            "engine.url: the engine cannot be used (the engine's answer cannot be read: it is not"
                + " JSON");
  }

  @Test
  void someOtherApiIsNoEngine() {
    String url = serverThatAnswers(200, "application/json", "{\"status\":\"UP\"}");

    assertThat(urlError(config(url)))
        .contains("it has no gatewayVersion, so this is not a Camunda 8 REST API");
  }

  @Test
  void aServerThatNeverAnswersIsGivenUpInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Map<String, String> config =
          config(
              "http://" + silent.getInetAddress().getHostAddress() + ":" + silent.getLocalPort(),
              "engine.request.timeout.ms",
              "200");
      long begin = System.nanoTime();

      assertThat(urlError(config))
          .contains("did not answer in time")
          .endsWith("validate.connection=false to skip this test");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void aTaskStartedWithoutValidationIsToldEverythingAtOnce() {
    Problems problems = new Problems();
    problems.add("one", "is missing");
    problems.add("two", "is too small");

    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOf(ConfigException.class)
        .hasMessage("one: is missing; two: is too small");
    assertThatCode(() -> new Problems().throwIfAny()).doesNotThrowAnyException();
  }

  @Test
  void aProblemOfAKeyThatIsNotDefinedIsReportedToo() {
    Problems problems = new Problems();
    Map<String, ConfigValue> values = new HashMap<>();
    problems.add("routes.a.oops", "is not a key of a route");

    problems.addTo(values);

    assertThat(values.get("routes.a.oops").errorMessages())
        .containsExactly("routes.a.oops: is not a key of a route");
  }
}
