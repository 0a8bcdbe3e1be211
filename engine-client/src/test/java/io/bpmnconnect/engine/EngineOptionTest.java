package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineOptionTest {

  private static final EngineOption FORMAT =
      new EngineOption("format", "Format", "How it is said.", List.of("short", "long"), "short");
  private static final EngineOption NAMES =
      EngineOption.names("encrypted", "Encrypted", "What nobody shall read.");

  private static EngineSettings settings(Map<String, String> options) {
    return new EngineSettings(
        EngineType.GO_BPMN,
        URI.create("http://127.0.0.1:1"),
        new Authentication.Basic("ann", "secret"),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        1,
        "unit-test/1.0",
        NetworkSettings.DEFAULT,
        options);
  }

  @Test
  void whatIsNotConfiguredHasItsDefault() {
    assertThat(FORMAT.in(settings(Map.of("other", "x")))).isEqualTo("short");
    assertThat(NAMES.in(settings(Map.of()))).isEmpty();
  }

  @Test
  void whatIsConfiguredIsFoundByItsName() {
    assertThat(FORMAT.in(settings(Map.of("format", "long")))).isEqualTo("long");
    assertThat(NAMES.in(settings(Map.of("encrypted", "card,pin")))).isEqualTo("card,pin");
  }

  @Test
  void anOptionWithoutChoicesIsAListOfNames() {
    assertThat(NAMES.isList()).isTrue();
    assertThat(FORMAT.isList()).isFalse();
  }
}
