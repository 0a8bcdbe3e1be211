package io.bpmnconnect.engine.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;

/** Files that may be replaced. Safe for use by any thread: one change is told to one caller. */
final class WatchedFiles {

  /** How a file looks from outside; a missing one has no size. */
  private record Look(FileTime modified, long size) {

    private static final Look MISSING = new Look(FileTime.fromMillis(0), -1);

    static Look at(Path path) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Look(attributes.lastModifiedTime(), attributes.size());
      } catch (IOException missing) {
        return MISSING;
      }
    }
  }

  private final List<Path> paths;
  private final long everyNanos;
  private List<Look> looks;
  private long lookedAt;

  /** Changes are counted from now on, so read the files after this. */
  WatchedFiles(List<Path> paths, Duration every) {
    this.paths = List.copyOf(paths);
    this.everyNanos = every.toNanos();
    this.looks = look();
    this.lookedAt = System.nanoTime();
  }

  /** Whether any file has changed since the last call; {@code false} if that was a moment ago. */
  synchronized boolean haveChanged() {
    if (paths.isEmpty() || System.nanoTime() - lookedAt < everyNanos) {
      return false;
    }
    lookedAt = System.nanoTime();
    List<Look> before = looks;
    looks = look();
    return !looks.equals(before);
  }

  private List<Look> look() {
    return paths.stream().map(Look::at).toList();
  }
}
