package io.bpmnconnect.engine.camunda7;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.http.HttpTransport;
import io.bpmnconnect.engine.rest.JsonApi;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.RestCall;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Sends calls of the API. Safe for use by any thread. */
final class Camunda7Api {

  private static final String STANDARD_PATH = "/engine-rest";

  static final String MESSAGE = "message";
  static final String FETCH_AND_LOCK = "external-task/fetchAndLock";

  /**
   * What no key of an engine has. Servers refuse such paths in forms of their own, or read less
   * than the whole key.
   */
  private static final Pattern NOT_A_KEY = Pattern.compile("|\\.{1,2}|.*[/\\\\%;\\p{Cntrl}].*");

  private final String base;
  private final Duration requestTimeout;
  private final HttpTransport transport;
  private final JsonApi json;

  Camunda7Api(URI url, Duration requestTimeout, HttpTransport transport) {
    this.base = base(url);
    this.requestTimeout = requestTimeout;
    this.transport = transport;
    this.json =
        new JsonApi(
            base, List.of(MESSAGE, FETCH_AND_LOCK), JsonApi.Limit.NONE, requestTimeout, transport);
  }

  /** An address without a path gets the one that the engines have by default. */
  static String base(URI url) {
    String text = url.toString().replaceAll("/+$", "");
    String path = url.getPath();
    return path == null || path.replace("/", "").isEmpty() ? text + STANDARD_PATH : text;
  }

  /** The address of the API, for messages. */
  String address() {
    return base;
  }

  /** Sends one call; see {@link JsonApi#send}. */
  CompletionStage<JsonNode> send(RestCall call) {
    return json.send(call, Refusals::read);
  }

  /** Sends one call; see {@link JsonApi#exchange}. */
  CompletionStage<HttpAnswer> exchange(RestCall call, Duration responseTimeout) {
    return json.exchange(call, responseTimeout);
  }

  /**
   * Whether a Camunda 8 answers at the address, with or without the path that this API has.
   *
   * @return never fails
   */
  CompletionStage<Boolean> camunda8Answers() {
    return new JsonApi(
            base.replaceFirst("/engine-rest.*", ""),
            List.of(),
            JsonApi.Limit.NONE,
            requestTimeout,
            transport)
        .send(RestCall.get("v2/topology"), Refusals::read)
        .handle((answer, failure) -> failure == null && answer.has("gatewayVersion"));
  }

  /** Sends a call whose answer says nothing more. */
  CompletionStage<CommandResult> accepted(RestCall call) {
    return send(call).thenApply(answer -> new CommandResult.Accepted());
  }

  /** A list that is the whole answer. */
  static JsonNode list(JsonNode answer) {
    if (!answer.isArray()) {
      throw JsonReads.unreadable("it is no list", null);
    }
    return answer;
  }

  /**
   * A key or id as a part of a path.
   *
   * @param name what it is of, for the message
   * @throws EngineException of kind {@link ErrorKind#INVALID} if no engine can have such a key
   */
  static String path(String name, String key) {
    if (NOT_A_KEY.matcher(key).matches()) {
      throw EngineException.of(
          ErrorKind.INVALID,
          name + " must not be empty or have any of / \\ % ; in it, was \"" + key + "\"");
    }
    return encoded(key);
  }

  /** A value of a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
