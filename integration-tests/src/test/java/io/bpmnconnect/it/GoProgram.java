package io.bpmnconnect.it;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server written in Go that tests start: the one on the PATH or, where Go is, one that is
 * installed in a folder below {@code target} when it is first asked for.
 *
 * @param name of the program on the PATH
 * @param source what {@code go install} takes
 */
public record GoProgram(String name, String source) {

  private static final Logger log = LoggerFactory.getLogger(GoProgram.class);

  public static final GoProgram TOXIPROXY =
      new GoProgram("toxiproxy-server", "github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0");

  /** Skips the test, and says so in one line, where the program cannot be had. */
  public void assumeInstalled() {
    Assumptions.assumeTrue(
        installed().isPresent(),
        name + " is not on the PATH, and Go cannot install it, so nothing is tested with it");
  }

  /** Where the program is; empty where it cannot be had. */
  public Optional<Path> installed() {
    return onPath(name).or(() -> onPath("go").flatMap(this::install));
  }

  private static Optional<Path> onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Optional<Path> install(Path go) {
    Path folder = Path.of(System.getProperty("go.programs"), name);
    Path lock = folder.resolveSibling(name + ".lock");
    try {
      Files.createDirectories(folder.getParent());
      // Another fork of the tests may want the same one now.
      try (FileChannel channel = FileChannel.open(lock, CREATE, WRITE);
          FileLock held = channel.lock()) {
        if (held.isValid() && only(folder).isEmpty()) {
          installInto(folder, go);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return only(folder);
  }

  private void installInto(Path folder, Path go) {
    Ended install = ended(Map.of("GOBIN", folder.toString()), go.toString(), "install", source);
    if (install.code() != 0) {
      log.warn("go install {}: {}", source, install.output());
    }
  }

  /** What Go has installed, under a name of its own choice. */
  private static Optional<Path> only(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Ended(int code, String output) {}

  /** Runs a command to its end, which must be a good one, and returns what it has said. */
  public static String run(Map<String, String> environment, String... command) {
    Ended ended = ended(environment, command);
    assertThat(ended.code()).as(ended.output()).isZero();
    return ended.output();
  }

  private static Ended ended(Map<String, String> environment, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), output.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
