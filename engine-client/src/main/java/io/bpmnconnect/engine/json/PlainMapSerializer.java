package io.bpmnconnect.engine.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Writes maps as Jackson does, but for its search for a serializer of every value: in variables
 * nearly all are of a handful of types. Halves the time that a command takes to be written.
 * Immutable.
 */
final class PlainMapSerializer extends JsonSerializer<Map<?, ?>> {

  @Override
  @SuppressWarnings("unchecked") // maps of any types: the class is all that Jackson asks for
  public Class<Map<?, ?>> handledType() {
    return (Class<Map<?, ?>>) (Class<?>) Map.class;
  }

  @Override
  public void serialize(Map<?, ?> map, JsonGenerator json, SerializerProvider serializers)
      throws IOException {
    json.writeStartObject(map);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)) {
        throw JsonMappingException.from(json, "a name must be text, and was " + entry.getKey());
      }
      json.writeFieldName(name);
      write(entry.getValue(), json, serializers);
    }
    json.writeEndObject();
  }

  private void write(Object value, JsonGenerator json, SerializerProvider serializers)
      throws IOException {
    if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Integer number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Map<?, ?> map) {
      serialize(map, json, serializers);
    } else if (value instanceof List<?> list) {
      json.writeStartArray(list, list.size());
      for (Object element : list) {
        write(element, json, serializers);
      }
      json.writeEndArray();
    } else {
      serializers.defaultSerializeValue(value, json);
    }
  }
}
