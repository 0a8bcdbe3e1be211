package io.bpmnconnect.it.camunda7;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.it.LoopbackServer;
import io.bpmnconnect.it.SharedStack;
import io.bpmnconnect.it.TestBench;
import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.Login;
import io.bpmnconnect.stack.OperatonEngine;
import io.bpmnconnect.stack.StackHome;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in a sink's configuration, over Connect's REST API, each with the whole message. */
@ExtendWith(SharedStack.class)
class Camunda7SinkValidationIT {

  private static final String SINK = "io.bpmnconnect.sink.ProcessEngineSinkConnector";

  // Parts of several messages

  private static final String OTHER =
      "there is a server, but no engine of type camunda7 (this is not the REST API "
          + "of the Camunda 7 family: ";

  private static final String CORRECT = "); correct the address or engine.type";

  private static final String NO_API =
      ": engine answered 404 Not Found: without an error object of the engine, so "
          + "not the engine's word on the command but a proxy's, or an address without "
          + "the API; the API is below /engine-rest unless the server says otherwise";

  private static final String NO_SPIN =
      "=json needs Spin with its JSON data format in the engine, which has not got "
          + "it: variables of type Json are unknown there";

  private static final String OPERATON = "; the engine is Camunda 7 family, version 1.0.3";

  private static final String INVALID = "Invalid value ";

  /** A Camunda 8, as far as it is asked for its version. */
  private static LoopbackServer camunda8;

  private static OperatonEngine withLogin;

  @BeforeAll
  static void startOthers() {
    camunda8 =
        LoopbackServer.start(
            (request, response, context) -> {
              boolean topology = request.getRequestUri().equals("/v2/topology");
              response.setCode(topology ? 200 : 404);
              response.setEntity(
                  new StringEntity(
                      topology ? "{\"gatewayVersion\":\"8.8.0\"}" : "{\"status\":404}",
                      ContentType.APPLICATION_JSON));
            });
    Path work = Path.of(System.getProperty("stack.work")).resolveSibling("operaton-validated");
    withLogin =
        OperatonEngine.builder(StackHome.fromSystemProperty(), work)
            .tuning(JvmTuning.QUICK_START)
            .login(new Login("admin", "admin"))
            .build();
    withLogin.start();
  }

  @AfterAll
  static void stopOthers() {
    withLogin.close();
    camunda8.close();
  }

  /**
   * A mistake.
   *
   * @param change settings that are changed, separated by blanks, those that are removed as {@code
   *     -key}; {@code {url}} stands for the engine, {@code {host}} for it without the path
   * @param message the whole message behind the key and the value
   */
  record Mistake(String change, String key, String message) {
    @Override
    public String toString() {
      return change;
    }
  }

  private static Mistake mistake(String change, String key, String message) {
    return new Mistake(change, key, message);
  }

