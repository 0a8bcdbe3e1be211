package io.bpmnconnect.engine.gobpmn;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which jobs a request is for: those of a process, of one version of it, of one element of it.
 * Written {@code process}, {@code process:version}, {@code process/element} or {@code
 * process:version/element}. A version is any text, so the last slash begins the element.
 *
 * @param kinds the kinds of work, in the engine's words
 */
record Subscription(
    String bpmnProcessId, Optional<String> version, Optional<String> element, List<String> kinds) {

  private static final Pattern FORM = Pattern.compile("([^:/]+)(?::(.+?))?(?:/([^/]+))?");

  static Subscription parse(String type, List<String> kinds) {
    Matcher matcher = FORM.matcher(type);
    if (!matcher.matches()) {
      throw EngineException.of(
          ErrorKind.INVALID,
          "a job type of go-bpmn is process, process:version, process/element or"
              + " process:version/element, was \""
              + type
              + "\"");
    }
    return new Subscription(
        matcher.group(1),
        Optional.ofNullable(matcher.group(2)),
        Optional.ofNullable(matcher.group(3)),
        kinds);
  }

  boolean takes(JsonNode job) {
    return kinds.contains(job.path("type").asText())
        && element.map(job.path("bpmnElementId").asText()::equals).orElse(true);
  }
}
