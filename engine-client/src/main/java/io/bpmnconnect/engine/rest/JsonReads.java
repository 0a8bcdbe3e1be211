package io.bpmnconnect.engine.rest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.http.HttpAnswer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Reads what an engine answers: numbers keep every digit. Stateless. */
public final class JsonReads {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final ObjectReader TREES = MAPPER.reader();

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private JsonReads() {}

  /**
   * The body of an answer; a missing node when it is empty.
   *
   * @throws EngineException that is {@link #unreadable} if it is not JSON
   */
  public static JsonNode tree(HttpAnswer answer) {
    try {
      return tree(answer.body());
    } catch (IOException e) {
      String reason = e instanceof JacksonException j ? j.getOriginalMessage() : e.getMessage();
      throw unreadable("it is not JSON (" + reason + ")", e);
    } catch (NumberFormatException e) {
      throw unreadable("it has a number that is too large", e); // such as 1e9999999999
    }
  }

  /** The body of a refusal, which may be anything; empty when it is not JSON. */
  public static Optional<JsonNode> refusal(HttpAnswer answer) {
    try {
      return Optional.of(tree(answer.body()));
    } catch (IOException | NumberFormatException notJson) {
      return Optional.empty();
    }
  }

  private static JsonNode tree(byte[] body) throws IOException {
    JsonNode json = TREES.readTree(body);
    return json == null ? MissingNode.getInstance() : json;
  }

  /**
   * A JSON text as a plain value.
   *
   * @throws JsonProcessingException if it is not JSON
   * @throws NumberFormatException if it has a number that is too large
   */
  public static Object value(String text) throws JsonProcessingException {
    return MAPPER.readValue(text, Object.class);
  }

  /** A part of an answer as a plain value, {@code null} included. */
  public static Object plain(JsonNode json) {
    return MAPPER.convertValue(json, Object.class);
  }

  /** A plain value as a JSON text. */
  public static String write(Object value) throws JsonProcessingException {
    return MAPPER.writeValueAsString(value);
  }

  /** An object as plain values; empty when there is none. */
  public static Map<String, Object> object(JsonNode json) {
    return json.isObject() ? MAPPER.convertValue(json, OBJECT) : Map.of();
  }

  /** What was asked for was most likely done: the status was one of success. */
  public static EngineException unreadable(String why, Throwable cause) {
    return EngineException.of(
            ErrorKind.INTERNAL, "the engine's answer cannot be read: " + why, cause)
        .ambiguous();
  }

  /** A property that every answer of its kind has, be it a text or a number, as text. */
  public static String required(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isTextual() && !value.isIntegralNumber()) {
      throw unreadable("it has no " + name, null);
    }
    return value.asText();
  }

  /** What an optional property says, be it a text or a number; empty for none, null or "". */
  public static Optional<String> text(JsonNode json, String name) {
    JsonNode field = json.path(name);
    return field.isTextual() || field.isIntegralNumber()
        ? Optional.of(field.asText()).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  /** A list that every answer of its kind has. */
  public static JsonNode list(JsonNode json, String name) {
    JsonNode list = json.path(name);
    if (!list.isArray()) {
      throw unreadable("it has no " + name, null);
    }
    return list;
  }
}
