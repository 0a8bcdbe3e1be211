package io.bpmnconnect.stack.quickstart;

import io.bpmnconnect.stack.ConnectRest;
import io.bpmnconnect.stack.ConnectorStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Creates the example's connectors as an operator would: its files, posted as they are. */
final class Connectors {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Connectors() {}

  static void create(Path config, List<String> files, ConnectRest connect) {
    try {
      for (String file : files) {
        connect.create(Files.readString(config.resolve(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the example's configuration", e);
    }
    connect.connectors().forEach(name -> connect.waitUntilRunning(name, PATIENCE));
  }

  /** Why a connector or one of its tasks has failed, when one has. */
  static Optional<String> failure(ConnectRest connect) {
    return connect.connectors().stream()
        .flatMap(name -> connect.status(name).stream())
        .flatMap(status -> status.failure().stream())
        .map(Connectors::firstLine)
        .findFirst();
  }

  private static String firstLine(ConnectorStatus.TaskStatus failed) {
    return failed.id() + " has failed: " + failed.trace().lines().findFirst().orElse("");
  }
}
