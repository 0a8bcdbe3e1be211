package io.bpmnconnect.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One part of the local stack, run as a child process. Each start uses the same command, hence the
 * same ports and data.
 *
 * <p>All methods may be called from any thread, {@link #start()} from one at a time: the reference
 * to the current process, and whether that one is ready, are the only state, so that a shutdown
 * hook can stop what another thread is starting.
 */
public abstract sealed class StackPart implements AutoCloseable
    permits KafkaBroker, ConnectWorker, OperatonEngine, SchemaRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(StackPart.class);
  private static final Duration STOP_GRACE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int TAIL_LINES = 30;

  private final String name;
  private final Launch launch;
  private final AtomicReference<ChildProcess> current = new AtomicReference<>();
  private volatile boolean ready;

  /** How to start a part, and how long it may take until it is ready. */
  record Launch(
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Path log,
      Duration timeout) {
    Launch {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }

  StackPart(String name, Launch launch) {
    this.name = name;
    this.launch = launch;
  }

  /**
   * Asks once, in a second or two, whether it serves requests.
   *
   * @return empty when it does, else what is still missing
   * @throws IOException when it does not answer: it is not ready either
   */
  abstract Optional<String> missing() throws IOException, InterruptedException;

  /** What errors and the log file call it. */
  public final String name() {
    return name;
  }

  /** Its log file, appended to at each start. */
  public final Path log() {
    return launch.log();
  }

  /**
   * Starts it and returns when it serves requests. After {@link #stop()} or {@link #kill()} it
   * starts again on the same ports and with the data it had.
   *
   * @throws StackException when it is running already, ends early or is not ready in time; the
   *     message ends with the tail of its log, and no process is left
   */
  public void start() {
    if (isAlive()) {
      throw new StackException(name + " is already running");
    }
    long begin = System.nanoTime();
    ChildProcess process = run(launch.command());
    try {
      awaitReady(process);
      ready = true;
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      LOG.info("{} is ready after {} ms, process {}", name, took.toMillis(), process.pid());
    } catch (InterruptedException e) {
      process.kill();
      Thread.currentThread().interrupt();
      throw new StackException(name + ": interrupted while it was starting", e);
    } catch (RuntimeException e) {
      process.kill();
      throw e;
    }
  }

  final ChildProcess run(List<String> command) {
    ready = false;
    ChildProcess process =
        ChildProcess.start(command, launch.environment(), launch.directory(), launch.log());
    current.set(process);
    return process;
  }

  private void awaitReady(ChildProcess process) throws InterruptedException {
    long deadline = System.nanoTime() + launch.timeout().toNanos();
    while (true) {
      String missing;
      try {
        Optional<String> answer = missing();
        if (answer.isEmpty() && process.isAlive()) {
          return;
        }
        missing = answer.orElse("its port is served by another process");
      } catch (IOException e) {
        missing = e.toString();
      }
      if (process.waitFor(POLL)) {
        throw failure(process, "ended with exit code " + process.exitCode().getAsInt());
      }
      if (System.nanoTime() > deadline) {
        long seconds = launch.timeout().toSeconds();
        throw failure(process, "is not ready after " + seconds + " s (" + missing + ")");
      }
    }
  }

  final StackException failure(ChildProcess process, String reason) {
    String tail = String.join("\n  ", process.logTail(TAIL_LINES));
    return new StackException(name + " " + reason + "; its log " + log() + " ends with\n  " + tail);
  }

  /**
   * Stops it in order (TERM, and KILL after 20 s); returns when it is gone. One that is still
   * starting is killed: the engine would first finish its start.
   */
  public final void stop() {
    ChildProcess process = current.get();
    if (process != null && process.isAlive()) {
      if (ready) {
        process.stop(STOP_GRACE);
      } else {
        process.kill();
      }
      LOG.info("{} has stopped with exit code {}", name, process.exitCode().getAsInt());
    }
  }

  /** Ends it as a crash does (SIGKILL); returns when it is gone. */
  public final void kill() {
    process().kill();
    LOG.info("{} was killed", name);
  }

  /** Makes it hang (SIGSTOP): its connections stay open and nothing is answered. */
  public final void suspend() {
    process().suspend();
  }

  /** Lets it go on after {@link #suspend()}. */
  public final void resume() {
    process().resume();
  }

  /** Whether its process exists; it may be starting, or suspended. */
  public final boolean isAlive() {
    ChildProcess process = current.get();
    return process != null && process.isAlive();
  }

  /** The process id of its JVM. */
  public final long pid() {
    return process().pid();
  }

  /** The same as {@link #stop()}. */
  @Override
  public final void close() {
    stop();
  }

  private ChildProcess process() {
    ChildProcess process = current.get();
    if (process == null) {
      throw new StackException(name + " was never started");
    }
    return process;
  }
}
