package io.bpmnconnect.it.camunda7;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.bpmnconnect.it.SharedStack;
import io.bpmnconnect.it.TestBench;
import io.bpmnconnect.stack.Login;
import io.bpmnconnect.stack.OperatonEngine;
import io.bpmnconnect.stack.StackHome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mistakes in a source's configuration, as Connect's REST API tells them before anything starts.
 */
@ExtendWith(SharedStack.class)
class Camunda7SourceValidationIT {

  private static final String SOURCE = "io.bpmnconnect.source.ProcessEngineSourceConnector";
  private static final String REPLIES = "c7-validated-replies";

  @BeforeAll
  static void createReplyTopic(TestBench bench) throws Exception {
    bench.createTopic(REPLIES, 1);
    // The engine is asked whether any definition is visible.
    new EngineByHand(bench.stack().engine())
        .deploy(ExternalTaskModel.process("c7-validated").task("c7-validated"));
  }

  private static Map<String, String> config(TestBench bench, String... more) {
    Map<String, String> config = new HashMap<>(bench.sourceConfig(Map.of()));
    config.put("name", "c7-validated");
    config.put("job.types", "c7-validated");
    config.put("topic", "jobs");
    config.put("reply.topic", REPLIES);
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  /** The errors of each key, one line for each, as the worker answers them. */
  private static Map<String, String> errors(TestBench bench, Map<String, String> config) {
    JsonNode answer = bench.connect().validate(SOURCE, config);
    Map<String, String> errors = new TreeMap<>();
    for (JsonNode entry : answer.path("configs")) {
      JsonNode value = entry.path("value");
      for (JsonNode error : value.path("errors")) {
        errors.merge(value.path("name").asText(), error.asText(), (a, b) -> a + "\n" + b);
      }
    }
    return errors;
  }

  @Test
  void aRightConfigurationHasNoErrors(TestBench bench) {
    assertThat(errors(bench, config(bench))).isEmpty();
    assertThat(
            errors(
                bench,
                config(
                    bench,
                    "job.lease",
                    "true",
                    "job.attempts",
                    "5",
                    "job.priority.order",
                    "true",
                    "job.filter.business.id",
                    "b",
                    "job.filter.variables",
                    "={region: \"eu\"}",
                    "job.tenant.ids",
                    "acme",
                    "engine.camunda7.integers",
                    "integer")))
        .isEmpty();
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          job.kinds | EXECUTE | job.kinds: has no effect with engine.type=camunda7; remove it
          job.poll.interval.min.ms | 10 | job.poll.interval.min.ms: has no effect with engine.type=camunda7; remove it
          job.poll.interval.max.ms | 5000 | job.poll.interval.max.ms: has no effect with engine.type=camunda7; remove it
          job.delivery | stream | job.delivery: cannot be stream, because engines of type camunda7 do not push jobs; set it to poll, or use Zeebe gRPC (engine.type=zeebe)
          job.delivery | both | job.delivery: cannot be both, because engines of type camunda7 do not push jobs; set it to poll, or use Zeebe gRPC (engine.type=zeebe)
          job.filter.variables | region | Invalid value region for configuration job.filter.variables: must be a FEEL expression that starts with =, such as ={region: "eu"}
          job.filter.variables | ={region: "eu", vip: true} | job.filter.variables: must give one variable, not region, vip: of several, the engine takes jobs that have any of them
          job.attempts | 0 | Invalid value 0 for configuration job.attempts: Value must be at least 1
          job.timeout.ms | 0 | Invalid value 0 for configuration job.timeout.ms: Value must be at least 1
          engine.camunda7.objects | xml | Invalid value xml for configuration engine.camunda7.objects: String must be one of: object, json, string
          engine.type | camunda | Invalid value camunda for configuration engine.type: which Camunda? Write camunda8 for Camunda 8, or camunda7 for Camunda 7, Operaton and CIB seven
          """)
  void aMistakeIsToldWithItsKey(String key, String value, String message, TestBench bench) {
    assertThat(errors(bench, config(bench, key, value))).isEqualTo(Map.of(key, message));
  }

  @Test
  void aPathWithoutTheApiIsTold(TestBench bench) {
    URI engine = bench.stack().engine().restAddress();
    assertThat(errors(bench, config(bench, "engine.url", engine.resolve("/rest").toString())))
        .isEqualTo(
            Map.of(
                "engine.url",
                "engine.url: there is a server, but no engine of type camunda7 (this is not the REST"
                    + " API of the Camunda 7 family: GET "
                    + engine.resolve("/rest/version")
                    + ": engine answered 404 Not Found: without an error object of the engine, so"
                    + " not the engine's word on the command but a proxy's, or an address without"
                    + " the API; engine.url must lead to the API, which is below /engine-rest unless"
                    + " the server says otherwise); correct the address or engine.type"));
    assertThat(errors(bench, config(bench, "engine.url", engine + "/v2")))
        .isEqualTo(
            Map.of(
                "engine.url",
                "engine.url: there is a server, but no engine of type camunda7 (this is not the REST"
                    + " API of the Camunda 7 family: GET "
                    + engine
                    + "/v2/version: engine answered 404 NotFoundException: HTTP 404 Not Found: there"
                    + " is no such path; engine.url must lead to the engine's REST API; engine.url"
                    + " must lead to the API, which is below /engine-rest unless the server says"
                    + " otherwise); correct the address or engine.type"));
  }

  @Test
  void aPortWithoutAServerIsTold(TestBench bench) throws IOException {
    String url = "http://127.0.0.1:" + freePort();
    assertThat(errors(bench, config(bench, "engine.url", url)))
        .isEqualTo(
            Map.of(
                "engine.url",
                "engine.url: the engine cannot be reached ("
                    + url
                    + " refuses connections); start the engine, or correct the host or the port, or"
                    + " set validate.connection=false to skip this test"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void anEngineOfAnotherTypeIsToldBothWays(TestBench bench) throws IOException {
    HttpServer camunda8 = camunda8();
    try {
      assertThat(errors(bench, config(bench, "engine.url", url(camunda8))))
          .isEqualTo(
              Map.of(
                  "engine.url",
                  "engine.url: there is a server, but no engine of type camunda7 (this is not the"
                      + " REST API of the Camunda 7 family: a Camunda 8 answers there; set"
                      + " engine.type=camunda8); correct the address or engine.type"));
    } finally {
      camunda8.stop(0);
    }
    String operaton = bench.stack().engine().restAddress().toString();
    assertThat(errors(bench, config(bench, "engine.type", "camunda8", "engine.url", operaton)))
        .isEqualTo(
            Map.of(
                "engine.url",
                "engine.url: there is a server, but no engine of type camunda8 (this is not a Camunda"
                    + " 8 REST API: an engine of the Camunda 7 family answers at "
                    + operaton
                    + "; set engine.type=camunda7); correct the address or engine.type"));
  }

  /** As much of one as a check looks at. */
  private static HttpServer camunda8() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean topology = exchange.getRequestURI().getPath().equals("/v2/topology");
          byte[] body =
              (topology
                      ? "{\"brokers\":[],\"gatewayVersion\":\"8.8.0\"}"
                      : "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}")
                  .getBytes(UTF_8);
          exchange
              .getResponseHeaders()
              .set("Content-Type", topology ? "application/json" : "application/problem+json");
          exchange.sendResponseHeaders(topology ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void aLoginThatIsMissingOrWrongIsTold(TestBench bench) {
    Path work = Path.of(System.getProperty("stack.work")).resolveSibling("c7-login");
    try (OperatonEngine engine =
        OperatonEngine.builder(StackHome.fromSystemProperty(), work)
            .login(new Login("ada", "secret"))
            .build()) {
      engine.start();
      engine.deploy("model.bpmn", ExternalTaskModel.process("c7-login").task("c7-login").xml());
      String url = engine.restAddress().toString();
      assertThat(errors(bench, config(bench, "engine.url", url)))
          .isEqualTo(
              Map.of(
                  "engine.auth.type",
                  "engine.auth.type: the engine asks for credentials (engine answered 401"
                      + " Unauthorized); set those that it asks for: engine.auth.username and"
                      + " engine.auth.password, engine.auth.token, engine.auth.api.key, or"
                      + " engine.auth.client.id and its like"));
      assertThat(errors(bench, login(bench, url, "secret"))).isEmpty();
      // Once and last: a wrong password locks the user.
      assertThat(errors(bench, login(bench, url, "wrong")))
          .isEqualTo(
              Map.of(
                  "engine.auth.username",
                  "engine.auth.username: the engine does not accept this user name with this"
                      + " password (engine answered 401 Unauthorized); correct engine.auth.username"
                      + " or engine.auth.password"));
    }
  }

  private static Map<String, String> login(TestBench bench, String url, String password) {
    return config(
        bench,
        "engine.url",
        url,
        "engine.auth.type",
        "basic",
        "engine.auth.username",
        "ada",
        "engine.auth.password",
        password);
  }
}
