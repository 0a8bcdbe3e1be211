package io.bpmnconnect.engine.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.util.Map;

/**
 * Writes plain values: the variables of commands, and the bodies of calls. Numbers keep every
 * digit. Stateless.
 *
 * <p>What has no form in JSON is an {@link EngineException} of kind {@link ErrorKind#INVALID}. It
 * says that variables are to blame: everything else in a command can be written.
 */
public final class PlainJson {

  private static final ObjectWriter WRITER =
      JsonMapper.builder()
          .addModule(new SimpleModule().addSerializer(new PlainMapSerializer()))
          .build()
          .writerFor(Map.class);

  private PlainJson() {}

  /** The object in UTF-8. */
  public static byte[] bytes(Map<String, Object> object) {
    try {
      return WRITER.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw EngineException.of(
          ErrorKind.INVALID, "variables cannot be written as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The same as a text, which can be written in UTF-8 whatever there is in it. */
  public static String text(Map<String, Object> object) {
    return new String(bytes(object), UTF_8);
  }
}
