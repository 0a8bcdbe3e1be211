package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.bpmnconnect.stack.Camunda8;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes are named with their key by Connect's validation, before anything starts. */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class ValidationIT {

  private static final String SINK = "io.bpmnconnect.sink.ProcessEngineSinkConnector";
  private static final String SOURCE = "io.bpmnconnect.source.ProcessEngineSourceConnector";

  private static Map<String, String> sink(TestBench bench) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "validated");
    config.put("connector.class", SINK);
    config.put("topics", "validated");
    config.put("engine.url", bench.stack().engine().restAddress().toString());
    config.put("operation", "publish-message");
    config.put("message.name", "paid");
    config.put("message.correlation.key", "=value.id");
    return config;
  }

  private static Map<String, String> source(TestBench bench) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "validated");
    config.put("connector.class", SOURCE);
    config.put("engine.url", bench.stack().engine().restAddress().toString());
    config.put("job.types", "charge-card");
    config.put("topic", "jobs");
    config.put("reply.topic", "validated-replies");
    config.put("reply.consumer.bootstrap.servers", bench.stack().kafka().bootstrapServers());
    return config;
  }

  /** The errors of each key, as the worker answers them. */
  private static Map<String, String> errors(TestBench bench, Map<String, String> config) {
    JsonNode answer = bench.connect().validate(config.get("connector.class"), config);
    Map<String, String> errors = new TreeMap<>();
    for (JsonNode entry : answer.path("configs")) {
      JsonNode value = entry.path("value");
      if (!value.path("errors").isEmpty()) {
        errors.put(value.path("name").asText(), value.path("errors").toString());
      }
    }
    assertThat(answer.path("error_count").asInt()).isGreaterThanOrEqualTo(errors.size());
    return errors;
  }

  @Test
  void rightConfigurationsHaveNoErrors(TestBench bench) throws Exception {
    bench.createTopic("validated-replies", 1);

    assertThat(errors(bench, sink(bench))).isEmpty();
    assertThat(errors(bench, source(bench))).isEmpty();
  }

  @Test
  void aReplyTopicThatIsNotThereIsTold(TestBench bench) {
    Map<String, String> config = source(bench);
    config.put("reply.topic", "no-such-replies");

    assertThat(errors(bench, config))
        .containsOnlyKeys("reply.topic")
        .hasEntrySatisfying(
            "reply.topic",
            error ->
                assertThat(error)
                    .contains("there is no topic no-such-replies on ")
                    .contains("create it, or correct the name; set validate.connection=false"));
  }

  @Test
  void brokersOfRepliesThatDoNotAnswerAreTold(TestBench bench) {
    Map<String, String> config = source(bench);
    config.put("reply.consumer.bootstrap.servers", "localhost:1");

    assertThat(errors(bench, config))
        .containsOnlyKeys("reply.consumer.bootstrap.servers")
        .hasEntrySatisfying(
            "reply.consumer.bootstrap.servers",
            error -> assertThat(error).contains("localhost:1 did not answer within 10 s"));
  }

  @Test
  void aFeelErrorIsReportedOnItsKey(TestBench bench) {
    Map<String, String> config = sink(bench);
    config.put("message.correlation.key", "=value.(id");

    assertThat(errors(bench, config))
        .containsOnlyKeys("message.correlation.key")
        .hasEntrySatisfying(
            "message.correlation.key", error -> assertThat(error).contains("not valid FEEL"));
  }

  @Test
  void aMissingMessageNameIsReported(TestBench bench) {
    Map<String, String> config = sink(bench);
    config.remove("message.name");

    assertThat(errors(bench, config))
        .containsOnlyKeys("message.name")
        .hasEntrySatisfying(
            "message.name",
            error -> assertThat(error).contains("is required by operation publish-message"));
  }

  @Test
  void anUnknownOperationIsReported(TestBench bench) {
    Map<String, String> config = sink(bench);
    config.put("operation", "start-process");

    assertThat(errors(bench, config))
        .containsOnlyKeys("operation")
        .hasEntrySatisfying(
            "operation", error -> assertThat(error).contains("create-process-instance"));
  }

  @Test
  void aMistakeInARouteIsReportedOnTheKeyOfTheRoute(TestBench bench) {
    Map<String, String> config = sink(bench);
    config.keySet().removeIf(key -> key.equals("operation") || key.startsWith("message."));
    config.put("routes", "paid");
    config.put("routes.paid.operation", "publish-message");
    config.put("routes.paid.message.nam", "paid");
    config.put("routes.paid.message.correlation.key", "=value.id");

    assertThat(errors(bench, config))
        .containsOnlyKeys("routes.paid.message.nam", "routes.paid.message.name");
  }

  @Test
  void anEngineThatCannotBeReachedIsReported(TestBench bench) {
    for (Map<String, String> config : List.of(sink(bench), source(bench))) {
      config.put("engine.url", "http://127.0.0.1:1");

      assertThat(errors(bench, config))
          .containsOnlyKeys("engine.url")
          .hasEntrySatisfying(
              "engine.url",
              error ->
                  assertThat(error)
                      .contains(
                          "http://127.0.0.1:1 refuses connections",
                          "start the engine",
                          "validate.connection=false"));
    }
  }

  /** The second is a name as services have in a container network. */
  @ParameterizedTest
  @ValueSource(strings = {"no-such-host.invalid", "no_such_host.invalid"})
  void aHostThatNobodyKnowsIsReported(String host, TestBench bench) {
    Map<String, String> config = sink(bench);
    config.put("engine.url", "http://" + host + ":8080");

    assertThat(errors(bench, config))
        .containsOnlyKeys("engine.url")
        .hasEntrySatisfying(
            "engine.url",
            error ->
                assertThat(error)
                    .contains("the host name of http://" + host + ":8080 cannot be resolved"));
  }

  @Test
  void anEngineWithoutTlsIsReported(TestBench bench) {
    assumeThat(Camunda8.fromSystemProperties())
        .as("an engine that answers a TLS greeting; the stand-in waits for a request")
        .isPresent();
    Map<String, String> config = sink(bench);
    config.computeIfPresent("engine.url", (key, url) -> url.replace("http:", "https:"));

    assertThat(errors(bench, config))
        .containsOnlyKeys("engine.url")
        .hasEntrySatisfying(
            "engine.url",
            error ->
                assertThat(error)
                    .contains("the server does not speak TLS at this port; use an http address"));
  }

  @Test
  void anEngineThatIsNoCamundaIsReported(TestBench bench) {
    Map<String, String> config = sink(bench);
    config.put("engine.url", bench.stack().worker().url().toString());

    assertThat(errors(bench, config))
        .containsOnlyKeys("engine.url")
        .hasEntrySatisfying(
            "engine.url", error -> assertThat(error).contains("no engine API at this path"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "302 | '' | engine.url | something in front of the engine redirects",
        "400 | Client sent an HTTP request to an HTTPS server. | engine.url | it expects TLS",
        "401 | '' | engine.auth.type | the engine asks for credentials",
        "403 | '' | engine.auth.type | nobody may read the engine's topology",
        "503 | '' | engine.url | the engine cannot serve now",
        "200 | <html>Log in</html> | engine.url | it is not JSON",
        "200 | {\"gatewayVersion\":\"8.5.1\"} | engine.url | version 8.5.1, but needed is 8.6"
      })
  void whatTheServerAnswersIsReported(
      int status, String body, String key, String message, TestBench bench) throws IOException {
    Map<String, String> config = sink(bench);
    HttpServer server = serverThatAnswers(status, body);
    config.put("engine.url", "http://127.0.0.1:" + server.getAddress().getPort());

    Map<String, String> errors = errors(bench, config);
    server.stop(0);

    assertThat(errors)
        .containsOnlyKeys(key)
        .hasEntrySatisfying(key, error -> assertThat(error).contains(message));
  }

  @Test
  void wrongCredentialsAreReportedAndNotShown(TestBench bench) throws IOException {
    Map<String, String> config = sink(bench);
    HttpServer server = serverThatAnswers(401, "");
    config.put("engine.url", "http://127.0.0.1:" + server.getAddress().getPort());
    config.put("engine.auth.username", "demo");
    config.put("engine.auth.password", "s3cret");

    Map<String, String> errors = errors(bench, config);
    server.stop(0);

    assertThat(errors)
        .containsOnlyKeys("engine.auth.username")
        .hasEntrySatisfying(
            "engine.auth.username",
            error ->
                assertThat(error)
                    .contains("does not accept this user name with this password")
                    .doesNotContain("s3cret"));
  }

  private static HttpServer serverThatAnswers(int status, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void credentialsInTheAddressAreRefusedAndNotShown(TestBench bench) {
    Map<String, String> config = sink(bench);
    config.put("engine.url", "http://demo:s3cret@127.0.0.1:8080");

    assertThat(errors(bench, config))
        .containsOnlyKeys("engine.url")
        .hasEntrySatisfying(
            "engine.url",
            error ->
                assertThat(error)
                    .contains("must not contain credentials")
                    .doesNotContain("s3cret"));
  }

  @Test
  void aFormIsToldWhatToOfferAndWhatToShow(TestBench bench) {
    Map<String, String> config = sink(bench);
    config.put("engine.auth.type", "none");

    JsonNode answer = bench.connect().validate(SINK, config);

    assertThat(value(answer, "engine.auth.type").path("recommended_values"))
        .extracting(JsonNode::asText)
        .containsExactly("none", "basic", "bearer", "api-key", "oauth2");
    assertThat(value(answer, "engine.auth.username").path("visible").asBoolean(true)).isFalse();
    assertThat(value(answer, "engine.url").path("visible").asBoolean(false)).isTrue();
  }

  private static JsonNode value(JsonNode answer, String key) {
    for (JsonNode entry : answer.path("configs")) {
      if (entry.path("value").path("name").asText().equals(key)) {
        return entry.path("value");
      }
    }
    throw new AssertionError("no " + key);
  }

  @Test
  void aSourceWithoutAReplyTopicIsToldItsChoices(TestBench bench) {
    Map<String, String> config = source(bench);
    config.remove("reply.topic");

    assertThat(errors(bench, config))
        .containsOnlyKeys("reply.topic")
        .hasEntrySatisfying(
            "reply.topic", error -> assertThat(error).contains("on-delivery", "none"));
  }
}
