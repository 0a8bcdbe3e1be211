package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.stack.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A database cluster of its own in a temporary folder, on a free loopback port. PostgreSQL refuses
 * to run as root; then it runs as the user that its package has made.
 */
public final class PostgresServer implements AutoCloseable {

  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final ChildProcess process;
  private final Path folder;
  private final int port;

  private PostgresServer(ChildProcess process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /** Skips the test, and says so in one line, unless PostgreSQL is installed. */
  public static void assumeInstalled() {
    Assumptions.assumeTrue(
        programs().isPresent(), "PostgreSQL is not installed, so nothing is tested with it");
  }

  private static Optional<Path> programs() {
    if (!Files.isDirectory(PACKAGES)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(PACKAGES)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(programs -> Files.isExecutable(programs.resolve("initdb")))
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one that is empty. */
  public static PostgresServer start() throws IOException, InterruptedException {
    Path programs = programs().orElseThrow();
    Path folder = Files.createTempDirectory("postgres");
    if (isRoot()) {
      run(List.of("chown", "postgres", folder.toString()), folder);
    }
    Path data = folder.resolve("data");
    run(
        asUser(
            List.of(
                programs.resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-sync")),
        folder);
    int port = freePort();
    Path log =
        Path.of(System.getProperty("stack.work"))
            .resolveSibling("postgres")
            .resolve("postgres-" + port + ".log");
    ChildProcess process =
        ChildProcess.start(
            asUser(
                List.of(
                    programs.resolve("postgres").toString(),
                    "-D",
                    data.toString(),
                    "-h",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(port),
                    "-k",
                    folder.toString(),
                    "-c",
                    "fsync=off")),
            Map.of(),
            folder,
            log);
    await("PostgreSQL is ready")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> accepts(port) && log.toFile().length() > 0 && isReady(log));
    return new PostgresServer(process, folder, port);
  }

  private static boolean isReady(Path log) throws IOException {
    return Files.readString(log).contains("ready to accept connections");
  }

  private static boolean accepts(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static List<String> asUser(List<String> command) {
    List<String> whole = new ArrayList<>();
    if (isRoot()) {
      whole.addAll(
          List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
    }
    whole.addAll(command);
    return whole;
  }

  private static void run(List<String> command, Path folder)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /** As programs in Go and C take it. */
  public String url() {
    return "postgres://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable";
  }

  /** As programs in Java take it. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    process.stop(GRACE);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
