package io.bpmnconnect.engine.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.bpmnconnect.engine.camundaversion.CamundaVersion;
import io.bpmnconnect.engine.rest.RestCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The API's public OpenAPI description, as far as {@code requests.json} has it. */
final class ApiDescription {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode API = read();

  private ApiDescription() {}

  private static JsonNode read() {
    try (InputStream description = ApiDescription.class.getResourceAsStream("requests.json")) {
      return JSON.readTree(description);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is described for one method and path. */
  record Operation(JsonNode json) {

    /** The path, with names in braces. */
    String path() {
      return json.path("path").asText();
    }

    /** The version that brought it. */
    CamundaVersion since() {
      return CamundaVersion.of(json.path("since").asText());
    }

    /** The properties of its request that came later than it, with the version of each. */
    Map<String, CamundaVersion> younger() {
      Map<String, CamundaVersion> since = new TreeMap<>();
      collect(json.path("request"), since);
      since.values().removeIf(version -> version.compareTo(since()) <= 0);
      return since;
    }

    private static void collect(JsonNode schema, Map<String, CamundaVersion> since) {
      if (schema.has("$ref")) {
        collect(API.at(schema.path("$ref").asText().substring(1)), since);
      }
      schema.path("oneOf").forEach(choice -> collect(choice, since));
      schema
          .path("x-since")
          .properties()
          .forEach(
              property ->
                  since.put(property.getKey(), CamundaVersion.of(property.getValue().asText())));
    }

    /** In what a request is not as described. */
    Set<String> violations(JsonNode request) {
      ObjectNode schema = json.path("request").deepCopy();
      schema.set("$defs", API.path("$defs"));
      JsonSchema validator = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
      return validator.validate(request).stream().map(Object::toString).collect(Collectors.toSet());
    }
  }

  /**
   * The operation that a call is for.
   *
   * @param path without the version of the API
   */
  static Operation operation(String method, String path) {
    for (JsonNode operation : API.path("operations")) {
      String pattern = operation.path("path").asText().replaceAll("\\{[a-zA-Z]+}", "-?[0-9]+");
      if (operation.path("method").asText().equals(method) && path.matches(pattern)) {
        return new Operation(operation);
      }
    }
    throw new AssertionError("the API has no " + method + " " + path);
  }

  static Operation operation(RestCall call) {
    return operation(call.method().name(), "/" + call.path());
  }
}
