package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of the user's own: what is sent, and what is said of those that cannot be. */
class EngineHeadersTest {

  private static final String SECRET = "s3cret-of-the-gateway";

  private final Problems problems = new Problems();

  private static ConfigDef definition(Map<String, String> config) {
    return EngineConfig.defineNamed(EngineConfig.define(new ConfigDef()), config);
  }

  private EngineConfig read(Map<String, String> settings) {
    Map<String, String> config = new HashMap<>(settings);
    config.put("engine.url", "http://localhost:8080");
    return EngineConfig.from(
        new AbstractConfig(definition(config), config, Map.of(), false), problems);
  }

  @Test
  void headersReachTheAdapterAsTheyAreWritten() {
    EngineConfig engine =
        read(
            Map.of(
                "engine.headers.X-Gateway-Key",
                SECRET,
                "engine.headers.camunda-physical-tenant",
                "team-a; b=c"));

    assertThat(problems.found()).isEmpty();
    assertThat(engine.settings(1).headers().byName())
        .isEqualTo(Map.of("X-Gateway-Key", SECRET, "camunda-physical-tenant", "team-a; b=c"));
  }

  @Test
  void aValueIsShownNowhere() {
    Map<String, String> config = Map.of("engine.headers.X-Gateway-Key", SECRET);
    EngineConfig engine = read(config);

    assertThat(engine.toString()).contains("X-Gateway-Key").doesNotContain(SECRET);
    assertThat(engine.settings(1).toString()).doesNotContain(SECRET);
    assertThat(definition(config).configKeys().get("engine.headers.X-Gateway-Key").type)
        .isEqualTo(ConfigDef.Type.PASSWORD);
    assertThat(EffectiveConfig.describe(definition(config), config, List.of()))
        .contains("engine.headers.X-Gateway-Key = [hidden]")
        .doesNotContain(SECRET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "Host|must not be Host, which every request has already",
        "content-type|must not be content-type, which every request has already",
        "Content-Length|must not be Content-Length, which every request has already",
        "Transfer-Encoding|must not be Transfer-Encoding, which every request has already",
        "User-Agent|must not be User-Agent, which every request has already",
        "authorization|must not be authorization: engine.auth.* has the keys for credentials",
        "Proxy-Authorization|must not be Proxy-Authorization: that is engine.proxy.username and"
            + " -password",
        "''|'is not the name of a header: \"\"'",
        "X Key|'is not the name of a header: \"X Key\"'",
        "X-Key:|'is not the name of a header: \"X-Key:\"'",
        "\u00dcber|'is not the name of a header: \"\u00dcber\"'"
      })
  void aNameThatCannotBeSentIsRefusedByItsKey(String name, String problem) {
    read(Map.of("engine.headers." + name, SECRET));

    assertThat(problems.found()).containsExactly(new Problem("engine.headers." + name, problem));
  }

  @Test
  void aLineBreakInANameIsRefused() {
    read(Map.of("engine.headers.X\r\nHost", SECRET));

    assertThat(problems.found())
        .containsExactly(
            new Problem("engine.headers.X\r\nHost", "is not the name of a header: \"X\r\nHost\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nHost: b", "a\nb", "a\u0000b", "gr\u00fcn", "a\tb"})
  void aValueThatCannotBeSentIsRefusedWithoutBeingShown(String value) {
    read(Map.of("engine.headers.X-Key", value));

    assertThat(problems.found())
        .containsExactly(
            new Problem(
                "engine.headers.X-Key",
                "must have visible ASCII characters only: a header cannot carry others"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\r\n"})
  void anEmptyValueIsRefused(String value) {
    read(Map.of("engine.headers.X-Key", value));

    assertThat(problems.found())
        .containsExactly(new Problem("engine.headers.X-Key", "must not be empty"));
  }

  @Test
  void theSameHeaderTwiceIsRefused() {
    read(Map.of("engine.headers.X-Key", "a", "engine.headers.x-key", "b"));

    assertThat(problems.found())
        .containsExactly(
            new Problem(
                "engine.headers.x-key",
                "is the same header as engine.headers.X-Key: letter case does not count"));
  }

  @Test
  void theHeaderOfTheApiKeyIsRefused() {
    read(
        Map.of(
            "engine.auth.api.key", SECRET,
            "engine.auth.api.key.header", "X-Key",
            "engine.headers.x-key", "b"));

    assertThat(problems.found())
        .containsExactly(
            new Problem("engine.headers.x-key", "is the header of engine.auth.api.key already"));
  }

  @ParameterizedTest
  @CsvSource({
    "grpc-timeout,'must not begin with grpc-, which gRPC keeps for itself'",
    "Trace-Bin,'must not end with -bin, which gRPC takes for bytes'",
    "a~b,'may have letters, digits, dots, hyphens and underscores only, with gRPC'"
  })
  void grpcHasRulesOfItsOwnForEveryHeader(String name, String problem) {
    read(Map.of("engine.headers." + name, "a"));
    assertThat(problems.found()).isEmpty();

    read(Map.of("engine.type", "zeebe", "engine.headers." + name, "a"));
    read(
        Map.of(
            "engine.type", "zeebe",
            "engine.auth.api.key", SECRET,
            "engine.auth.api.key.header", name));

    assertThat(problems.found())
        .containsExactly(
            new Problem("engine.headers." + name, problem),
            new Problem("engine.auth.api.key.header", problem));
  }
}
