package io.bpmnconnect.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** The folder of one part, emptied and made when the part is set up. */
record WorkDirectory(Path path) {
  static WorkDirectory create(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      if (Files.exists(absolute)) {
        delete(absolute);
      }
      Files.createDirectories(absolute);
      return new WorkDirectory(absolute);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make an empty folder " + absolute, e);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> entries;
    try (Stream<Path> walk = Files.walk(folder)) {
      entries = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : entries) {
      Files.delete(entry);
    }
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** Makes an empty folder in it. */
  Path folder(String name) {
    return create(path.resolve(name)).path();
  }

  /** Writes a properties file. */
  Path write(String name, Map<String, String> values) {
    Properties properties = new Properties();
    properties.putAll(values);
    Path file = path.resolve(name);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Copies a file of this package's resources into it. */
  Path copyResource(String name) {
    Path file = path.resolve(name);
    try (InputStream resource = WorkDirectory.class.getResourceAsStream(name)) {
      Files.copy(resource, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
