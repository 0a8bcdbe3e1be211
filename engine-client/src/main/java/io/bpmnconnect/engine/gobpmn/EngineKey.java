package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of an instance, a job or an incident: the date that the engine partitions its tables by,
 * and a number within it.
 */
record EngineKey(LocalDate partition, int id) {

  private static final Pattern FORM = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{1,10})");

  /**
   * Reads a key as {@link #toString()} writes it. It goes into paths, so nothing else may pass.
   *
   * @param name what the key is of, for the message
   * @throws EngineException of kind {@code INVALID} if it is no such key
   */
  static EngineKey parse(String name, String key) {
    Matcher matcher = FORM.matcher(key);
    if (matcher.matches()) {
      try {
        EngineKey parsed =
            new EngineKey(LocalDate.parse(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        if (parsed.id() > 0) {
          return parsed;
        }
      } catch (DateTimeException | NumberFormatException noSuchDateOrNumber) {
        // falls through to the one message for everything that is no key
      }
    }
    throw EngineException.of(
        ErrorKind.INVALID,
        name + " must be a date and a number such as 2026-11-21/42, was \"" + key + "\"");
  }

  /**
   * Reads a key from an answer.
   *
   * @param id the name of the property with the number
   */
  static EngineKey read(JsonNode json, String id) {
    return parse(id, json.path("partition").asText("") + "/" + json.path(id).asText(""));
  }

  @Override
  public String toString() {
    return partition + "/" + id;
  }
}