  static Stream<Mistake> mistakes() {
    return Stream.of(
        mistake(
            "engine.url={host}/rest",
            "engine.url",
            OTHER + "GET {host}/rest/version" + NO_API + CORRECT),
        mistake(
            "engine.url={url}/rest",
            "engine.url",
            OTHER
                + "GET {url}/rest/version: engine answered 404 NotFoundException: HTTP 404 Not "
                + "Found: there is no such path; engine.url must lead to the engine's REST API; "
                + "the API is below /engine-rest unless the server says otherwise"
                + CORRECT),
        mistake(
            "engine.url={worker}",
            "engine.url",
            OTHER + "GET {worker}/engine-rest/version" + NO_API + CORRECT),
        mistake(
            "engine.url={url}/engine/other",
            "engine.url",
            "there is a server, but no such engine (engine answered 400 "
                + "InvalidRequestException: No process engine available: the server has no engine"
                + " of the name that engine.url ends with); correct the address"),
        mistake(
            "engine.url=http://127.0.0.1:1/engine-rest",
            "engine.url",
            "the engine cannot be reached (http://127.0.0.1:1 refuses connections); start "
                + "the engine, or correct the host or the port, or set validate.connection=false "
                + "to skip this test"),
        mistake(
            "engine.url={camunda8}",
            "engine.url",
            OTHER + "a Camunda 8 answers there; set engine.type=camunda8" + CORRECT),
        mistake(
            "engine.url={camunda8}/engine-rest",
            "engine.url",
            OTHER + "a Camunda 8 answers there; set engine.type=camunda8" + CORRECT),
        mistake(
            "{by-key} engine.url={host}",
            "engine.url",
            "there is a server, but no engine of type camunda8 (this is not a Camunda 8 "
                + "REST API: an engine of the Camunda 7 family answers at {url}; set "
                + "engine.type=camunda7"
                + CORRECT),
        mistake(
            "{by-key} engine.url={url}",
            "engine.url",
            "there is a server, but no engine of type camunda8 (this is not a Camunda 8 "
                + "REST API: an engine of the Camunda 7 family answers at {url}; set "
                + "engine.type=camunda7"
                + CORRECT),
        mistake(
            "{login}",
            "engine.auth.type",
            "the engine asks for credentials (engine answered 401 Unauthorized); set those "
                + "that it asks for: engine.auth.username and engine.auth.password, "
                + "engine.auth.token, engine.auth.api.key, or engine.auth.client.id and its like"),
        mistake(
            "{login} engine.auth.username=admin engine.auth.password=wrong",
            "engine.auth.username",
            "the engine does not accept this user name with this password (engine answered "
                + "401 Unauthorized); correct engine.auth.username or engine.auth.password"),
        mistake(
            "{login} engine.auth.token=t0ken",
            "engine.auth.token",
            "the engine does not accept this token (engine answered 401 Unauthorized); set "
                + "another in engine.auth.token; it may have expired"),
        mistake(
            "{login} engine.auth.username=admin",
            "engine.auth.password",
            "is required by basic authentication"),
        mistake(
            "engine.url=http://127.0.0.1:8080,127.0.0.1:8081",
            "engine.url",
            "must name one server; several are for engine.type=zeebe"),
        mistake(
            "engine.url=ftp://127.0.0.1",
            "engine.url",
            INVALID
                + "ftp://127.0.0.1 for configuration engine.url: must begin with http:// or "
                + "https://, not with ftp://"),
        mistake(
            "engine.type=camunda",
            "engine.type",
            INVALID
                + "camunda for configuration engine.type: which Camunda? Write camunda8 for "
                + "Camunda 8, or camunda7 for Camunda 7, Operaton and CIB seven"),
        mistake(
            "engine.type=operaton",
            "engine.type",
            INVALID
                + "operaton for configuration engine.type: String must be one of: camunda8, "
                + "zeebe, camunda7, go-bpmn"),
        mistake(
            "engine.camunda7.objects=json",
            "engine.camunda7.objects",
            "engine.camunda7.objects" + NO_SPIN),
        mistake(
            "engine.camunda7.long.strings=json",
            "engine.camunda7.long.strings",
            "engine.camunda7.long.strings" + NO_SPIN),
        mistake(
            "engine.camunda7.objects=xml",
            "engine.camunda7.objects",
            INVALID
                + "xml for configuration engine.camunda7.objects: String must be one of: object, "
                + "json, string"),
        mistake(
            "engine.camunda7.integers=short",
            "engine.camunda7.integers",
            INVALID
                + "short for configuration engine.camunda7.integers: String must be one of: long,"
                + " integer"),
        mistake(
            "engine.camunda7.decimals=float",
            "engine.camunda7.decimals",
            INVALID
                + "float for configuration engine.camunda7.decimals: String must be one of: "
                + "double, string, exact"),
        mistake(
            "engine.camunda7.long.strings=cut",
            "engine.camunda7.long.strings",
            INVALID
                + "cut for configuration engine.camunda7.long.strings: String must be one of: "
                + "refuse, json, bytes"),
        mistake(
            "engine.camunda7.read.objects=yes",
            "engine.camunda7.read.objects",
            INVALID
                + "yes for configuration engine.camunda7.read.objects: String must be one of: "
                + "true, false"),
        mistake(
            "{by-key} engine.camunda7.objects=string",
            "engine.camunda7.objects",
            "has no effect with engine.type=camunda8"),
        mistake(
            "message.correlation.key==key",
            "message.correlation.key",
            "has no meaning with engine.type=camunda7, whose models have no correlation "
                + "keys; set message.correlation.keys to the variables to correlate by, such as "
                + "={orderId: value.orderId}, or message.business.id"),
        mistake(
            "message.id==key",
            "message.id",
            "has no effect with engine.type=camunda7, which keeps no message ids; remove it"),
        mistake(
            "-message.correlation.keys",
            "message.correlation.keys",
            "or message.local.correlation.keys or message.business.id or "
                + "process.instance.key is required by operation publish-message"),
        mistake(
            "message.correlation.keys=order",
            "message.correlation.keys",
            INVALID
                + "order for configuration message.correlation.keys: must be a FEEL expression "
                + "that starts with =, such as ={orderId: value.id}"),
        mistake(
            "message.time.to.live.ms=-1",
            "message.time.to.live.ms",
            INVALID
                + "-1 for configuration message.time.to.live.ms: must be a whole number of at "
                + "least 0, or a FEEL expression"),
        mistake(
            "message.correlate.all=true",
            "message.correlate.all",
            "means nothing to operation publish-message; remove it"),
        mistake(
            "{create} process.await.completion=true",
            "process.await.completion",
            "UNSUPPORTED: this key needs Camunda 8" + OPERATON),
        mistake(
            "{create} process.tags=a",
            "process.tags",
            "UNSUPPORTED: this key needs Camunda 8.8" + OPERATON),
        mistake(
            "{create} process.runtime.instructions==[]",
            "process.runtime.instructions",
            "UNSUPPORTED: this key needs Camunda 8.8" + OPERATON),
        mistake(
            "{create} operation.reference=7",
            "operation.reference",
            "UNSUPPORTED: this key needs Camunda 8" + OPERATON),
        mistake(
            "{create} process.version=latest",
            "process.version",
            "must be a whole number between -1 and 2147483647, or a FEEL expression"),
        mistake(
            "{create} process.definition.key=p:1:x",
            "process.id",
            "has no effect beside process.definition.key; remove one of the two"),
        mistake(
            "{create} process.variables.in.return=maybe",
            "process.variables.in.return",
            INVALID
                + "maybe for configuration process.variables.in.return: must be true, false or a "
                + "FEEL expression"),
        mistake(
            "-message.name -message.correlation.keys operation=update-job job.key==key",
            "job.retries",
            "or job.timeout.ms or job.priority is required by operation update-job"),
        mistake(
            "-message.name -message.correlation.keys operation=resolve-incident incident.key==key operation.reference=7",
            "operation.reference",
            "UNSUPPORTED: this key needs Camunda 8.8" + OPERATON));
  }

