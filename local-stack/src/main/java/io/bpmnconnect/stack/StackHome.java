package io.bpmnconnect.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the unpacked programs are: {@code kafka-4.3/*.jar}, {@code kafka-3.9/*.jar}, {@code
 * operaton/*.jar} and {@code plugins/}. The build of the module local-stack makes such a folder at
 * {@code local-stack/target/stack}; {@code registry/} comes from a module of its own.
 *
 * @param path the folder
 */
public record StackHome(Path path) {
  /** The system property that {@link #fromSystemProperty()} reads. */
  public static final String PROPERTY = "stack.home";

  private static final String BUILD_IT =
      "; build it with: mvn package -DskipTests -pl local-stack -am";

  private static final String BUILD_REGISTRY =
      "; build it with: mvn package -pl local-stack/registry";

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
    return existing(version.folder(), BUILD_IT) + "/*";
  }

  /** The jars of the engine, as a class path entry. */
  String operaton() {
    return existing("operaton", BUILD_IT) + "/*";
  }

  /** The jar that runs the schema registry. */
  Path registry() {
    Path app = only(existing("registry", BUILD_REGISTRY), "app-", "", BUILD_REGISTRY);
    return only(app, "apicurio-registry-app-", "-runner.jar", BUILD_REGISTRY);
  }

  /** The folder with the schema registry's converters, as one entry of a {@code plugin.path}. */
  public Path registryConverters() {
    return existing("registry/plugins", BUILD_REGISTRY);
  }

  private static Path only(Path folder, String begin, String end, String buildIt) {
    try (Stream<Path> children = Files.list(folder)) {
      List<Path> found =
          children
              .filter(child -> child.getFileName().toString().startsWith(begin))
              .filter(child -> child.getFileName().toString().endsWith(end))
              .toList();
      if (found.size() != 1) {
        throw new StackException(
            "expected one %s<version>%s in %s, there are %s%s"
                .formatted(begin, end, folder, found, buildIt));
      }
      return found.get(0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  /** The folder with the packaged plugin, one sub-folder for each plugin. */
  public Path plugins() {
    return existing("plugins", BUILD_IT);
  }

  private Path existing(String name, String buildIt) {
    Path folder = path.resolve(name);
    if (!Files.isDirectory(folder)) {
      throw new StackException("the stack has no folder " + folder + buildIt);
    }
    return folder;
  }
}
