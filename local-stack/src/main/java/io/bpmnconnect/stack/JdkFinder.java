package io.bpmnconnect.stack;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for a JDK of at least some version: in the environment variables {@code ZEEBE_JAVA_HOME}
 * and {@code JAVA_HOME}, then the Java that runs us, then the usual folders. The JDK's file {@code
 * release} tells its version; none is run for that.
 */
final class JdkFinder {
  private static final Pattern FEATURE = Pattern.compile("\"?(\\d+).*");

  private final Map<String, String> environment;
  private final Path ownHome;
  private final List<Path> folders;

  /** Looks where JDKs are on Linux and macOS. */
  JdkFinder() {
    this(
        System.getenv(),
        JavaCommand.ownHome(),
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/opt/java"),
            Path.of(System.getProperty("user.home"), ".sdkman/candidates/java"),
            Path.of("/Library/Java/JavaVirtualMachines")));
  }

  JdkFinder(Map<String, String> environment, Path ownHome, List<Path> folders) {
    this.environment = environment;
    this.ownHome = ownHome;
    this.folders = folders;
  }

  /**
   * The first one found.
   *
   * @throws StackException when there is none; says what to install or set
   */
  Path find(int minimum) {
    return candidates().stream()
        .filter(home -> feature(home).orElse(0) >= minimum)
        .findFirst()
        .orElseThrow(
            () ->
                new StackException(
                    "the engine needs a JDK "
                        + minimum
                        + " or newer and none was found: install one, or set ZEEBE_JAVA_HOME"
                        + " to the folder of one"));
  }

  private List<Path> candidates() {
    List<Path> homes = new ArrayList<>();
    for (String variable : List.of("ZEEBE_JAVA_HOME", "JAVA_HOME")) {
      String value = environment.getOrDefault(variable, "");
      if (!value.isBlank()) {
        homes.add(Path.of(value));
      }
    }
    homes.add(ownHome);
    for (Path folder : folders) {
      homes.addAll(installedIn(folder));
    }
    return homes;
  }

  private static List<Path> installedIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .sorted(Comparator.reverseOrder())
          .flatMap(child -> Stream.of(child, child.resolve("Contents/Home")))
          .toList();
    } catch (IOException e) {
      // One folder that may not be read is no reason not to look into the others.
      return List.of();
    }
  }

  private static Optional<Integer> feature(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      // A file that is no JDK's release file: not a JDK.
      return Optional.empty();
    }
    Matcher version = FEATURE.matcher(properties.getProperty("JAVA_VERSION", ""));
    return version.matches() ? Optional.of(Integer.parseInt(version.group(1))) : Optional.empty();
  }
}