  private static Map<String, String> config(TestBench bench, String change) {
    URI url = bench.stack().engine().restAddress();
    Map<String, String> config = new TreeMap<>();
    config.put("name", "validated");
    config.put("connector.class", SINK);
    config.put("topics", "validated");
    config.put("engine.type", "camunda7");
    config.put("engine.url", url.toString());
    config.put("operation", "publish-message");
    config.put("message.name", "paid");
    config.put("message.correlation.keys", "={order: value.order}");
    String all =
        change
            .replace("{login}", "engine.url={secured}")
            .replace(
                "{create}",
                "operation=create-process-instance process.id=p -message.name -message.correlation.keys")
            .replace(
                "{by-key}",
                "engine.type=camunda8 -message.correlation.keys message.correlation.key==key");
    for (String setting : all.split(" ", -1)) {
      int equals = setting.indexOf('=');
      if (equals < 0) {
        config.remove(setting.substring(1));
      } else {
        config.put(setting.substring(0, equals), addresses(bench, setting.substring(equals + 1)));
      }
    }
    return config;
  }

  /** With the addresses in the place of their names. */
  private static String addresses(TestBench bench, String text) {
    URI url = bench.stack().engine().restAddress();
    return text.replace("{url}", url.toString())
        .replace("{host}", url.resolve("/").toString().replaceAll("/$", ""))
        .replace("{worker}", bench.stack().worker().url().toString())
        .replace("{secured}", withLogin.restAddress().toString())
        .replace("{camunda8}", camunda8.address().toString());
  }

  /** The errors of each key, as the worker answers them. */
  private static Map<String, String> errors(TestBench bench, Map<String, String> config) {
    JsonNode answer = bench.connect().validate(SINK, config);
    Map<String, String> errors = new TreeMap<>();
    for (JsonNode entry : answer.path("configs")) {
      JsonNode value = entry.path("value");
      for (JsonNode error : value.path("errors")) {
        errors.merge(value.path("name").asText(), error.asText(), (one, two) -> one + " & " + two);
      }
    }
    return errors;
  }

  @Test
  void aRightConfigurationHasNoErrors(TestBench bench) {
    assertThat(errors(bench, config(bench, "-none"))).isEmpty();
    assertThat(errors(bench, config(bench, "engine.url={host}"))).isEmpty();
    assertThat(errors(bench, config(bench, "engine.url={url}/engine/default"))).isEmpty();
    assertThat(
            errors(
                bench,
                config(bench, "{login} engine.auth.username=admin engine.auth.password=admin")))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldOnItsKey(Mistake mistake, TestBench bench) {
    Map<String, String> errors = errors(bench, config(bench, mistake.change()));
    String message = addresses(bench, mistake.message());
    assertThat(errors)
        .isEqualTo(
            Map.of(
                mistake.key(),
                message.startsWith("Invalid value") ? message : mistake.key() + ": " + message));
  }
}
