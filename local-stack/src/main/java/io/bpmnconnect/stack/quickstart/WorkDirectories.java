package io.bpmnconnect.stack.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives each run a work directory of its own, named by its process, so that runs stand side by
 * side.
 */
final class WorkDirectories {

  private WorkDirectories() {}

  /** This run's directory. Directories of runs that have ended are deleted. */
  static Path create(Path parent) {
    try {
      Files.createDirectories(parent);
      for (Path directory : children(parent)) {
        if (!isRunning(directory)) {
          tryToDelete(directory);
        }
      }
      return Files.createDirectories(parent.resolve(Long.toString(ProcessHandle.current().pid())));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + parent, e);
    }
  }

  private static List<Path> children(Path parent) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children.toList();
    }
  }

  private static boolean isRunning(Path directory) {
    String pid = directory.getFileName().toString();
    return pid.matches("[0-9]{1,18}")
        && Long.parseLong(pid) != ProcessHandle.current().pid()
        && ProcessHandle.of(Long.parseLong(pid)).isPresent();
  }

  private static void tryToDelete(Path directory) {
    try {
      delete(directory);
    } catch (IOException | UncheckedIOException e) {
      // Another run is deleting it at the same time; what is left of it goes the next time.
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
