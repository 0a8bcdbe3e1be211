package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import io.bpmnconnect.engine.http.HttpTransport;
import io.bpmnconnect.engine.json.PlainJson;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.hc.core5.http.Method;

/** Sends calls of the API and reads their answers as JSON. Safe for use by any thread. */
final class Api {

  /** What the engine reads of a body; the rest of a larger one would be lost work on both sides. */
  static final int LARGEST_BODY = 1_048_576;

  private static final byte[] NO_BODY = new byte[0];

  private final String base;
  private final Duration requestTimeout;
  private final HttpTransport transport;

  Api(URI url, Duration requestTimeout, HttpTransport transport) {
    this.base = url.toString().replaceAll("/+$", "");
    this.requestTimeout = requestTimeout;
    this.transport = transport;
  }

  /**
   * Sends one call.
   *
   * @return what the engine answers, a missing node for nothing; fails with an {@link
   *     EngineException} when that is not a success
   */
  CompletionStage<JsonNode> send(ApiCall call) {
    try {
      return transport
          .send(call.method(), URI.create(base + "/" + call.path()), body(call), requestTimeout)
          .thenApply(Api::read);
    } catch (EngineException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private static byte[] body(ApiCall call) {
    if (call.method() == Method.GET) {
      return NO_BODY;
    }
    byte[] body = PlainJson.bytes(call.body());
    if (body.length > LARGEST_BODY) {
      throw EngineException.of(
          ErrorKind.INVALID,
          "the request has "
              + body.length
              + " bytes; go-bpmn takes at most "
              + LARGEST_BODY
              + ", variables and their quoting included");
    }
    return body;
  }

  private static JsonNode read(HttpAnswer answer) {
    if (!answer.isSuccess()) {
      throw Problems.refusal(answer);
    }
    try {
      JsonNode json = Json.MAPPER.readTree(answer.body());
      return json == null ? MissingNode.getInstance() : json;
    } catch (IOException e) {
      String reason = e instanceof JacksonException j ? j.getOriginalMessage() : e.getMessage();
      throw unreadable("it is not JSON (" + reason + ")", e);
    }
  }

  /** What was asked for was most likely done: the status was one of success. */
  static EngineException unreadable(String why, Throwable cause) {
    return EngineException.of(
            ErrorKind.INTERNAL, "the engine's answer cannot be read: " + why, cause)
        .ambiguous();
  }

  /** A property that every answer of its kind has, as text. */
  static String required(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isTextual() && !value.isIntegralNumber()) {
      throw unreadable("it has no " + name, null);
    }
    return value.asText();
  }

  /** A list that every answer of its kind has. */
  static JsonNode list(JsonNode json, String name) {
    JsonNode list = json.path(name);
    if (!list.isArray()) {
      throw unreadable("it has no " + name, null);
    }
    return list;
  }
}
