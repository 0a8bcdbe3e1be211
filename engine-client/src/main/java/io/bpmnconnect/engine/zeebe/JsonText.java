package io.bpmnconnect.engine.zeebe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.util.Map;

/**
 * Reads the JSON texts that the protocol has for plain values. Stateless; numbers keep every digit.
 */
final class JsonText {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private JsonText() {}

  /** An empty text is an empty object: the gateway leaves out what there is none of. */
  static Map<String, Object> object(String text) {
    return text.isEmpty() ? Map.of() : read(text, OBJECT);
  }

  /** May be {@code null}. */
  static Object value(String text) {
    return text.isEmpty() ? null : read(text, new TypeReference<>() {});
  }

  private static <T> T read(String text, TypeReference<T> type) {
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw EngineException.of(
              ErrorKind.INTERNAL,
              "the engine's answer cannot be read: it is not JSON (" + e.getOriginalMessage() + ")",
              e)
          .ambiguous();
    }
  }
}
