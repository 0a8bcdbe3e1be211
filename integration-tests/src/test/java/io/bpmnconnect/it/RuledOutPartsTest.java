package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Two artifacts come under terms of their vendor's own, and nothing of ours may fetch them. Maven's
 * enforcer refuses them as dependencies; what a plugin unpacks, a script fetches or a page says to
 * run it does not see.
 */
class RuledOutPartsTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));

  private static final List<String> NAMES = List.of("camunda-zeebe", "zeebe-process-test");

  /** These name them to refuse them. */
  private static final Set<Path> REFUSING =
      Set.of(
          Path.of("pom.xml"),
          Path.of("integration-tests/src/test/java/io/bpmnconnect/it/RuledOutPartsTest.java"));

  @Test
  void noFileNamesThem() throws IOException {
    List<Path> files = files();

    assertThat(files).contains(Path.of("local-stack/pom.xml"), Path.of("quickstart"));
    assertThat(files).filteredOn(file -> !REFUSING.contains(file)).noneMatch(this::namesOne);
  }

  @Test
  void theBuildRefusesThemAsDependencies() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));

    assertThat(pom).contains("<exclude>io.camunda:camunda-zeebe</exclude>");
    assertThat(pom).contains("<exclude>io.camunda:zeebe-process-test-*</exclude>");
    assertThat(pom.split("camunda-zeebe|zeebe-process-test", -1)).hasSize(3);
  }

  private boolean namesOne(Path file) {
    // Not as UTF-8: a picture is read as well, and no byte of it may be an error.
    try (Stream<String> lines = Files.lines(ROOT.resolve(file), StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> NAMES.stream().anyMatch(line::contains));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All files but those of builds, editors and Git. */
  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean others = name.equals("target") || (name.startsWith(".") && !name.equals(".ci"));
            return others && !folder.equals(ROOT)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(ROOT.relativize(file));
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }
}
