package io.bpmnconnect.stack.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.stack.ConnectRest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Creates the example's connectors as an operator would: its files, posted as they are. */
final class Connectors {

  private static final List<String> FILES = List.of("sink-orders.json", "source-payments.json");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Connectors() {}

  static void create(Path config, ConnectRest connect) {
    try {
      for (String file : FILES) {
        JsonNode created = connect.create(Files.readString(config.resolve(file)));
        connect.waitUntilRunning(created.path("name").asText(), PATIENCE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the example's configuration", e);
    }
  }
}
