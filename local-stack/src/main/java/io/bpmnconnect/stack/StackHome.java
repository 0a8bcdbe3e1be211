package io.bpmnconnect.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the unpacked programs are: {@code kafka-4.3/*.jar}, {@code kafka-3.9/*.jar}, {@code
 * zeebe-8.6.0/} and {@code plugins/}. The build of the module local-stack makes such a folder at
 * {@code local-stack/target/stack}.
 *
 * @param path the folder
 */
public record StackHome(Path path) {
  /** The system property that {@link #fromSystemProperty()} reads. */
  public static final String PROPERTY = "stack.home";

  private static final String BUILD_IT =
      "; build it with: mvn package -DskipTests -pl local-stack -am";

  public StackHome {
    path = path.toAbsolutePath().normalize();
    if (!Files.isDirectory(path)) {
      throw new StackException("the stack's folder " + path + " does not exist" + BUILD_IT);
    }
  }

  /**
   * The folder named by the system property {@code stack.home}.
   *
   * @throws StackException when the property is not set or the folder does not exist
   */
  public static StackHome fromSystemProperty() {
    String value = System.getProperty(PROPERTY);
    if (value == null || value.isBlank()) {
      throw new StackException(
          "set the system property " + PROPERTY + " to the folder local-stack/target/stack");
    }
    return new StackHome(Path.of(value));
  }

  /** The jars of a Kafka release, as a class path entry. */
  String kafkaClassPath(KafkaVersion version) {
    return existing(version.folder()) + "/*";
  }

  /** The folder of the engine. */
  Path zeebe() {
    try (Stream<Path> children = Files.list(path)) {
      List<Path> found =
          children.filter(child -> child.getFileName().toString().startsWith("zeebe-")).toList();
      if (found.size() != 1) {
        throw new StackException(
            "expected one folder zeebe-<version> in " + path + ", there are " + found + BUILD_IT);
      }
      return found.get(0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + path, e);
    }
  }

  /** The folder with the packaged plugin, one sub-folder for each plugin. */
  public Path plugins() {
    return existing("plugins");
  }

  private Path existing(String name) {
    Path folder = path.resolve(name);
    if (!Files.isDirectory(folder)) {
      throw new StackException("the stack has no folder " + folder + BUILD_IT);
    }
    return folder;
  }
}
