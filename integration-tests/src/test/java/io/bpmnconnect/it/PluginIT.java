package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpmnconnect.connect.ConnectorVersion;
import io.bpmnconnect.stack.StackHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The packaged plugin: what is in it, and that a worker finds it. */
@ExtendWith(SharedStack.class)
class PluginIT {

  private static Path component() throws IOException {
    try (Stream<Path> components = Files.list(StackHome.fromSystemProperty().plugins())) {
      List<Path> found = components.toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  @Test
  void aWorkerThatLoadsByServiceFindsBothConnectors(TestBench bench) {
    Map<String, String> versions = new HashMap<>();
    for (JsonNode plugin : bench.connect().plugins()) {
      versions.put(
          plugin.path("class").asText(),
          plugin.path("type").asText() + " " + plugin.path("version").asText());
    }

    assertThat(versions)
        .containsEntry(
            "io.bpmnconnect.sink.ProcessEngineSinkConnector", "sink " + ConnectorVersion.current())
        .containsEntry(
            "io.bpmnconnect.source.ProcessEngineSourceConnector",
            "source " + ConnectorVersion.current());
  }

  @Test
  void theArchiveHoldsOnlyWhatThePluginNeeds() throws IOException {
    try (Stream<Path> jars = Files.list(component().resolve("lib"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .isNotEmpty()
          .allSatisfy(
              jar ->
                  assertThat(jar)
                      .doesNotContain("kafka", "connect-api", "slf4j", "log4j", "logback", "junit")
                      .endsWith(".jar"));
    }
  }

  @Test
  void theArchiveHasTheLayoutOfAComponent() throws IOException {
    Path component = component();

    JsonNode manifest = new ObjectMapper().readTree(component.resolve("manifest.json").toFile());

    assertThat(component.getFileName())
        .hasToString("bpmnconnect-kafka-connect-bpmn-" + ConnectorVersion.current());
    assertThat(manifest.path("version").asText()).isEqualTo(ConnectorVersion.current());
    assertThat(manifest.path("component_types")).hasSize(2);
    assertThat(component.resolve("doc/LICENSE")).isNotEmptyFile();
    assertThat(component.resolve("doc/README.md")).isNotEmptyFile();
    assertThat(component.resolve("etc/sink-orders.json")).isNotEmptyFile();
    assertThat(component.resolve("etc/source-payments.json")).isNotEmptyFile();
  }
}
