package io.bpmnconnect.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A command that runs as a child of this JVM, with its standard output and error appended to a log
 * file.
 *
 * <p>It never outlives this JVM: a watchdog process ends it when this JVM is gone, even by SIGKILL.
 * Needs {@code /bin/sh}, hence Linux or macOS. Safe for use by several threads.
 */
public final class ChildProcess {
  private static final Duration ORPHAN_GRACE = Duration.ofSeconds(5);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

  // What a developer's shell says of Kafka, Spring or Java must not reach the parts.
  private static final Set<String> INHERITED =
      Set.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR");

  private final Process process;
  private final LogFile log;
  private volatile boolean suspended;

  private ChildProcess(Process process, LogFile log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a command.
   *
   * @param command the program and its arguments
   * @param environment variables added to the few that are inherited (PATH, HOME, locale, TMPDIR)
   * @param directory the working directory, created when missing
   * @param log the file that its output is appended to
   * @throws UncheckedIOException when the shell or the log file cannot be opened; that the command
   *     itself cannot be run is seen as an early end with exit code 126 or 127
   */
  public static ChildProcess start(
      List<String> command, Map<String, String> environment, Path directory, Path log) {
    return start(command, environment, directory, log, ORPHAN_GRACE);
  }

  static ChildProcess start(
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Path log,
      Duration orphanGrace) {
    List<String> shell = new ArrayList<>();
    shell.addAll(List.of("/bin/sh", "-c", script(), "child-process"));
    shell.add(Long.toString(orphanGrace.toSeconds()));
    shell.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(shell);
    builder.environment().keySet().retainAll(INHERITED);
    builder.environment().putAll(environment);
    builder.directory(directory.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Files.createDirectories(directory);
      Files.createDirectories(log.toAbsolutePath().getParent());
      // The pipe to its standard input is left open on purpose, see the script. The JDK closes it
      // when the child has ended, which ends the watchdog too.
      return new ChildProcess(builder.start(), new LogFile(log));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  private static String script() {
    try (InputStream script = ChildProcess.class.getResourceAsStream("child-process.sh")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read child-process.sh", e);
    }
  }

  /** The process id of the command itself. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The exit code, or empty while it runs. */
  public OptionalInt exitCode() {
    return isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /**
   * Waits for its end.
   *
   * @return whether it has ended
   */
  public boolean waitFor(Duration timeout) throws InterruptedException {
    return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Ends it: TERM, and KILL when it is still there after the grace period. Returns when it is gone;
   * does nothing when it already is. An interrupt cuts the grace period short.
   */
  public void stop(Duration grace) {
    if (suspended) {
      resume();
    }
    // Not Process.destroy(): that closes the pipe, and the watchdog would act as well.
    process.toHandle().destroy();
    try {
      if (waitFor(grace)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  /** Ends it with SIGKILL and returns when it is gone; does nothing when it already is. */
  public void kill() {
    process.toHandle().destroyForcibly();
    try {
      if (!waitFor(KILL_TIMEOUT)) {
        throw new StackException("process " + pid() + " is still there after SIGKILL");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Suspends it (SIGSTOP): it keeps its connections and answers nothing. */
  public void suspend() {
    signal("STOP");
    suspended = true;
  }

  /** Lets it go on after {@link #suspend()} (SIGCONT). */
  public void resume() {
    signal("CONT");
    suspended = false;
  }

  private void signal(String name) {
    if (!isAlive()) {
      throw new StackException("process " + pid() + " has ended, it cannot get SIG" + name);
    }
    try {
      // The shell's own kill: not every system has the program.
      Process kill =
          new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid())
              .redirectErrorStream(true)
              .start();
      String output = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (kill.waitFor() != 0) {
        throw new StackException("SIG" + name + " to process " + pid() + ": " + output.strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("SIG" + name + " to process " + pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while sending SIG" + name, e);
    }
  }

  public Path log() {
    return log.path();
  }

  /** The last lines of its log, at most as many as asked for. */
  public List<String> logTail(int lines) {
    return log.tail(lines);
  }
}
