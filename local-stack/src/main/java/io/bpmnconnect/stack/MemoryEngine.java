package io.bpmnconnect.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The engine of Camunda 8.8 that keeps everything in memory: one partition, and the gRPC API only.
 * A start begins with nothing.
 */
public final class MemoryEngine extends StackPart {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

  private final int port;

  private MemoryEngine(Launch launch, int port) {
    super("memory-engine", launch);
    this.port = port;
  }

  /**
   * Looks for a JDK and chooses a port; nothing is started yet.
   *
   * @param home where its jars are
   * @param directory its folder, which is emptied: its log
   * @throws StackException when there is no JDK 21 or newer
   */
  public static MemoryEngine create(StackHome home, Path directory) {
    int port = new FreePorts().find(1).get(0);
    WorkDirectory work = WorkDirectory.create(directory);
    Path folder = home.memoryEngine();
    List<String> options =
        new ArrayList<>(List.of("-Xms64m", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError"));
    options.addAll(JvmTuning.QUICK_START.options());
    List<String> command =
        new JavaCommand(
                new JdkFinder().find(ZeebeEngine.MINIMUM_JAVA),
                options,
                folder + "/lib/*",
                folder.resolve("InMemoryEngine.java").toString())
            .withArguments(Loopback.HOST, Integer.toString(port));
    Path log = work.resolve("memory-engine.log");
    return new MemoryEngine(new Launch(command, Map.of(), work.path(), log, START_TIMEOUT), port);
  }

  /** What comes before its first thread is up waits for that. */
  @Override
  Optional<String> missing() throws IOException {
    Loopback.connect(port);
    return Optional.empty();
  }

  /** Its gRPC API in plain text, such as {@code http://127.0.0.1:26500}. */
  public URI grpcAddress() {
    return Loopback.http(port);
  }
}
