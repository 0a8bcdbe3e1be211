package io.bpmnconnect.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts that cannot come up, as their jars are missing. */
class StackPartTest {
  @TempDir private Path root;
  private StackHome home;

  @BeforeEach
  void makeAHomeWithoutJars() throws IOException {
    Files.createDirectories(root.resolve("home/kafka-4.3"));
    home = new StackHome(root.resolve("home"));
  }

  @Test
  void reportsAnEarlyEndAtOnceWithTheTailOfTheLog() {
    ConnectWorker worker =
        ConnectWorker.builder(home, root.resolve("worker-1"), "127.0.0.1:1")
            .withPlugin(false)
            .build();
    Instant begin = Instant.now();

    assertThatThrownBy(worker::start)
        .isInstanceOf(StackException.class)
        .hasMessageContaining("worker-1 ended with exit code 1")
        .hasMessageContaining(worker.log().toString())
        .hasMessageContaining("ConnectDistributed");
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(30));
    assertThat(worker.isAlive()).isFalse();
  }

  @Test
  void reportsStorageThatCannotBeFormatted() {
    KafkaBroker kafka = KafkaBroker.builder(home, root.resolve("kafka")).build();

    assertThatThrownBy(kafka::start)
        .isInstanceOf(StackException.class)
        .hasMessageContaining("kafka could not format its storage")
        .hasMessageContaining("StorageTool");
  }

  @Test
  void tellsHowToBuildAHomeThatIsNotThere() {
    assertThatThrownBy(() -> new StackHome(root.resolve("missing")))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("mvn package");
    assertThatThrownBy(() -> home.plugins())
        .isInstanceOf(StackException.class)
        .hasMessageContaining("mvn package");
  }

  @Test
  void stopsQuietlyWhatWasNeverStarted() {
    KafkaBroker kafka = KafkaBroker.builder(home, root.resolve("kafka")).build();

    kafka.stop();

    assertThat(kafka.isAlive()).isFalse();
    assertThatThrownBy(kafka::pid)
        .isInstanceOf(StackException.class)
        .hasMessageContaining("never started");
  }

  @Test
  void doesNotShareItsWorkDirectory() {
    try (DirectoryLock lock = DirectoryLock.acquire(root)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> DirectoryLock.acquire(root))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("another stack is running in " + root);
    }
    DirectoryLock.acquire(root).close();
  }
}
