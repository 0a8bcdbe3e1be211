package io.bpmnconnect.source;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bpmnconnect.connect.mapping.MappingException;

/** Writes plain values as JSON text; numbers keep every digit. */
final class JobJson {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private JobJson() {}

  /**
   * The JSON text of a plain value.
   *
   * @throws MappingException if it cannot be written, such as for being nested too deeply
   */
  static String write(Object plain) {
    try {
      return JSON.writeValueAsString(plain);
    } catch (JsonProcessingException e) {
      throw new MappingException(
          "the job's variables cannot be written as JSON: " + e.getOriginalMessage());
    }
  }
}
