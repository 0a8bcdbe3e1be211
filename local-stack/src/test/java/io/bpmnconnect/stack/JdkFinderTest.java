package io.bpmnconnect.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkFinderTest {
  @TempDir private Path root;
  private Path own;
  private Path folder;

  @BeforeEach
  void makeFolders() throws IOException {
    own = jdk("own", "17.0.15");
    folder = Files.createDirectories(root.resolve("jvm"));
  }

  @Test
  void prefersTheVariableMeantForTheEngine() throws IOException {
    Path engine = jdk("engine", "21.0.2");
    Path general = jdk("general", "25");
    Map<String, String> environment =
        Map.of("JAVA_HOME", general.toString(), "ZEEBE_JAVA_HOME", engine.toString());

    assertThat(finder(environment).find(21)).isEqualTo(engine);
  }

  @Test
  void passesOverAVariableWhoseJdkIsTooOld() throws IOException {
    Path old = jdk("old", "11.0.20");
    Path general = jdk("general", "25");
    Map<String, String> environment =
        Map.of("ZEEBE_JAVA_HOME", old.toString(), "JAVA_HOME", general.toString());

    assertThat(finder(environment).find(21)).isEqualTo(general);
  }

  @Test
  void takesTheJavaThatRunsUsWhenItIsNewEnough() throws IOException {
    jdk("jvm/temurin-25", "25.0.1");

    assertThat(finder(Map.of()).find(17)).isEqualTo(own);
  }

  @Test
  void looksIntoTheUsualFolders() throws IOException {
    jdk("jvm/java-17", "17.0.1");
    Path wanted = jdk("jvm/java-21", "21.0.1");

    assertThat(finder(Map.of()).find(21)).isEqualTo(wanted);
  }

  @Test
  void knowsTheLayoutOfMacOs() throws IOException {
    Path wanted = jdk("jvm/temurin-25.jdk/Contents/Home", "25");

    assertThat(finder(Map.of()).find(21)).isEqualTo(wanted);
  }

  @Test
  void isNotMisledByTheOldVersionScheme() throws IOException {
    jdk("jvm/java-8", "1.8.0_392");

    assertThatThrownBy(() -> finder(Map.of()).find(21)).isInstanceOf(StackException.class);
  }

  @Test
  void ignoresFoldersThatAreNoJdk() throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("docs")).resolve("release"), "JAVA_VERSION=\"25\"");
    Files.createDirectories(folder.resolve("empty"));

    assertThatThrownBy(() -> finder(Map.of()).find(21)).isInstanceOf(StackException.class);
  }

  @Test
  void saysInOneLineWhatToDoWhenThereIsNone() {
    assertThatThrownBy(() -> finder(Map.of("JAVA_HOME", "/nowhere")).find(21))
        .isInstanceOf(StackException.class)
        .hasMessage(
            "the engine needs a JDK 21 or newer and none was found: install one, or set"
                + " ZEEBE_JAVA_HOME to the folder of one");
  }

  private JdkFinder finder(Map<String, String> environment) {
    return new JdkFinder(environment, own, List.of(folder, root.resolve("missing")));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(root.resolve(name));
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }
}
