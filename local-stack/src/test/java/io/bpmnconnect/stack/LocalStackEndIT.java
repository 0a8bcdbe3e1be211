package io.bpmnconnect.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Stacks and parts that are not started and closed as they should be. */
class LocalStackEndIT {
  private static final StackHome HOME = StackHome.fromSystemProperty();
  private static final Path WORK = Path.of(System.getProperty("stack.work"));

  @Test
  void stopsTheOtherPartsWhenOneCannotBeStarted() {
    Path work = WORK.resolve("one-part-broken");

    assertThatThrownBy(
            () ->
                LocalStack.builder(HOME, work)
                    .worker(worker -> worker.withPlugin(false))
                    .engine(engine -> engine.jvmOption("-XX:+NoSuchOption"))
                    .start())
        .isInstanceOf(StackException.class)
        .hasMessageStartingWith("operaton ended with exit code 1")
        .hasMessageContaining("NoSuchOption");

    await().until(() -> processesThatMention(work).isEmpty());
  }

  @Test
  void stopsInOrderWhenTheJvmIsAskedToEnd() throws Exception {
    Path work = WORK.resolve("asked-to-end");
    try (HelperJvm jvm = HelperJvm.run(Owner.class, HOME.path().toString(), work.toString())) {
      long kafka = jvm.readNumber();

      OperatingSystem.signal("TERM", jvm.pid());

      await().until(() -> OperatingSystem.isGone(kafka) && OperatingSystem.isGone(jvm.pid()));
      assertThat(Files.readString(work.resolve("kafka/kafka.log"))).contains("shut down completed");
    }
    await().until(() -> processesThatMention(work).isEmpty());
  }

  @Test
  void reportsAPartThatIsNotReadyInTime() {
    ConnectWorker worker =
        ConnectWorker.builder(HOME, WORK.resolve("worker-without-broker"), "127.0.0.1:1")
            .withPlugin(false)
            .startTimeout(Duration.ofSeconds(2))
            .build();

    assertThatThrownBy(worker::start)
        .isInstanceOf(StackException.class)
        .hasMessageContaining("worker-without-broker is not ready after 2 s")
        .hasMessageContaining(worker.log().toString());
    assertThat(worker.isAlive()).isFalse();
  }

  @Test
  void killsAPartThatIsStillStartingInsteadOfWaitingForItsStart() {
    OperatonEngine engine = OperatonEngine.builder(HOME, WORK.resolve("still-starting")).build();
    CompletableFuture<Void> start = CompletableFuture.runAsync(engine::start);
    await().until(engine::isAlive);

    engine.stop();

    assertThat(engine.isAlive()).isFalse();
    assertThat(start)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withMessageContaining("operaton ended with exit code 137");
  }

  /** Has a stack of a broker only, prints the broker's process id and waits. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] arguments) throws InterruptedException {
      LocalStack stack =
          LocalStack.builder(new StackHome(Path.of(arguments[0])), Path.of(arguments[1]))
              .withoutEngine()
              .workers(0)
              .start();
      System.out.println(stack.kafka().pid());
      new CountDownLatch(1).await();
    }
  }

  private static List<ProcessHandle> processesThatMention(Path work) throws IOException {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> process.info().commandLine().orElse("").contains(work + "/"))
        .toList();
  }
}
