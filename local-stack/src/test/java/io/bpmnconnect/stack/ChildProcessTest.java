package io.bpmnconnect.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.condition.OS.LINUX;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final String IGNORES_TERM =
      "trap '' TERM; echo ready; while :; do sleep 0.05; done";

  @TempDir private Path directory;
  private ChildProcess child;

  @AfterEach
  void endTheChild() {
    if (child != null) {
      child.kill();
    }
  }

  @Test
  void appendsOutputAndErrorsToTheLog() throws Exception {
    start("sh", "-c", "echo first; echo second >&2; exit 3");

    assertThat(child.waitFor(Duration.ofSeconds(10))).isTrue();
    assertThat(child.exitCode()).hasValue(3);
    assertThat(child.logTail(10)).containsExactly("first", "second");
    assertThat(child.logTail(1)).containsExactly("second");
  }

  @Test
  void passesArgumentsAsTheyAre() throws Exception {
    start("printf", "%s|", "a b", "$HOME", "'", "");

    assertThat(child.waitFor(Duration.ofSeconds(10))).isTrue();
    assertThat(child.logTail(1)).containsExactly("a b|$HOME|'||");
  }

  @Test
  void tellsOfACommandThatDoesNotExistAsAnEarlyEnd() throws Exception {
    start("no-such-command");

    assertThat(child.waitFor(Duration.ofSeconds(10))).isTrue();
    assertThat(child.exitCode()).hasValue(127);
    assertThat(String.join("\n", child.logTail(5))).contains("no-such-command");
  }

  @Test
  void givesTheCommandOnlyTheEnvironmentItNeeds() throws Exception {
    child =
        ChildProcess.start(
            List.of("env"), Map.of("ADDED", "value"), directory, directory.resolve("log"));

    assertThat(child.waitFor(Duration.ofSeconds(10))).isTrue();
    assertThat(child.logTail(100))
        .contains("ADDED=value")
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches("(ADDED|PATH|HOME|USER|LANG|LC_ALL|TZ|TMPDIR|PWD|OLDPWD|SHLVL|_)=.*"));
  }

  @Test
  void stopsAWillingProcessWithTerm() {
    start("sleep", "600");

    child.stop(Duration.ofSeconds(10));

    assertThat(child.isAlive()).isFalse();
    assertThat(child.exitCode()).hasValue(128 + 15);
  }

  @Test
  void killsAProcessThatIgnoresTerm() {
    start("sh", "-c", IGNORES_TERM);
    awaitOutput("ready");

    child.stop(Duration.ofMillis(200));

    assertThat(child.isAlive()).isFalse();
    assertThat(child.exitCode()).hasValue(128 + 9);
  }

  @Test
  void stopsASuspendedProcessWithoutWaitingForTheGracePeriod() {
    start("sleep", "600");
    child.suspend();
    Instant begin = Instant.now();

    child.stop(Duration.ofMinutes(1));

    assertThat(child.exitCode()).hasValue(128 + 15);
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void suspendsAndResumes() {
    start("sh", "-c", "i=0; while :; do i=$((i+1)); echo $i; sleep 0.02; done");
    awaitOutput("3");

    child.suspend();
    // What was on its way when the signal came may still be written.
    List<String> suspended = await().until(this::lastLineTwice, Stable::isStable).lines();
    child.resume();

    await().until(() -> !child.logTail(1).equals(suspended));
  }

  @Test
  void refusesToSignalAProcessThatHasEnded() throws Exception {
    start("true");
    assertThat(child.waitFor(Duration.ofSeconds(10))).isTrue();

    assertThatThrownBy(child::suspend)
        .isInstanceOf(StackException.class)
        .hasMessageContaining("has ended");
  }

  @Test
  void isNotReachedByCtrlC() throws Exception {
    start("sh", "-c", "echo ready; exec sleep 600");
    awaitOutput("ready");

    OperatingSystem.signal("INT", child.pid());
    child.stop(Duration.ofSeconds(10));

    assertThat(child.exitCode()).as("ended by TERM, not by INT").hasValue(128 + 15);
  }

  @Test
  void leavesNoWatchdogWhenTheChildEndsByItself() {
    start("sleep", "600");
    long watchdog = watchdogOf(child.pid());

    child.kill();

    await().until(() -> OperatingSystem.isGone(watchdog));
  }

  @Test
  @EnabledOnOs(LINUX)
  void holdsNoDescriptorsInTheWatchdogButThePipeAndTheLog() throws IOException {
    start("sleep", "600");
    long watchdog = watchdogOf(child.pid());

    String log = directory.resolve("log").toRealPath().toString();
    await()
        .untilAsserted(
            () ->
                assertThat(Set.copyOf(descriptorsOf(watchdog)))
                    .containsExactlyInAnyOrder("/dev/null", log, "pipe"));
    await()
        .untilAsserted(
            () ->
                assertThat(descriptorsOf(child.pid()))
                    .containsExactlyInAnyOrder("/dev/null", log, log));
  }

  @Test
  void endsWithAParentThatIsKilled() throws Exception {
    try (HelperJvm parent = HelperJvm.run(Parent.class, directory.toString(), "exec sleep 600")) {
      long orphan = parent.readNumber();
      long watchdog = watchdogOf(orphan);

      OperatingSystem.signal("KILL", parent.pid());

      await().until(() -> OperatingSystem.isGone(orphan) && OperatingSystem.isGone(watchdog));
    }
  }

  @Test
  void isKilledWithAParentThatIsKilledWhenItIgnoresTerm() throws Exception {
    try (HelperJvm parent = HelperJvm.run(Parent.class, directory.toString(), IGNORES_TERM)) {
      long orphan = parent.readNumber();
      await().until(() -> Files.readString(directory.resolve("log")).contains("ready"));

      OperatingSystem.signal("KILL", parent.pid());

      await().until(() -> OperatingSystem.isGone(orphan));
    }
  }

  /** Starts a child, prints its process id and waits to be killed. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws InterruptedException {
      Path directory = Path.of(arguments[0]);
      ChildProcess child =
          ChildProcess.start(
              List.of("sh", "-c", arguments[1]),
              Map.of(),
              directory,
              directory.resolve("log"),
              Duration.ofSeconds(1));
      System.out.println(child.pid());
      new CountDownLatch(1).await();
    }
  }

  private record Stable(List<String> lines, boolean isStable) {}

  private Stable lastLineTwice() {
    List<String> before = child.logTail(1);
    await().pollDelay(Duration.ofMillis(100)).until(() -> true);
    return new Stable(before, before.equals(child.logTail(1)));
  }

  private void start(String... command) {
    child = ChildProcess.start(List.of(command), Map.of(), directory, directory.resolve("log"));
  }

  private void awaitOutput(String line) {
    await().until(() -> child.logTail(1000).contains(line));
  }

  private static long watchdogOf(long pid) {
    List<Long> children =
        await().until(() -> OperatingSystem.childrenOf(pid), found -> found.size() == 1);
    return children.get(0);
  }

  /** What the open descriptors of a process lead to. */
  private static List<String> descriptorsOf(long pid) throws IOException {
    List<String> targets = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        String target = Files.readSymbolicLink(descriptor).toString();
        targets.add(target.startsWith("pipe:") ? "pipe" : target);
      }
    }
    return targets;
  }
}
