package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The public OpenAPI description of the REST API, as far as requests go: names, types and bounds of
 * each property, and since when there is one. Immutable; thread-safe.
 */
final class ApiFacts {
  private static final JsonNode API = read();

  private final PlayedVersion version;

  ApiFacts(PlayedVersion version) {
    this.version = version;
  }

  private static JsonNode read() {
    try (InputStream facts = ApiFacts.class.getResourceAsStream("requests.json")) {
      return new ObjectMapper().readTree(facts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The operation for a call that the played version has; empty when there is none. */
  Optional<JsonNode> operation(String method, String path) {
    for (JsonNode operation : API.path("operations")) {
      String pattern = operation.path("path").asText().replaceAll("\\{[a-zA-Z]+}", "[^/]+");
      if (operation.path("method").asText().equals(method) && path.matches(pattern)) {
        return isThere(operation.path("since").asText())
            ? Optional.of(operation)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean isThere(String since) {
    String[] parts = since.split("\\.", -1);
    int minor = Integer.parseInt(parts[1]);
    return parts.length == 2 ? version.has(minor) : version.has(minor, Integer.parseInt(parts[2]));
  }

  /** In what a request is not as the played version describes it; empty when it is. */
  Optional<String> violation(JsonNode operation, JsonNode request) {
    return operation.has("request")
        ? violation("request", operation.path("request"), request)
        : Optional.empty();
  }

  private Optional<String> violation(String where, JsonNode schema, JsonNode value) {
    if (schema.has("$ref")) {
      return violation(where, API.at(schema.path("$ref").asText().substring(1)), value);
    }
    for (JsonNode part : schema.path("allOf")) {
      Optional<String> wrong = violation(where, part, value);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    Optional<String> noChoice = noChoice(where, schema, value);
    return noChoice
        .or(() -> wrongType(where, schema, value))
        .or(() -> outOfBounds(where, schema, value))
        .or(() -> wrongProperty(schema, value))
        .or(() -> wrongItem(where, schema, value));
  }

  private Optional<String> noChoice(String where, JsonNode schema, JsonNode value) {
    JsonNode choices = schema.has("oneOf") ? schema.path("oneOf") : schema.path("anyOf");
    List<String> wrong = new ArrayList<>();
    for (JsonNode choice : choices) {
      Optional<String> why = violation(where, choice, value);
      if (why.isEmpty()) {
        return Optional.empty();
      }
      wrong.add(why.get());
    }
    return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join("; or ", wrong));
  }

  private static Optional<String> wrongType(String where, JsonNode schema, JsonNode value) {
    if (!schema.has("type")) {
      return Optional.empty();
    }
    JsonNode type = schema.path("type");
    boolean fits = false;
    if (type.isArray()) {
      for (JsonNode one : type) {
        fits |= isOf(one.asText(), value);
      }
    } else {
      fits = isOf(type.asText(), value);
    }
    return fits ? Optional.empty() : cannotBeParsed(where);
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull() || value.isMissingNode();
      default -> throw new IllegalStateException("unknown type " + type);
    };
  }

  private static Optional<String> outOfBounds(String where, JsonNode schema, JsonNode value) {
    boolean fits = true;
    if (value.isTextual()) {
      String text = value.textValue();
      fits =
          text.length() >= schema.path("minLength").asInt(0)
              && text.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE)
              && (!schema.has("pattern") || text.matches(schema.path("pattern").asText()));
    } else if (value.isNumber()) {
      fits =
          value.asLong() >= schema.path("minimum").asLong(Long.MIN_VALUE)
              && value.asLong() <= schema.path("maximum").asLong(Long.MAX_VALUE);
    }
    return fits ? Optional.empty() : Optional.of("The value for " + where + " is not allowed");
  }

  private Optional<String> wrongProperty(JsonNode schema, JsonNode value) {
    if (!value.isObject() || !schema.has("properties")) {
      return Optional.empty();
    }
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText())) {
        return Optional.of("No " + required.asText() + " provided");
      }
    }
    for (var property : value.properties()) {
      String name = property.getKey();
      JsonNode known = schema.path("properties").path(name);
      String since = schema.path("x-since").path(name).asText("8.6");
      if (known.isMissingNode() || !isThere(since)) {
        return cannotBeParsed(name);
      }
      Optional<String> wrong = violation(name, known, property.getValue());
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private Optional<String> wrongItem(String where, JsonNode schema, JsonNode value) {
    if (!value.isArray()) {
      return Optional.empty();
    }
    if (value.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)
        || (schema.path("uniqueItems").asBoolean(false)
            && Set.copyOf(texts(value)).size() < value.size())) {
      return Optional.of("The value for " + where + " is not allowed");
    }
    for (JsonNode item : value) {
      Optional<String> wrong = violation(where, schema.path("items"), item);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.toString()));
    return texts;
  }

  /** Seen on 8.6.0. */
  private static Optional<String> cannotBeParsed(String property) {
    return Optional.of("Request property [" + property + "] cannot be parsed");
  }
}
