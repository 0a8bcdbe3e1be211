package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in the keys that both connectors have, and what is said of each, word for word. */
class ConfigMistakesTest {

  private static final String CREDENTIALS =
      "Invalid value for configuration engine.url: must not contain credentials, because addresses"
          + " are shown in logs; there are keys for credentials";
  private static final String QUERY =
      "Invalid value for configuration engine.url: must not contain a query (?) or a fragment (#)";
  private static final String HOST_CHARACTERS =
      "must name a host by letters (a to z), digits, dots, hyphens and underscores, or by an IP"
          + " address, one of version 6 in square brackets";
  private static final String PORT = "must have a port between 1 and 65535, or none";
  private static final String SCHEME =
      "must begin with http:// or https://, such as http://localhost:8080";
  private static final String NO_HOST = "must name a host, such as http://localhost:8080";

  /** The messages of each key that has any; no connection is tried. */
  private static Map<String, List<String>> errors(Map<String, String> mistakes) {
    Map<String, String> config = new HashMap<>();
    config.put("engine.url", "http://localhost:8080");
    config.put("validate.connection", "false");
    config.putAll(mistakes);
    Map<String, List<String>> errors = new TreeMap<>();
    ConfigDef definition = DeliveryConfig.define(EngineConfig.define(new ConfigDef()));
    for (ConfigValue value :
        ConfigValidation.validate(definition, config, ConfigMistakesTest::settings)
            .configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }

  private static ConfigValidation.Settings settings(AbstractConfig config, Problems problems) {
    EngineConfig engine = parse(config, problems);
    return () -> engine;
  }

  private static EngineConfig parse(AbstractConfig config, Problems problems) {
    DeliveryConfig.from(config, problems);
    return EngineConfig.from(config, problems);
  }

  /** A mistake in one value. */
  private static Arguments row(String key, String value, String message) {
    return Arguments.of(Map.of(key, value), Map.of(key, List.of(message)));
  }

  private static Arguments url(String value, String problem) {
    return row(
        "engine.url",
        value,
        "Invalid value " + value + " for configuration engine.url: " + problem);
  }

  private static Arguments secretUrl(String value, String message) {
    return row("engine.url", value, message);
  }

  private static Arguments number(String key, String value, String problem) {
    return row(key, value, "Invalid value " + value + " for configuration " + key + ": " + problem);
  }

  /** Kafka goes on with no value where it could not read one. */
  private static Arguments unparsable(String key, String value, String problem) {
    return Arguments.of(
        Map.of(key, value),
        Map.of(
            key,
            List.of(
                "Invalid value " + value + " for configuration " + key + ": " + problem,
                "Invalid value null for configuration " + key + ": Value must be non-null")));
  }

  static List<Arguments> mistakes() {
    return List.of(
        // Addresses
        url("", "must not be empty; expected is an address, such as http://localhost:8080"),
        url("localhost", SCHEME),
        url("localhost:8080", SCHEME),
        url("//localhost:8080", SCHEME),
        url("/v2", SCHEME),
        url("http:/localhost", SCHEME),
        url("http:localhost", SCHEME),
        url("\"http://localhost\"", SCHEME),
        url("ftp://localhost", "must begin with http:// or https://, not with ftp://"),
        url("grpc://localhost:26500", "must begin with http:// or https://, not with grpc://"),
        url("http://", NO_HOST),
        url("http:///v2", NO_HOST),
        url("http://:8080", NO_HOST),
        url("http://local host", HOST_CHARACTERS),
        url("http://münchen.example", HOST_CHARACTERS),
        row(
            "engine.url",
            "http://a,b:8080",
            "engine.url: must name one server; several are for engine.type=zeebe"),
        url("http://${env:ENGINE}/", HOST_CHARACTERS),
        url("http://::1:8080", NO_HOST),
        url("http://[::1:8080", HOST_CHARACTERS),
        url("http://[engine]", HOST_CHARACTERS),
        url(
            "http://[:::1]:8080",
            "is not an address: expected hex digits or ipv4 address at index 10"),
        url("http://localhost:port", PORT),
        url("http://localhost:", PORT),
        url("http://localhost:0", PORT),
        url("http://localhost:-1", PORT),
        url("http://localhost:65536", PORT),
        url("http://localhost:99999999999", PORT),
        url("http://localhost:80:80", PORT),
        url("http://one:80,two:0", PORT),
        url("http://one,,two", "must name a host, such as http://localhost:8080"),
        url("http://localhost/a b", "is not an address: illegal character in path at index 18"),
        url("http://localhost/%zz", "is not an address: malformed escape pair at index 17"),
        secretUrl("http://demo:s3cret@localhost:8080", CREDENTIALS),
        secretUrl("http://demo:s3cret@my_engine:8080", CREDENTIALS),
        secretUrl("http://demo:s3 cret@localhost:port", CREDENTIALS),
        secretUrl("http://demo:s3cret/@localhost", CREDENTIALS),
        secretUrl("http://s3cret@localhost", CREDENTIALS),
        secretUrl("http://localhost?token=s3cret", QUERY),
        secretUrl("http://localhost:8080/v2?", QUERY),
        secretUrl("http://localhost/#s3cret", QUERY),
        secretUrl("demo:s3cret@localhost", "Invalid value for configuration engine.url: " + SCHEME),
        // Single values
        row(
            "engine.type",
            "flowable",
            "Invalid value flowable for configuration engine.type: String must be one of: camunda8, zeebe,"
                + " camunda7, go-bpmn"),
        row(
            "engine.type",
            "",
            "Invalid value  for configuration engine.type: String must be one of: camunda8, zeebe,"
                + " camunda7, go-bpmn"),
        row(
            "engine.auth.type",
            "digest",
            "Invalid value digest for configuration engine.auth.type: String must be one of: none,"
                + " basic, bearer, api-key, oauth2"),
        row(
            "validate.connection",
            "perhaps",
            "Invalid value perhaps for configuration validate.connection: Expected value to be"
                + " either true or false"),
        number("engine.connect.timeout.ms", "0", "Value must be at least 1"),
        number("engine.connect.timeout.ms", "2147483648", "Value must be no more than 2147483647"),
        unparsable("engine.connect.timeout.ms", "5s", "Not a number of type LONG"),
        number("engine.request.timeout.ms", "0", "Value must be at least 1"),
        number("engine.request.timeout.ms", "-20000", "Value must be at least 1"),
        unparsable("engine.request.timeout.ms", "", "Not a number of type LONG"),
        number("max.in.flight.requests", "0", "Value must be at least 1"),
        number("max.in.flight.requests", "10001", "Value must be no more than 10000"),
        unparsable("max.in.flight.requests", "many", "Not a number of type INT"),
        unparsable("max.in.flight.requests", "1.5", "Not a number of type INT"),
        unparsable("max.in.flight.requests", "99999999999", "Not a number of type INT"),
        number("retry.backoff.ms", "0", "Value must be at least 1"),
        number("retry.backoff.ms", "3600001", "Value must be no more than 3600000"),
        number("retry.backoff.max.ms", "0", "Value must be at least 1"),
        unparsable("retry.backoff.max.ms", "1e3", "Not a number of type LONG"),
        number("delivery.timeout.ms", "-1", "Value must be at least 0"),
        unparsable("delivery.timeout.ms", "1 day", "Not a number of type LONG"),
        row(
            "camunda.cloud.audience",
            "api.camunda.io",
            "camunda.cloud.audience: means nothing without camunda.cloud.cluster.id"),
        // Values that do not fit together
        row(
            "retry.backoff.ms",
            "30001",
            "retry.backoff.max.ms",
            "retry.backoff.max.ms: must not be smaller than retry.backoff.ms"),
        row(
            "retry.backoff.max.ms",
            "99",
            "retry.backoff.max.ms: must not be smaller than retry.backoff.ms"),
        row(
            "engine.auth.username",
            "demo",
            "engine.auth.password",
            "engine.auth.password: is required by basic authentication"),
        row(
            "engine.auth.password",
            "s3cret",
            "engine.auth.username",
            "engine.auth.username: is required by basic authentication"),
        Arguments.of(
            Map.of("engine.auth.type", "basic"),
            Map.of(
                "engine.auth.username",
                List.of("engine.auth.username: is required by basic authentication"),
                "engine.auth.password",
                List.of("engine.auth.password: is required by basic authentication"))),
        Arguments.of(
            Map.of("engine.auth.username", "", "engine.auth.password", "s3cret"),
            Map.of(
                "engine.auth.username",
                List.of("engine.auth.username: is required by basic authentication"))),
        Arguments.of(
            Map.of("engine.auth.username", "de:mo", "engine.auth.password", "s3cret"),
            Map.of(
                "engine.auth.username",
                List.of("engine.auth.username: must not contain a colon (RFC 7617)"))),
        Arguments.of(
            Map.of("engine.auth.type", "none", "engine.auth.password", "s3cret"),
            Map.of(
                "engine.auth.type",
                List.of(
                    "engine.auth.type: is none, but set is engine.auth.password (basic); remove it, or"
                        + " change engine.auth.type"))));
  }

  /** A value that is wrong because of another key. */
  private static Arguments row(String key, String value, String blamed, String message) {
    return Arguments.of(Map.of(key, value), Map.of(blamed, List.of(message)));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void eachMistakeHasItsMessageOnItsKey(
      Map<String, String> mistakes, Map<String, List<String>> messages) {
    Map<String, List<String>> errors = errors(mistakes);

    assertThat(errors).isEqualTo(messages);
    assertThat(errors.toString()).doesNotContain("s3cret");
  }

  @Test
  void aMissingAddressIsMissed() {
    ConfigDef definition = DeliveryConfig.define(EngineConfig.define(new ConfigDef()));

    assertThat(
            ConfigValidation.validate(definition, Map.of(), ConfigMistakesTest::settings)
                .configValues())
        .filteredOn(value -> !value.errorMessages().isEmpty())
        .singleElement()
        .satisfies(
            value ->
                assertThat(value.errorMessages())
                    .containsExactly(
                        "engine.url: is required; or, for Camunda's SaaS,"
                            + " camunda.cloud.cluster.id and its like"));
  }
}
